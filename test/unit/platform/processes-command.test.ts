import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { membersOf } from '../../../server/platform/processes/kill-group.ts';
import { type CommandSpec, runCommand } from '../../../server/platform/processes/run-command.ts';
import { ProcessError } from '../../../server/platform/processes/spawn-group.ts';
import { isRunning, until } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';

const MiB = 1024 * 1024;

/** Runs a script and fails when anything of its group is left. */
async function run(script: string, changes: Partial<CommandSpec> = {}) {
  let pid = 0;
  const result = await runCommand({
    script,
    cwd: process.cwd(),
    timeoutMs: 30_000,
    outputLimitBytes: MiB,
    clean: (output) => output,
    signal: new AbortController().signal,
    env: process.env,
    onStarted: (identity) => (pid = identity.pid),
    ...changes,
  });
  if (process.platform === 'linux') assert.equal(pid === 0 ? 0 : membersOf(pid).length, 0);
  return result;
}

describe('a validation command', () => {
  test('gives its exit code and a hash of what it printed', async () => {
    const result = await run('echo one; echo two >&2; exit 3');
    assert.equal(result.exitCode, 3);
    assert.equal(result.stopped, null);
    assert.equal(result.outputTail, 'one\ntwo\n');
    assert.equal(result.outputBytes, 8);
    assert.equal(result.outputHash, createHash('sha256').update('one\ntwo\n').digest('hex'));
  });

  test('fails at the first line that fails, also inside a pipe', async () => {
    const result = await run('echo before; false | cat; echo after');
    assert.equal(result.exitCode, 1);
    assert.equal(result.outputTail, 'before\n');
  });

  test('keeps both outputs in the order in which they were written', async () => {
    const script = 'for i in 1 2 3 4 5 6 7 8; do echo out$i; echo err$i >&2; done';
    const expected = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => `out${i}\nerr${i}\n`).join('');
    assert.equal((await run(script)).outputTail, expected);
  });

  test('can write to /dev/stderr and /dev/stdout', async () => {
    const result = await run('echo a > /dev/stderr; echo b > /dev/stdout; echo c | tee /dev/stderr');
    assert.deepEqual([result.exitCode, result.outputTail], [0, 'a\nb\nc\nc\n']);
  });

  test('gets the end of the input when it asks for some', async () => {
    const result = await run('read -r answer || echo "nobody answers"');
    assert.deepEqual([result.exitCode, result.outputTail], [0, 'nobody answers\n']);
  });

  test('that names a program that is not installed says so', async () => {
    const result = await run('no-such-linter --strict');
    assert.deepEqual([result.exitCode, result.stopped], [127, 'not-found']);
    assert.match(result.outputTail, /no-such-linter/);
  });

  test('that ends with 127 for reasons of its own is not called missing', async () => {
    const result = await run('echo broken; exit 127');
    assert.deepEqual([result.exitCode, result.stopped], [127, null]);
  });

  test('that hangs is ended at its time limit', async () => {
    const result = await run('echo started; sleep 600', { timeoutMs: 200 });
    assert.deepEqual([result.exitCode, result.stopped, result.outputTail], [null, 'timeout', 'started\n']);
    assert.ok(result.durationMs >= 190 && result.durationMs < 5_000, `${result.durationMs} ms`);
  });

  test('that ignores SIGTERM is ended all the same', async () => {
    const result = await run(`trap '' TERM; while :; do sleep 1; done`, { timeoutMs: 100 });
    assert.equal(result.stopped, 'timeout');
  });

  test('is ended when the run is stopped', async () => {
    const controller = new AbortController();
    await withTempDir(async (folder) => {
      const running = run('touch ready; sleep 600', { cwd: folder, signal: controller.signal });
      await until(() => existsSync(join(folder, 'ready')), { what: 'the script is ready' });
      controller.abort();
      assert.equal((await running).stopped, 'aborted');
    });
    assert.equal((await run('echo never', { signal: controller.signal })).outputBytes, 0);
  });

  test('that is killed by someone else says that a signal ended it', async () => {
    const result = await run('kill -9 $$');
    assert.deepEqual([result.exitCode, result.stopped], [null, 'signal']);
  });

  test('takes its background processes with it, even when they hold the output open', async () => {
    await withTempDir(async (folder) => {
      const result = await run('sleep 600 & echo $! > child; echo done', { cwd: folder });
      assert.deepEqual([result.exitCode, result.stopped, result.outputTail], [0, null, 'done\n']);
      assert.ok(result.durationMs < 2_000);
      assert.equal(isRunning(Number(await readFile(join(folder, 'child'), 'utf8'))), false);
    });
  });

  test('that floods is ended at the output limit, and memory stays flat', async () => {
    const before = process.memoryUsage().rss;
    let peak = before;
    const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const result = await run('yes 0123456789abcdef', { outputLimitBytes: 256 * MiB });
    clearInterval(sampler);
    assert.deepEqual([result.exitCode, result.stopped, result.outputBytes], [null, 'output-limit', 256 * MiB]);
    assert.ok(result.outputTail.length <= 8 * 1024);
    assert.ok(peak - before < 96 * MiB, `grew by ${Math.round((peak - before) / MiB)} MiB`);
  });

  test('that prints too much and ends before it is noticed has still printed too much', async () => {
    const result = await run('head -c 60000 /dev/zero', { outputLimitBytes: 1_000 });
    assert.deepEqual([result.stopped, result.outputBytes], ['output-limit', 1_000]);
  });

  test('shows the end of its output whole: no escapes, no half characters', async () => {
    const result = await run(`printf '\\033[31mred\\033[0m\\n'; for i in $(seq 6000); do printf 'é…'; done`);
    assert.ok(Buffer.byteLength(result.outputTail) <= 8 * 1024);
    assert.match(result.outputTail, /^[é…]+$/);
    assert.equal((await run(`printf '\\033[31mred\\033[0m\\a\\n'`)).outputTail, 'red\n');
  });

  test('has its output cleaned before it is cut to size', async () => {
    const clean = (output: string): string => output.replaceAll(/s+e+c+r+e+t/g, 'hidden');
    const script = "printf 'secre%.0s' 1; printf 't'; head -c 8190 /dev/zero | tr '\\0' x";
    const { outputTail } = await run(script, { clean });
    assert.equal(outputTail, `en${'x'.repeat(8190)}`);
  });

  test('runs in the shell of the system where there is no bash', { skip: process.platform === 'win32' }, async () => {
    const result = await run('echo "${BASH_VERSION:-no bash}"; no-such-linter', { env: { PATH: '/nowhere' } });
    assert.deepEqual([result.exitCode, result.stopped], [127, 'not-found']);
    assert.match(result.outputTail, /no-such-linter/);
  });

  test('in a folder that is gone is an error that names the folder', async () => {
    await assert.rejects(run('true', { cwd: '/no/such/folder' }), (error) => {
      assert.ok(error instanceof ProcessError);
      return error.code === 'missing-cwd' && error.message.includes('/no/such/folder');
    });
  });

  test('sends what it says while it is ended', async () => {
    const controller = new AbortController();
    await withTempDir(async (folder) => {
      const script = `trap 'echo cleaning up; exit 1' TERM; touch ready; while :; do sleep 0.05; done`;
      const running = run(script, { cwd: folder, signal: controller.signal });
      await until(() => existsSync(join(folder, 'ready')), { what: 'the script is ready' });
      controller.abort();
      assert.match((await running).outputTail, /cleaning up/);
    });
  });
});
