import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase, type EngineRun } from './engine-run.ts';

const missing = (policy: Parameters<typeof engineRun>[1] = {}): EngineRun =>
  engineRun([simplePhase('1', { missing: true })], policy);

describe('a phase without a PRP', () => {
  test('gets one from an agent, which lands before it is used', () => {
    const run = missing();
    assert.equal(run.until('run-agent').role, 'research');
    assert.equal(run.until('land-phase').what, 'plan');
    assert.equal(run.until('prepare-worktree', ({ workstream }) => workstream === 'alpha').base, run.world.head);
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('sends what a rule finds back to the agent, then asks a person', () => {
    const run = missing({ researchRounds: 1 });
    run.until('collect-plan');
    run.deed({ changes: false });
    assert.equal(run.until('run-agent').brief.findings.length, 1);
    run.until('collect-plan');
    run.deed({ changes: false });
    assert.match(run.view.reason ?? '', /still has 1 findings after 2 tries/);
  });

  test('asks a person at once where no agent is to write it', () => {
    const run = missing({ research: false });
    run.until('read-prp');
    run.deed({});
    assert.match(run.view.reason ?? '', /Write PRPs\/PRP-plan-phase-1\.md, then try again/);
  });

  test('has it written again when the branch moved before it landed', () => {
    const run = missing();
    run.until('land-phase');
    run.world.moveBranch();
    run.deed({});
    assert.equal(run.until('prepare-worktree').base, run.world.head);
  });
});
