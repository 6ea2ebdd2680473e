import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, staggeredPhase } from './engine-run.ts';

const FINDINGS = { text: 'GET /x', findings: [{ path: '/x', message: 'no trailing slash' }] };

describe('a contract', () => {
  test('that the plan states is forwarded verbatim, and both sides start at once', () => {
    const run = engineRun([staggeredPhase('GET /items/')]);
    const ui = run.until('run-agent', ({ workstream }) => workstream === 'ui');
    assert.deepEqual(ui.brief.contracts, [{ from: 'api', text: 'GET /items/' }]);
    assert.ok(run.pending.some((effect) => effect.type === 'run-agent' && effect.workstream === 'api'));
  });

  test('that is to be published comes before any code, and nobody builds on it before', () => {
    const run = engineRun([staggeredPhase()]);
    const first = run.until('run-agent');
    assert.deepEqual([first.workstream, first.task], ['api', 'contract']);
    assert.equal(run.pending.length, 1, 'ui waits');
    run.deed({});
    assert.ok(run.pending.some((effect) => 'workstream' in effect && effect.workstream === 'ui'));
  });

  test('in which a program finds something goes back with the findings, then to a person', () => {
    const run = engineRun([staggeredPhase()]);
    run.until('run-agent');
    run.deed({ contract: FINDINGS });
    assert.deepEqual(run.until('run-agent').brief.findings, FINDINGS.findings);
    run.deed({ contract: null });
    assert.match(run.signal().text, /could not publish an explicit contract for ui in 2 tries/);
    run.answer('guide', 'Use /items/.');
    assert.deepEqual(run.until('run-agent').brief.guidance, ['Use /items/.']);
  });

  test('that a person waived is built around, and compared with nothing', () => {
    const run = engineRun([staggeredPhase()], { contracts: { confirm: 'program', attempts: 1 } });
    run.until('run-agent');
    run.deed({ contract: FINDINGS });
    run.answer('waive');
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.ok(!run.asked.some(({ type }) => type === 'compare-contracts'));
  });

  test('waits for a person to confirm it where the policy says so', () => {
    const run = engineRun([staggeredPhase()], { contracts: { confirm: 'person', attempts: 1 } });
    run.until('run-agent');
    run.deed({});
    assert.equal(run.view.status, 'waiting');
    run.answer('confirm');
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('that is no longer asked about, because a person started its executor again, is published again', () => {
    const run = engineRun([staggeredPhase()], { contracts: { confirm: 'person', attempts: 1 } });
    run.until('run-agent');
    run.deed({});
    run.steer('retry', 'api');
    assert.equal(run.until('run-agent').task, 'contract');
  });

  test('that was broken goes back to the side that left it', () => {
    const run = engineRun([staggeredPhase()]);
    run.until('compare-contracts');
    run.deed({ changes: true });
    const session = run.until('run-agent');
    assert.deepEqual([session.workstream, session.brief.gaps[0]?.actual], ['ui', 'a trailing slash']);
  });
});
