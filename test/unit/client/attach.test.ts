import '../../helpers/vscode-stub/register.ts';
import { afterEach, beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROTOCOL_VERSION } from '#schemas/protocol/handshake.ts';
import type { AttachOptions } from '../../../client/server-link/attach.ts';

const { attachToServer } = await import('../../../client/server-link/attach.ts');

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'attach-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const options = (over: Partial<AttachOptions> = {}): AttachOptions => ({
  home,
  serverScript: join(home, 'server.mjs'),
  node: process.execPath,
  env: { PATH: process.env['PATH'], VSCODE_IPC_HOOK: 'ours', ELECTRON_NO_ASAR: '1' },
  deadlineMs: 5000,
  signal: new AbortController().signal,
  log: () => undefined,
  ...over,
});

const infoOf = (address: string, pid: number): string =>
  JSON.stringify({ pid, version: '0', protocol: PROTOCOL_VERSION, address, startedAt: 0 });

/** Stands in for the server: says where it listens and what it was given, and ends with its first client. */
const standIn = `
import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
const address = process.env.CLUTCH_HOME + '/s.sock';
writeFileSync('env.json', JSON.stringify(process.env));
createServer((socket) => socket.on('close', () => process.exit(0)).resume()).listen(address, () => {
  const info = { pid: process.pid, version: '0', protocol: ${PROTOCOL_VERSION}, address, startedAt: 0 };
  writeFileSync('server.json', JSON.stringify(info));
});
setTimeout(() => process.exit(1), 20000).unref();
`;

async function listening(address: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(address, resolve));
  return server;
}

test('a server that runs is attached to, and no other is started', async () => {
  const address = join(home, 'running.sock');
  const server = await listening(address);
  writeFileSync(join(home, 'server.json'), infoOf(address, process.pid));
  const socket = await attachToServer(options({ node: '/does/not/exist' }));
  socket.destroy();
  server.close();
});

test('a server.json that lies does no harm: a server is started in its place', async () => {
  for (const content of ['{', '{"pid":1}', infoOf(join(home, 'nobody.sock'), 1)]) {
    writeFileSync(join(home, 'server.json'), content);
    writeFileSync(join(home, 'server.mjs'), standIn);
    const socket = await attachToServer(options());
    socket.destroy();
    rmSync(join(home, 's.sock'), { force: true });
  }
});

test('the server that is started knows the home, and nothing of this window', async () => {
  writeFileSync(join(home, 'server.mjs'), standIn);
  const socket = await attachToServer(options());
  const env: Record<string, string> = JSON.parse(readFileSync(join(home, 'env.json'), 'utf8'));
  assert.equal(env['CLUTCH_HOME'], home);
  assert.deepEqual(
    Object.keys(env).filter((name) => /^(VSCODE|ELECTRON)_/.test(name)),
    ['ELECTRON_RUN_AS_NODE'],
  );
  socket.destroy();
});

test('a program that cannot be started is said at once, with its name', async () => {
  const node = join(home, 'no-such-node');
  const startedAt = performance.now();
  await assert.rejects(attachToServer(options({ node })), (error: Error) => {
    assert.match(error.message, /no-such-node.*ENOENT.*Restart Server/s);
    return error.name === 'ServerUnavailable';
  });
  assert.ok(performance.now() - startedAt < 3000);
});

test('a server that ends is reported at once, with its exit code', async () => {
  writeFileSync(join(home, 'server.mjs'), 'process.exit(7)');
  const startedAt = performance.now();
  await assert.rejects(attachToServer(options()), /exit code 7/);
  assert.ok(performance.now() - startedAt < 3000);
});

test('a server that gives way to another one is no failure: the other one is waited for', async () => {
  const address = join(home, 'other.sock');
  const server = await listening(address);
  const info = JSON.stringify(infoOf(address, process.pid));
  writeFileSync(
    join(home, 'server.mjs'),
    `import { writeFileSync } from 'node:fs'; writeFileSync('server.json', ${info}); process.exit(3);`,
  );
  const socket = await attachToServer(options());
  socket.destroy();
  server.close();
});

test('a server that never answers is given up when the deadline has passed', async () => {
  writeFileSync(join(home, 'server.mjs'), 'setTimeout(() => undefined, 1500)');
  await assert.rejects(attachToServer(options({ deadlineMs: 300 })), /did not answer within 0.3 s/);
});
