import assert from 'node:assert/strict';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { ProcessIdentity } from '../../../server/engine/ports.ts';
import { createBriefProcesses } from '../../../server/platform/processes/brief-processes.ts';
import { createVersionReader } from '../../../server/runtimes/agent-version.ts';
import type { FoundAgent } from '../../../server/runtimes/find-agent.ts';
import { makeProgram } from '../../helpers/agent-machine.ts';
import { isRunning } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';

const agentAt = (program: string): FoundAgent => ({
  found: true,
  source: 'PATH',
  program,
  args: [],
  env: process.env,
  package: null,
  version: null,
  versionArgs: ['--version'],
});

/** Asks a program of these lines for its version, and looks at what is left of it. */
async function versionOf(folder: string, script: string, timeoutMs = 5_000): Promise<string | null> {
  const started: ProcessIdentity[] = [];
  const processes = createBriefProcesses({ atOnce: 1, onStarted: (one) => started.push(one), onEnded: () => {} });
  const version = await createVersionReader(processes, timeoutMs)(agentAt(makeProgram(folder, 'agent', script)));
  assert.equal(started.length, 1);
  for (const { pid } of started) assert.ok(!isRunning(pid));
  return version;
}

const say = (text: string) => `process.stdout.write(${JSON.stringify(text)});`;

describe('the version of a program', () => {
  test('is what looks like one in all that it says', () =>
    withTempDir(async (folder) => {
      for (const [said, version] of [
        ['2.1.330 (Claude Code)\n', '2.1.330'],
        ['codex-cli 0.169.0\n', '0.169.0'],
        ['OpenClaw 2026.9.6 (eb377ac)', '2026.9.6'],
        ['@scope/agent v2.6.0-beta.1', '2.6.0-beta.1'],
        ['no version', null],
        ['1.2.3.4.5.6.7', null],
        ['', null],
      ] as const) {
        assert.equal(await versionOf(folder, say(said)), version, said);
      }
    }));

  test('brings no control characters with it', () =>
    withTempDir(async (folder) => {
      assert.equal(await versionOf(folder, say('\u001B]0;owned\u0007\u001B[31m1.2.3\u001B[0m\u0000')), '1.2.3');
    }));

  test('is unknown where it fails, waits for ever or floods', () =>
    withTempDir(async (folder) => {
      assert.equal(await versionOf(folder, `${say('1.2.3')} process.exitCode = 1;`), null);
      assert.equal(await versionOf(folder, `${say('1.2.3')} setInterval(() => {}, 1000);`, 300), null);
      assert.equal(await versionOf(folder, "for (;;) require('fs').writeSync(1, '1.2.3 '.repeat(10000));"), null);
    }));

  test('is asked in an empty folder that goes with it', () =>
    withTempDir(async (folder) => {
      const seen = path.join(folder, 'seen');
      const look = `require('fs').writeFileSync(${JSON.stringify(seen)}, process.cwd() + '|' + require('fs').readdirSync('.'));`;
      await versionOf(folder, look);
      const [cwd = '', files] = readFileSync(seen, 'utf8').split('|');
      assert.equal(files, '');
      assert.ok(!readdirSync(tmpdir()).includes(path.basename(cwd)));
    }));

  test('is asked once, and again when the program has changed', () =>
    withTempDir(async (folder) => {
      const processes = createBriefProcesses({ atOnce: 1, onStarted: () => {}, onEnded: () => {} });
      const read = createVersionReader(processes);
      const count = path.join(folder, 'count');
      writeFileSync(count, '');
      const program = makeProgram(
        folder,
        'agent',
        `require('fs').appendFileSync(${JSON.stringify(count)}, 'x'); ${say('1.0.0')}`,
      );
      for (let times = 0; times < 3; times += 1) assert.equal(await read(agentAt(program)), '1.0.0');
      assert.equal(readFileSync(count, 'utf8'), 'x');
      makeProgram(folder, 'agent', say('2.0.0'));
      utimesSync(program, 1, 1);
      assert.equal(await read(agentAt(program)), '2.0.0');
    }));
});

describe('programs that are asked one thing', () => {
  test('run a few at a time, and are ended when the server leaves', () =>
    withTempDir(async (folder) => {
      const program = makeProgram(folder, 'agent', 'setInterval(() => {}, 1000);');
      const running = new Set<number>();
      let most = 0;
      const processes = createBriefProcesses({
        atOnce: 2,
        onStarted: ({ pid }) => (most = Math.max(most, running.add(pid).size)),
        onEnded: ({ pid }) => running.delete(pid),
      });
      const command = { program, args: [], env: process.env };
      const answers = [1, 2, 3].map(() => processes.run(command, 60_000, () => new Promise<never>(() => {})));
      const short = processes.run(command, 50, () => new Promise<never>(() => {}));
      await new Promise<void>((resolve) => setImmediate(resolve));
      await processes.close();
      assert.deepEqual(await Promise.all([...answers, short]), [null, null, null, null]);
      assert.ok(most <= 2, `${most} at once`);
      assert.equal(running.size, 0);
    }));
});
