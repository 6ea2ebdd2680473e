import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { EffectError } from '../../../server/runs/effect-error.ts';
import { inspectProject } from '../../../server/runs/effects/inspect-project.ts';
import { readPrp } from '../../../server/runs/effects/read-prp.ts';
import type { EffectContext, Outcome } from '../../../server/runs/performer.ts';
import { createPlanProject, type PlanProject, type PlannedPhase } from '../../helpers/plan-project.ts';
import { withTempDir } from '../../helpers/temp.ts';

const context: EffectContext = {
  run: 'r',
  signal: new AbortController().signal,
  onStarted: () => undefined,
  onActivity: () => undefined,
  onPlaced: () => undefined,
  onObserved: () => undefined,
  ask: () => Promise.resolve(null),
  records: { add: () => undefined, own: () => [], lastingDecisions: () => [] },
};
const phases: PlannedPhase[] = [1, 2, 3].map(() => ({ workstreams: [{ name: 'alpha' }] }));
const prd = 'PRDs/PRD-plan.md';

const inspect = ({ root }: PlanProject, start: string | null, end: string | null): Promise<Outcome> =>
  inspectProject({ id: 'e', type: 'inspect-project', root, prd, start, end }, context);

function assertRefused(work: Promise<Outcome>, words: RegExp): Promise<void> {
  return assert.rejects(work, (error) => {
    assert.ok(error instanceof EffectError, String(error));
    assert.equal(error.fault, 'user');
    assert.match(error.message, words);
    return true;
  });
}

describe('the phases that a person asks for', () => {
  test('may be any that the PRD has, in its order', () =>
    withTempDir(async (folder) => {
      const project = createPlanProject(folder, phases);
      const outcome = await inspect(project, '2', '2');
      assert.equal(outcome.type, 'project-inspected');
    }));

  test('cannot end before they start, which would be a run of nothing', () =>
    withTempDir(async (folder) => {
      const project = createPlanProject(folder, phases);
      await assertRefused(inspect(project, '3', '2'), /phase 3 comes after phase 2 in PRDs\/PRD-plan\.md.*order/i);
    }));
});

describe('a PRP', () => {
  test('whose workstreams share a name has a problem, because only one of them would be executed', () =>
    withTempDir(async (folder) => {
      const { root } = createPlanProject(folder, [{ workstreams: [{ name: 'alpha' }, { name: 'beta' }] }]);
      const file = path.join(root, 'PRPs/PRP-PRD-plan-phase-1.md');
      writeFileSync(file, readFileSync(file, 'utf8').replace('Workstream 2: beta', 'Workstream 2: Alpha'));
      const read = await readPrp({ id: 'e', type: 'read-prp', root, prd, phase: '1' }, context);
      assert.ok(read.type === 'prp-read');
      assert.match(read.prp.problems[0] ?? '', /PRPs\/PRP-PRD-plan-phase-1\.md:\d+ .*Alpha.*another name/);
    }));
});
