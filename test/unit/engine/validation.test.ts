import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase, type EngineRun } from './engine-run.ts';

const twoCommands = simplePhase('1', {
  workstreams: [{ name: 'alpha' }, { name: 'beta' }],
  levels: [['lint'], ['test']],
});

const commandsRun = (run: EngineRun): string[] => run.world.executions.map(({ command }) => command);
const agentsRun = (run: EngineRun): string[] =>
  run.asked.flatMap((effect) => (effect.type === 'run-agent' ? [effect.workstream] : []));

describe('validation', () => {
  test('runs every command of every level in order and keeps a receipt of each', () => {
    const run = engineRun([simplePhase('1', { levels: [['a', 'b'], ['c']] })]);
    run.until('commit-phase');
    assert.deepEqual(commandsRun(run), ['a', 'b', 'c']);
    assert.deepEqual(
      run.phase().receipts.map(({ level, command }) => [level, command]),
      [
        [1, 'a'],
        [1, 'b'],
        [2, 'c'],
      ],
    );
  });

  test('stops at the first command that fails, with the command, its line in the PRP, its end and its last words', () => {
    const run = engineRun([twoCommands]);
    run.command({ exitCode: 3, output: 'lots\n2 errors found\n' });
    assert.deepEqual(commandsRun(run), ['lint']);
    assert.equal(run.view.status, 'waiting');
    assert.equal(
      run.view.reason,
      'Phase 1: level 1 (Level 1), `lint` from PRPs/PRP-plan-phase-1.md:40, exited 3 after 1.5 s: “2 errors found”. Resume to send it back to its executor.',
    );
    assert.equal(run.phase().status, 'failed');
  });

  for (const [stopped, words] of [
    ['timeout', /was still running after 1\.5 s.*validationTimeoutSeconds/],
    ['output-limit', /printed more than .* MiB.*validationOutputMiB/],
    ['not-found', /was not found: “sh: lint: not found”\. Install it or mend the PRP/],
    ['signal', /was killed by a signal/],
    ['aborted', /was stopped\. Resume to run it again/],
  ] as const) {
    test(`says so when a command ended by ${stopped}, and resume only validates again`, () => {
      const run = engineRun([twoCommands]);
      run.command({});
      run.command({ exitCode: null, stopped, output: 'sh: lint: not found' });
      assert.match(run.view.reason ?? '', words);
      const agents = agentsRun(run).length;
      run.resume();
      assert.equal(run.pending().type, 'run-command');
      run.finish();
      assert.equal(run.state.status, 'completed');
      assert.deepEqual(commandsRun(run), ['lint', 'test', 'lint', 'test'], 'from the first command on');
      assert.equal(agentsRun(run).length, agents, 'no agent is sent for it');
    });
  }
});

describe('a command that exits with a failure sends the executors back on resume', () => {
  test('with the receipts of what failed, on top of the work they already did', () => {
    const run = engineRun([twoCommands]);
    const tip = 'alpha and beta';
    run.until('collect-work', ({ workstream }) => workstream === 'beta');
    run.end({ type: 'work-collected', commit: tip, changes: [{ path: 'beta.txt', kind: 'added' }] });
    run.command({});
    run.command({ exitCode: 1, output: 'expected 2 to be 3' });
    run.resume();
    assert.equal(run.until('prepare-worktree').base, tip);
    const agent = run.until('run-agent');
    assert.deepEqual([agent.workstream, agent.attempt, agent.base], ['alpha', 2, tip]);
    assert.deepEqual(
      agent.failures.map(({ command, outputTail }) => [command, outputTail]),
      [['test', 'expected 2 to be 3']],
    );
  });

  test('every round anew, and the checkpoint counts the rounds', () => {
    const run = engineRun([simplePhase('1')]);
    for (let round = 0; round < 3; round += 1) {
      run.command({ exitCode: 1 });
      run.resume();
    }
    assert.equal(run.until('write-checkpoint').checkpoint.debugCycles, 3);
    assert.equal(agentsRun(run).length, 4);
  });

  test('who may leave everything as it is, and whose earlier changes stay attributed to them', () => {
    const run = engineRun([simplePhase('1')]);
    run.command({ exitCode: 1 });
    run.resume();
    run.until('collect-work');
    run.end({ type: 'work-collected', commit: 'same', changes: [] });
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.deepEqual(run.phase().workstreams[0]?.changes, [{ path: 'alpha.txt', kind: 'added' }]);
  });

  test('whose later changes replace the earlier ones of the same file', () => {
    const run = engineRun([simplePhase('1')]);
    run.command({ exitCode: 1 });
    run.resume();
    run.until('collect-work');
    run.end({ type: 'work-collected', commit: 'less', changes: [{ path: 'alpha.txt', kind: 'deleted' }] });
    assert.deepEqual(run.phase().workstreams[0]?.changes, [{ path: 'alpha.txt', kind: 'deleted' }]);
  });

  test('and the receipts of the failed round do not count in the next', () => {
    const run = engineRun([twoCommands]);
    run.command({});
    run.command({ exitCode: 1 });
    run.resume();
    run.until('run-command');
    assert.deepEqual(run.phase().receipts, []);
  });
});

describe('a command that changes the files it checks', () => {
  test('is followed by one more pass, because the earlier receipts are for files that are no more', () => {
    const run = engineRun([simplePhase('1', { levels: [['test', 'format']] })]);
    run.command({});
    run.command({ changes: true });
    run.until('commit-phase');
    assert.deepEqual(commandsRun(run), ['test', 'format', 'test', 'format']);
    const { tree, receipts } = run.phase();
    assert.equal(receipts.length, 2);
    assert.ok(receipts.every((receipt) => receipt.tree === tree));
  });

  test('every time makes the run wait, and nothing is committed', () => {
    const run = engineRun([simplePhase('1', { levels: [['stamp']] })]);
    run.command({ changes: true });
    run.command({ changes: true });
    assert.equal(run.view.status, 'waiting');
    assert.match(run.view.reason ?? '', /PRPs\/PRP-plan-phase-1\.md change the files they check every time/);
    run.resume();
    assert.equal(run.pending().type, 'integrate-phase');
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.equal(run.asked.filter(({ type }) => type === 'commit-phase').length, 1);
  });
});

describe('files that changed between validation and commit', () => {
  test('make the run wait and are validated again', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('commit-phase');
    const stats = { files: 1, insertions: 1, deletions: 0 };
    run.end({ type: 'phase-committed', sha: 'wrong', tree: 'another', stats });
    assert.match(run.view.reason ?? '', /the files in w\/1 changed after they were validated/);
    assert.equal(run.phase().commit, null);
    run.resume();
    run.until('commit-phase');
    assert.deepEqual(commandsRun(run), ['check', 'check']);
  });
});
