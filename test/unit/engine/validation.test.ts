import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase, type EngineRun } from './engine-run.ts';
import { PASS } from './world.ts';

const commandsRun = (run: EngineRun): string[] => run.world.executions.map(({ command }) => command);
const atCommand = (levels: string[][] = [['lint'], ['test']]): EngineRun => {
  const run = engineRun([simplePhase('1', { levels })]);
  run.until('run-command');
  return run;
};
const atValidator = (): EngineRun => {
  const run = engineRun([simplePhase('1')], { attempts: 1 });
  run.until('run-agent', ({ role }) => role === 'validator');
  return run;
};

describe('validation', () => {
  test('runs every command of every level in order and keeps a receipt of each', () => {
    const run = atCommand([['a', 'b'], ['c']]);
    run.until('commit-phase');
    assert.deepEqual(commandsRun(run), ['a', 'b', 'c']);
    assert.deepEqual(
      run.phase().receipts.map(({ level }) => level),
      [1, 1, 2],
    );
  });

  for (const [stopped, words] of [
    ['timeout', /was still running after 1\.5 s.*validationTimeoutSeconds/],
    ['output-limit', /printed more than .* MiB.*validationOutputMiB/],
    ['not-found', /was not found: “sh: lint: not found”\. Install it or mend the PRP/],
    ['signal', /was killed by a signal/],
  ] as const) {
    test(`asks a person when a command ended by ${stopped}, and then runs the commands alone again`, () => {
      const run = atCommand();
      run.deed({ exitCode: null, stopped, output: 'sh: lint: not found' });
      assert.match(run.view.reason ?? '', words);
      run.answer('retry');
      assert.equal(run.pending[0]?.type, 'run-command');
      run.finish();
      assert.deepEqual(commandsRun(run), ['lint', 'lint', 'test']);
    });
  }

  test('is repeated once when a command changes the files, and asked about when it does so again', () => {
    const run = atCommand();
    run.deed({ changes: true });
    run.deed({});
    assert.equal(run.until('run-command').command, 'lint');
    assert.equal(run.phase().staleReceipts, 2);
    run.deed({ changes: true });
    run.deed({});
    assert.match(run.view.reason ?? '', /change the files they check every time/);
  });

  test('is done anew when files change between the last command and the commit', () => {
    const run = atCommand();
    run.until('commit-phase');
    run.deed({ changes: true });
    assert.match(run.view.reason ?? '', /changed after they were validated/);
    run.answer('retry');
    run.finish();
    assert.deepEqual(commandsRun(run), ['lint', 'test', 'lint', 'test']);
  });
});

describe('the validator', () => {
  test('works in a worktree of its own on exactly the commit that is to land', () => {
    const run = atValidator();
    assert.equal(run.until('run-agent').base, run.phase().commit?.sha);
  });

  test('that asks for a person gets one, who may accept the phase with a reason', () => {
    const run = atValidator();
    run.deed({ verification: { ...PASS, grade: 'HUMAN_NEEDED', warnings: 'Look at the colours.' } });
    assert.equal(run.signal().detail, 'Look at the colours.');
    run.answer('accept');
    assert.equal(run.view.status, 'waiting', 'without a reason it is no answer');
    run.answer('accept', 'They are fine.');
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('that says nothing proves nothing', () => {
    const run = atValidator();
    run.deed({ verification: null });
    assert.match(run.view.reason ?? '', /gave no VERIFICATION REPORT/);
    run.answer('retry');
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('is left out where the policy says so', () => {
    const run = engineRun([simplePhase('1')], { validator: false });
    run.finish();
    assert.equal(run.asked.filter(({ type }) => type === 'run-agent').length, 1);
  });
});
