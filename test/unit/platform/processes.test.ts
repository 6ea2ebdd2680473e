import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { agentEnvironment, commandEnvironment } from '../../../server/platform/processes/environment.ts';
import { isAlive, killGroup, reapGroups } from '../../../server/platform/processes/kill-group.ts';
import { type ProcessGroup, ProcessError, spawnGroup } from '../../../server/platform/processes/spawn-group.ts';
import { readStat, startTimeOf } from '../../../server/platform/processes/start-time.ts';
import { isRunning, until } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';

const IGNORES_SIGTERM = `trap '' TERM; echo ready; while :; do sleep 1; done`;

function bash(script: string, cwd = process.cwd()): Promise<ProcessGroup> {
  return spawnGroup({
    program: 'bash',
    args: ['-c', script],
    cwd,
    env: process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The pid that the script prints as its first line. */
async function printedPid(group: ProcessGroup): Promise<number> {
  const [bytes] = await new Promise<[Buffer]>((resolve) => {
    group.child.stdout?.once('data', (data: Buffer) => resolve([data]));
  });
  return Number(bytes.toString().trim());
}

describe('a process group', () => {
  test('is led by the child and known by its start time', async () => {
    const group = await bash('sleep 60');
    try {
      assert.equal(await startTimeOf(group.identity.pid), group.identity.startedAt);
      assert.equal(await isAlive(group.identity), true);
    } finally {
      await group.kill(1_000);
    }
    assert.equal(await isAlive(group.identity), false);
    assert.equal(await startTimeOf(group.identity.pid), null);
  });

  test('is ended with everything that its leader started', async () => {
    const group = await bash('sleep 60 & echo $!; wait');
    const child = await printedPid(group);
    assert.equal(isRunning(child), true);
    assert.equal(await killGroup(group.identity, 1_000), 'killed');
    assert.equal(isRunning(child), false);
    assert.equal(isRunning(group.identity.pid), false);
  });

  test('is ended by force when it ignores the request', async () => {
    const group = await bash(IGNORES_SIGTERM);
    await new Promise((resolve) => group.child.stdout?.once('data', resolve));
    assert.equal(await killGroup(group.identity, 100), 'killed');
    assert.equal((await group.exited).signal, 'SIGKILL');
  });

  test('is left alone when its pid was given to another program', async () => {
    const group = await bash('sleep 60');
    try {
      const stranger = { ...group.identity, startedAt: 'another-boot:1' };
      assert.equal(await isAlive(stranger), false);
      assert.equal(await killGroup(stranger, 0), 'not-ours');
      assert.equal(isRunning(group.identity.pid), true);
    } finally {
      await group.kill(1_000);
    }
  });

  test('is reaped by a later server even when its leader is gone', { skip: process.platform !== 'linux' }, async () => {
    const group = await bash('sleep 60 & echo $!');
    const orphan = await printedPid(group);
    await group.exited;
    assert.equal(isRunning(orphan), true);
    assert.deepEqual(await reapGroups([group.identity]), []);
    assert.equal(isRunning(orphan), false);
  });

  test('is ended with what made a session of its own', { skip: process.platform !== 'linux' }, async () => {
    const group = await bash('setsid sleep 60 & echo $!; wait');
    const stray = await printedPid(group);
    await until(() => readStat(stray)?.session === stray, { what: 'it has a session of its own' });
    assert.equal(await group.kill(1_000), 'killed');
    assert.equal(isRunning(stray), false);
  });

  test(
    'is reaped with what left it, when all others of it are gone',
    { skip: process.platform !== 'linux' },
    async () => {
      const group = await bash('setsid sleep 60 & echo $!');
      const stray = await printedPid(group);
      await group.exited;
      assert.deepEqual(await reapGroups([group.identity]), []);
      assert.equal(isRunning(stray), false);
    },
  );

  test('without a leader is left alone when it does not carry the mark of CLUTCH', async () => {
    const { [`CLUTCH_PROCESS_GROUP`]: _, ...env } = process.env;
    const leader = spawn('bash', ['-c', 'sleep 60 & echo $!'], {
      detached: true,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const data = await new Promise<Buffer>((resolve) => leader.stdout.once('data', resolve));
    const orphan = Number(data.toString());
    try {
      await until(() => leader.exitCode !== null, { what: 'the leader ended' });
      assert.equal(await killGroup({ pid: leader.pid ?? 0, startedAt: 'x' }, 0), 'not-ours');
      assert.equal(isRunning(orphan), true);
    } finally {
      process.kill(orphan, 'SIGKILL');
    }
  });

  test('of a pid that means everything is never signalled', async () => {
    for (const pid of [-1, 0, 1, 1.5]) assert.equal(await killGroup({ pid, startedAt: 'x' }, 0), 'not-ours');
  });

  test('tells a missing working directory from a missing program', async () => {
    const spec = { program: 'no-such-program', args: [], env: process.env, stdio: 'ignore' } as const;
    await assert.rejects(spawnGroup({ ...spec, cwd: '/no/such/folder' }), (error) => {
      assert.ok(error instanceof ProcessError);
      assert.equal(error.code, 'missing-cwd');
      return error.message.includes('/no/such/folder');
    });
    await assert.rejects(spawnGroup({ ...spec, cwd: process.cwd() }), (error) => {
      assert.ok(error instanceof ProcessError);
      assert.equal(error.code, 'not-found');
      return error.message.includes('no-such-program');
    });
  });

  test('marks what it starts and adds nothing else to the environment', async () => {
    await withTempDir(async (folder) => {
      const env = { PATH: process.env['PATH'] };
      const args = ['-c', 'env > found'];
      const group = await spawnGroup({ program: 'bash', args, cwd: folder, env, stdio: 'ignore' });
      await group.exited;
      const names = (await readFile(join(folder, 'found'), 'utf8')).split('\n').map((line) => line.split('=')[0]);
      const added = names.filter((name) => !['PWD', 'SHLVL', '_', ''].includes(name ?? ''));
      assert.deepEqual(new Set(added), new Set(['PATH', 'CLUTCH_PROCESS_GROUP']));
    });
  });
});

describe('the environment of what the server starts', () => {
  const server = {
    PATH: '/bin',
    HOME: '/home/me',
    ANTHROPIC_API_KEY: 'key',
    HTTPS_PROXY: 'http://proxy',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: '--inspect',
    VSCODE_IPC_HOOK: '/tmp/x',
    npm_config_cache: '/tmp/y',
    CLUTCH_HOME: '/tmp/z',
    GIT_DIR: '/elsewhere/.git',
    CLAUDECODE: '1',
  };

  test('holds what a person’s terminal would and nothing of the server’s surroundings', () => {
    assert.deepEqual(commandEnvironment(server), {
      PATH: '/bin',
      HOME: '/home/me',
      ANTHROPIC_API_KEY: 'key',
      HTTPS_PROXY: 'http://proxy',
      CLAUDECODE: '1',
    });
  });

  test('does not tell an agent that it runs inside another agent, and keeps its login', () => {
    const env = agentEnvironment(server);
    assert.equal(env['CLAUDECODE'], undefined);
    assert.equal(env['ANTHROPIC_API_KEY'], 'key');
  });
});
