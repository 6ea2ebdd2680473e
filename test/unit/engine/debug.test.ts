import { used } from './used.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase, teamPhase, type EngineRun } from './engine-run.ts';
import { PASS } from './world.ts';

/** Returns the commit that holds the work of all. */
const failing = (run: EngineRun, concerns: string[] = []): string | null => {
  const effect = run.until('run-command');
  const { tip } = run.phase();
  run.deed({ exitCode: 1, output: 'no', concerns }, effect);
  return tip;
};

describe('what validation finds', () => {
  test('goes back to the only executor of a phase, on top of its work', () => {
    const run = engineRun([simplePhase('1')]);
    const tip = failing(run);
    const session = run.until('run-agent');
    assert.deepEqual([session.role, session.workstream, session.base], ['debugger', 'alpha', tip]);
  });

  test('goes to a debugger where no owner is known, on top of all the work, with the receipt', () => {
    const run = engineRun([teamPhase('alpha', 'beta')]);
    const tip = failing(run);
    const session = run.until('run-agent', ({ role }) => role === 'debugger');
    assert.deepEqual([session.workstream, session.base], ['@debugger', tip]);
    assert.deepEqual(session.ownership.files, ['alpha.txt', 'beta.txt']);
    assert.deepEqual(
      session.brief.failures.map(({ exitCode }) => exitCode),
      [1],
    );
  });

  test('goes to those of a team who own the files in question, and to nobody else', () => {
    const run = engineRun([teamPhase('alpha', 'beta')]);
    failing(run, ['beta']);
    assert.equal(run.until('run-agent').workstream, 'beta');
    assert.equal(run.worker('alpha').status, 'completed');
  });

  test('is asked about after the last cycle, with everything that is known', () => {
    const run = engineRun([simplePhase('1')], { debugCycles: 1 });
    failing(run);
    failing(run);
    assert.match(run.view.reason ?? '', /was mended 1 time and still fails/);
    assert.match(run.signal().detail ?? '', /\$ check\nno/);
  });

  test('is mended once more when a person says so, even where the policy allows no cycle', () => {
    const run = engineRun([simplePhase('1')], { debugCycles: 0 });
    failing(run);
    run.answer('guide', 'Mind the comma.');
    assert.equal(run.until('run-agent').brief.gaps[0]?.gap, 'Mind the comma.');
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('by a validator that names no gap is still something to mend', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('run-agent', ({ role }) => role === 'validator');
    run.deed({ verification: { ...PASS, grade: 'GAPS_FOUND', warnings: 'It is slow.' } });
    assert.equal(run.until('run-agent').brief.gaps[0]?.gap, 'It is slow.');
  });

  test('starts an executor that breaks off while mending from everybody’s work again', () => {
    const run = engineRun([teamPhase('alpha', 'beta')], { attempts: 3 });
    failing(run, ['beta']);
    const { base } = run.until('run-agent');
    run.end({ type: 'agent-failed', code: 'crashed', message: 'It crashed.', usage: used(0, 0) });
    assert.equal(run.until('run-agent').base, base);
  });
});
