import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createCollectPlan } from '../../../../server/runs/effects/collect-plan.ts';
import type { Outcome } from '../../../../server/runs/performer.ts';
import { createIdentity } from '../../../../server/runs/worktrees.ts';
import { writeTree } from '../../../helpers/temp.ts';
import { context, gitIn, withRepository, type Repository } from '../repository.ts';

const SAMPLE = path.join(import.meta.dirname, '../../../fixtures/sample-project');
const PRD = 'PRDs/PRD-waypoints.md';
const PRP = 'PRPs/PRP-PRD-waypoints-phase-1.md';
const sample = (file: string): string => readFileSync(path.join(SAMPLE, file), 'utf8');
const start = Object.fromEntries(
  [PRD, 'package.json', 'src/point.ts', 'src/index.ts', 'test/point.test.ts'].map((file) => [file, sample(file)]),
);
const collectPlan = createCollectPlan(createIdentity());

interface Bench extends Repository {
  readonly folder: string;
  write(file: string, text: string): void;
  collect(): Promise<Extract<Outcome, { type: 'plan-collected' }>>;
}

/** The sample project without its PRPs, and a worktree for the agent that writes one. */
function onBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  return withRepository(start, async (repository) => {
    const folder = await repository.worktree();
    const { root, base } = repository;
    await work({
      ...repository,
      folder,
      write: (file, text) => writeTree(folder, { [file]: text }),
      async collect() {
        const effect = { id: 'e', type: 'collect-plan' as const, root, prd: PRD, phase: '1', worktree: folder, base };
        const outcome = await collectPlan(effect, context);
        assert.equal(outcome.type, 'plan-collected');
        return outcome;
      },
    });
  });
}

describe('a PRP that an agent wrote', () => {
  test('is committed with its analysis when no rule finds anything, and nothing else is', () =>
    onBench(async ({ git, base, folder, write, collect }) => {
      write(PRP, sample(PRP));
      write('PRPs/planning/PRD-waypoints-phase-1-analysis.md', '# Analysis\n');
      write('src/point.ts', 'changed\n');
      write('notes.txt', 'n\n');
      const { commit, findings } = await collect();
      assert.deepEqual(findings, []);
      assert.ok(commit !== null);
      assert.equal(git('diff', '--name-only', base, commit), `${PRP}\nPRPs/planning/PRD-waypoints-phase-1-analysis.md`);
      const message = git('log', '-1', '--format=%B', commit);
      assert.equal(message, `docs(plan): PRP for phase 1\n\nClutch-Plan: ${PRD}\nClutch-Phase: 1`);
      assert.equal(gitIn(folder, 'rev-parse', 'HEAD'), commit);
      assert.equal(git('rev-parse', 'main'), base);
    }));

  test('is not there: that is what the agent hears', () =>
    onBench(async ({ collect }) => {
      assert.deepEqual(await collect(), {
        type: 'plan-collected',
        commit: null,
        findings: [{ path: 'PRPs', message: 'there is no PRP for phase 1' }],
      });
    }));

  test('names no command: it goes back with every finding and its line', () =>
    onBench(async ({ git, base, folder, write, collect }) => {
      write(PRP, sample(PRP).replace(/## Validation Loop[^]*?## Final/, '## Final'));
      const { commit, findings } = await collect();
      assert.equal(commit, null);
      assert.ok(
        findings.some(({ path: file, message }) => file === PRP && /names no validation command/.test(message)),
      );
      assert.ok(
        findings.every(({ path: file }) => file.startsWith(PRP)),
        JSON.stringify(findings),
      );
      assert.equal(gitIn(folder, 'rev-parse', 'HEAD'), base);
      assert.equal(git('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
    }));

  test('asks for what a rule warns of: it goes back with the rule’s name', () =>
    onBench(async ({ write, collect }) => {
      write(PRP, sample(PRP).replace('**Depends on**: none', '**Depends on**: nobody'));
      const { commit, findings } = await collect();
      assert.equal(commit, null);
      assert.ok(
        findings.some(({ path: file, message }) => /:\d+$/.test(file) && message.endsWith('(CL205)')),
        JSON.stringify(findings),
      );
    }));

  test('is committed again when it is collected again', () =>
    onBench(async ({ git, folder, write, collect }) => {
      write(PRP, sample(PRP));
      const first = await collect();
      writeFileSync(path.join(folder, 'more.txt'), 'x');
      const second = await collect();
      assert.equal(git('rev-parse', `${first.commit}^{tree}`), git('rev-parse', `${second.commit}^{tree}`));
    }));
});
