import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import {
  HelloMethod,
  HelloParams,
  PROTOCOL_VERSION,
  ServerInfo,
  ShutdownServerMethod,
} from '#schemas/protocol/handshake.ts';
import { OverviewMethod } from '#schemas/protocol/overview.ts';
import { configureMachine, createClutch, type Clutch } from '../helpers/clutch.ts';
import { isRunning, until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';

function withClutch(play: (clutch: Clutch, folder: string) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const home = path.join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    const clutch = createClutch(home);
    try {
      await play(clutch, folder);
    } finally {
      await clutch.dispose();
    }
  });
}

async function pidSeenBy(clutch: Clutch, cwd: string): Promise<number> {
  const { code, stdout, stderr } = await clutch.run(cwd, 'server', 'start', '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout).pid;
}

describe('one server per user and machine', () => {
  test('clients that start at the same moment all attach to the same one', () =>
    withClutch(async (clutch, folder) => {
      const pids = await Promise.all(Array.from({ length: 4 }, () => pidSeenBy(clutch, folder)));
      assert.equal(new Set(pids).size, 1, `they saw ${pids.join(', ')}`);
    }));

  test('only the user can enter the folder of its socket', () =>
    withClutch(async (clutch, folder) => {
      await pidSeenBy(clutch, folder);
      assert.equal(statSync(path.join(clutch.home, 'run')).mode & 0o777, 0o700);
      assert.equal(statSync(clutch.home).mode & 0o777, 0o700);
    }));

  test('it outlives its client and leaves by itself when nobody needs it', () =>
    withClutch(async (clutch, folder) => {
      configureMachine(clutch.home, { idleExitSeconds: 0.3 });
      const pid = await pidSeenBy(clutch, folder);
      assert.ok(isRunning(pid));
      await until(() => !isRunning(pid), { what: 'the idle server has left' });
      assert.equal(clutch.serverPid(), null, 'server.json is gone with it');
    }));

  test('it lives on when clients leave before it has answered them', () =>
    withClutch(async (clutch, folder) => {
      const pid = await pidSeenBy(clutch, folder);
      const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(clutch.home, 'server.json'), 'utf8')));
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: OverviewMethod, params: { folders: [folder] } });
      for (let left = 0; left < 20; left += 1) {
        const socket = createConnection(address);
        await new Promise((resolve) => socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`, resolve));
        socket.destroy();
      }
      assert.equal(await pidSeenBy(clutch, folder), pid);
      assert.equal(readFileSync(path.join(clutch.home, 'logs/start.log'), 'utf8'), '');
    }));

  test('an error of ours that ends it is in its log, which the next one does not begin anew', () =>
    withClutch(async (_, folder) => {
      const planted = `process.on('SIGUSR2', () => { throw new Error('planted'); });`;
      const clutch = createClutch(path.join(folder, 'home'), {
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(planted)}`,
      });
      const first = await pidSeenBy(clutch, folder);
      process.kill(first, 'SIGUSR2');
      await until(() => !isRunning(first), { what: 'the server has ended' });
      assert.notEqual(await pidSeenBy(clutch, folder), first);
      const log = readFileSync(path.join(clutch.home, 'logs/server.log'), 'utf8');
      assert.match(log, / error ended by an error that nobody caught: Error: planted\n {4}at /);
    }));

  test('a socket and a server.json that a dead server left are no hindrance', () =>
    withClutch(async (clutch, folder) => {
      const first = await pidSeenBy(clutch, folder);
      await clutch.killServer();
      assert.ok(existsSync(path.join(clutch.home, 'run/server.sock')), 'the socket is stale');
      assert.ok(existsSync(path.join(clutch.home, 'server.lock')), 'so is the lock file');
      const second = await pidSeenBy(clutch, folder);
      assert.notEqual(second, first);
    }));

  test('a machine configuration that cannot be used is named, and so is the way out', () =>
    withClutch(async (clutch, folder) => {
      writeFileSync(path.join(clutch.home, 'config.json'), '{"idleExitSeconds": "soon"}');
      const { code, stderr } = await clutch.run(folder, 'server', 'start');
      assert.equal(code, 2);
      assert.match(stderr, /config\.json cannot be used.*idleExitSeconds.*Mend or remove it/s);
    }));

  test('a journal that a newer version wrote is refused and left as it is', () =>
    withClutch(async (clutch, folder) => {
      await pidSeenBy(clutch, folder);
      await clutch.dispose();
      const { DatabaseSync } = await import('node:sqlite');
      const database = new DatabaseSync(path.join(clutch.home, 'journal.db'));
      database.exec('PRAGMA user_version = 99');
      database.close();
      const { code, stderr } = await clutch.run(folder, 'server', 'start');
      assert.equal(code, 2);
      assert.match(stderr, /journal\.db was written by a newer CLUTCH/);
    }));

  test('its log says when it was ready and where', () =>
    withClutch(async (clutch, folder) => {
      const pid = await pidSeenBy(clutch, folder);
      assert.match(
        readFileSync(path.join(clutch.home, 'logs/server.log'), 'utf8'),
        new RegExp(`ready at .*pid ${pid}`),
      );
    }));
});

describe('a server of another version', () => {
  test('that has active runs is left alone, and both versions are named', () =>
    withClutch(async (clutch, folder) => {
      const other = await otherVersion(clutch.home, 2);
      const { code, stderr } = await clutch.run(folder, 'status');
      assert.equal(code, 2);
      assert.match(stderr, /CLUTCH 9\.9\.9.*speaks protocol 99, this one \(.+\) 1, and it has 2 active run/);
      assert.equal(other.stopped(), false);
      other.close();
    }));

  test('that is idle makes room', () =>
    withClutch(async (clutch, folder) => {
      const other = await otherVersion(clutch.home, 0);
      const pid = await pidSeenBy(clutch, folder);
      assert.notEqual(pid, process.pid);
      assert.equal(other.stopped(), true);
    }));
});

/** Stands in for a server of a version that does not exist yet: it answers the handshake and obeys the stop. */
async function otherVersion(home: string, activeRuns: number): Promise<{ stopped(): boolean; close(): void }> {
  let stopped = false;
  const address = path.join(home, 'other.sock');
  const infoFile = path.join(home, 'server.json');
  const info = { pid: process.pid, version: '9.9.9', protocol: 99, address, startedAt: 1 };
  const server: Server = createServer((socket) => {
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    connection.onRequest(HelloMethod, (params: unknown) => {
      assert.equal(HelloParams.parse(params).protocol, PROTOCOL_VERSION);
      return { ...info, compatible: false, activeRuns };
    });
    connection.onRequest(ShutdownServerMethod, () => {
      stopped = true;
      rmSync(infoFile);
      server.close();
      return { stopping: true };
    });
    connection.listen();
  });
  await new Promise<void>((resolve) => server.listen(address, resolve));
  writeFileSync(infoFile, JSON.stringify(info));
  return {
    stopped: () => stopped,
    close() {
      server.close();
      rmSync(infoFile, { force: true });
    },
  };
}
