import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { AgentView } from '#schemas/protocol/agents.ts';
import { PROTOCOL_VERSION } from '#schemas/protocol/handshake.ts';
import { MachineConfig } from '#schemas/settings.ts';
import { identityFile, openIdentity } from '../../../server/collab/identity.ts';
import { type DoctorCheck, type DoctorContext, finding, type ServerFacts } from '../../../server/doctor/check.ts';
import { CHECKS, diagnose } from '../../../server/doctor/diagnose.ts';
import { VERSION } from '../../../server/platform/version.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';
import { peer, sharedProject } from '../../helpers/webview/shared-projects.ts';

const agent = (over: Partial<AgentView> = {}): AgentView => ({
  name: 'claude',
  title: 'Claude Code',
  kind: 'acp',
  source: 'PATH',
  program: '/usr/bin/claude',
  version: '2.0.0',
  answers: null,
  problem: null,
  model: null,
  roles: [],
  models: [],
  download: null,
  login: 'run claude and log in',
  homepage: null,
  ...over,
});

const facts = (over: Partial<ServerFacts> = {}): ServerFacts => ({
  info: { pid: 7, version: VERSION, protocol: PROTOCOL_VERSION, address: '/run/server.sock', startedAt: 0 },
  rssBytes: 90_000_000,
  agents: () => Promise.resolve([agent()]),
  shared: () => [],
  runs: () => [],
  processes: () => 0,
  journal: () => [],
  ...over,
});

const context = (home: string, over: Partial<DoctorContext> = {}): DoctorContext => ({
  home,
  roots: [],
  env: { PATH: process.env['PATH'] },
  machine: () => MachineConfig.parse({}),
  server: facts(),
  absence: null,
  probe: [],
  ...over,
});

const check = (id: string): DoctorCheck => {
  const found = CHECKS.find((one) => one.id === id);
  assert.ok(found, id);
  return found;
};
const look = async (id: string, given: DoctorContext) => (await diagnose(given, () => 0, [check(id)])).findings;
const states = async (id: string, given: DoctorContext) => (await look(id, given)).map(({ state }) => state);

describe('looking at a machine', () => {
  test('answers in time although a check hangs, and although one fails', async () => {
    const hangs: DoctorCheck = { id: 'hangs', title: 'Hangs', limitMs: 10, look: () => new Promise(() => undefined) };
    const fails: DoctorCheck = {
      id: 'fails',
      title: 'Fails',
      limitMs: 10,
      look: () => Promise.reject(new Error('No luck.')),
    };
    const { findings } = await diagnose(context('/nowhere'), () => 5, [hangs, fails]);
    assert.deepEqual(
      findings.map(({ id, state, text }) => [id, state, text]),
      [
        ['hangs', 'unknown', 'No answer within 0.01 s.'],
        ['fails', 'unknown', 'No luck.'],
      ],
    );
  });

  test('gives each finding an id of its own, and each that is not fine says what to do', () =>
    withTempDir(async (home) => {
      const { findings } = await diagnose(context(home, { roots: [home] }), () => 0);
      assert.equal(new Set(findings.map(({ id }) => id)).size, findings.length);
      assert.deepEqual(new Set(findings.map(({ title }) => title)).size, CHECKS.length);
      for (const { id, state, todo } of findings) assert.ok(state === 'ok' || state === 'unknown' || todo !== null, id);
    }));

  test('says of what only the server knows that it is not known without one', () =>
    withTempDir(async (home) => {
      const alone = context(home, { server: null, absence: 'It cannot be started: no Node.' });
      for (const id of ['agents', 'share', 'clocks', 'journal', 'leftovers'])
        assert.deepEqual(await states(id, alone), ['unknown'], id);
      const [server] = await look('server', alone);
      assert.deepEqual([server?.state, server?.text], ['problem', 'It cannot be started: no Node.']);
      assert.ok((await states('git', alone)).includes('ok'));
    }));
});

describe('a check', () => {
  test('of agents counts one that is chosen and missing as a problem, and another one as nothing', async () => {
    const missing = agent({
      name: 'codex',
      title: 'Codex',
      source: null,
      program: null,
      problem: 'It is not installed.',
    });
    const chosen = { ...missing, roles: [{ role: 'executor' as const, model: null }] };
    const withAgents = (...all: AgentView[]) =>
      context('/h', { roots: ['/p'], server: facts({ agents: () => Promise.resolve(all) }) });
    assert.deepEqual(await states('agents', withAgents(agent(), missing)), ['ok']);
    assert.deepEqual(await states('agents', withAgents(agent(), chosen)), ['problem', 'ok']);
    assert.deepEqual(await states('agents', withAgents(missing)), ['warning']);
  });

  test('of the server knows another version, and an address that is too long', async () => {
    const info = { ...facts().info, version: '0.0.1', address: `/${'x'.repeat(120)}` };
    const found = await look('server', context('/h', { server: facts({ info }) }));
    assert.deepEqual(
      found.map(({ id }) => id),
      ['server.running', 'server.version', 'server.address'],
    );
  });

  test('of clocks compares with other machines alone', async () => {
    const peers = [
      peer('me', { self: true, skewMs: 9_000 }),
      peer('lab', { skewMs: -4_200 }),
      peer('attic', { skewMs: 10 }),
    ];
    const found = await look(
      'clocks',
      context('/h', { server: facts({ shared: () => [{ ...sharedProject, peers }] }) }),
    );
    assert.deepEqual(
      found.map(({ id, state }) => [id, state]),
      [
        ['clocks.lab', 'warning'],
        ['clocks.attic', 'ok'],
      ],
    );
    assert.match(found[0]?.text ?? '', /4\.2 s behind/);
  });

  test('of keys sees that others can read them, and that they are damaged', () =>
    withTempDir(async (home) => {
      assert.deepEqual(await states('keys', context(home)), ['ok']);
      openIdentity(home);
      assert.deepEqual(await states('keys', context(home)), ['ok']);
      chmodSync(identityFile(home), 0o644);
      const [open] = await look('keys', context(home));
      assert.deepEqual([open?.state, open?.command], ['problem', `chmod 600 '${identityFile(home)}'`]);
      writeFileSync(identityFile(home), 'no');
      assert.deepEqual(await states('keys', context(home)), ['problem']);
    }));

  test('of settings names the file that cannot be used', () =>
    withTempDir(async (home) => {
      writeTree(home, { 'p/.clutch/config.json': '{"unknown": 1}', 'projects.json': '[]' });
      const found = await look('settings', context(home, { roots: [path.join(home, 'p')] }));
      assert.deepEqual(
        found.map(({ state }) => state),
        ['ok', 'problem', 'problem'],
      );
      assert.equal(found[2]?.file, path.join(home, 'p', '.clutch', 'config.json'));
    }));

  test('of settings sees that CLUTCH_HOME could be committed', () =>
    withTempDir(async (temp) => {
      writeTree(temp, { '.git/HEAD': '' });
      const [home] = await look('settings', context(path.join(temp, 'home')));
      assert.deepEqual([home?.id, home?.state], ['settings.home', 'problem']);
    }));

  test('of the journal tells damage, and does not keep the server from its work', async () => {
    const damaged = context('/h', { server: facts({ journal: () => ['row 3 missing from index'] }) });
    assert.match((await look('journal', damaged))[0]?.text ?? '', /is damaged: row 3 missing/);
    assert.deepEqual(await states('journal', context('/h', { server: facts({ journal: () => null }) })), ['unknown']);
  });

  test('of GitHub looks for what the machine was set up with, and for nothing else', () =>
    withTempDir(async (home) => {
      const at = (github: string, env = {}) => context(home, { machine: () => MachineConfig.parse({ github }), env });
      assert.deepEqual(await states('github', at('none')), ['ok']);
      assert.deepEqual(await states('github', at('gh')), ['problem']);
      writeFileSync(path.join(home, 'gh'), '#!/bin/sh\n', { mode: 0o755 });
      assert.deepEqual(await states('github', at('gh', { PATH: home })), ['ok']);
    }));

  test('of what is left behind names worktrees of runs that ended', () =>
    withTempDir(async (home) => {
      writeTree(home, { 'worktrees/gone/api/file': '', 'worktrees/for-others/x/file': '' });
      const found = await look('leftovers', context(home, { server: facts({ processes: () => 2 }) }));
      assert.deepEqual(
        found.map(({ id }) => id),
        [`leftovers.${path.join(home, 'worktrees', 'gone')}`, 'leftovers.processes'],
      );
    }));
});

test('a finding without help has nothing to do', () => {
  assert.deepEqual(finding('ok', 'Fine.'), { state: 'ok', text: 'Fine.', todo: null, command: null, file: null });
});
