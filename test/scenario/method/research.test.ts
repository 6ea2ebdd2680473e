import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { prpOf, prpPath, type PlannedPhase } from '../../helpers/plan-project.ts';
import { keepPrompt, sharedServer, write } from '../../helpers/stage.ts';

const { play } = sharedServer();

const good = prpOf({ workstreams: [{ name: 'alpha' }] }, 1);
const bad = good.replace('**Depends on**: none', '**Depends on**: nobody-there');
const analysis = write('PRPs/planning/PRD-plan-phase-1-analysis.md', '# Analysis\n\nThere is a README.\n');
const research = (attempt: number, ...steps: object[]): object => ({
  workstream: '*',
  role: 'research',
  attempt,
  steps,
});
const without = (...missions: object[]): PlannedPhase[] => [
  { workstreams: [{ name: 'alpha' }], hasPrp: false, missions },
];

describe('a phase without a PRP', { concurrency: 3 }, () => {
  test('gets one from an agent, with its analysis, as a commit of its own; then it is executed', () =>
    play(
      without(research(1, analysis, write(prpPath(1), good), write('src/sneaked-in.js'))),
      {},
      async ({ run, project, subjects }) => {
        const { code, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.deepEqual(subjects(), [
          'docs(plan): PRP for phase 1',
          'feat(plan): Part 1',
          'docs(workflow): checkpoint phase 1',
        ]);
        assert.deepEqual(project.git('show', '--format=', '--name-only', 'HEAD~2').split('\n'), [
          prpPath(1),
          'PRPs/planning/PRD-plan-phase-1-analysis.md',
        ]);
        assert.doesNotMatch(project.git('ls-files'), /sneaked-in/, 'who writes the plan writes nothing else');
      },
    ));

  test('whose agent wrote one that breaks a rule gets it back with the finding, and lands only what is sound', () =>
    play(
      (folder) =>
        without(
          research(1, write(prpPath(1), bad)),
          research(2, keepPrompt(folder, 'told.md'), write(prpPath(1), good)),
        ),
      {},
      async ({ run, folder, project }) => {
        const { code, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.match(readFileSync(path.join(folder, 'told.md'), 'utf8'), /Mend this:\n.*nobody-there.*CL205/s);
        assert.doesNotMatch(project.git('show', `HEAD:${prpPath(1)}`), /nobody-there/);
        assert.equal(project.git('worktree', 'list').split('\n').length, 1, 'no worktree is left');
        assert.equal(project.git('branch', '--list', 'clutch/*'), '', 'and no branch');
      },
    ));

  test('whose agent writes rubbish again and again asks a person, who can write it and go on', () =>
    play(
      without({ workstream: '*', role: 'research', steps: [write(prpPath(1), 'I could not decide.\n')] }),
      {},
      async ({ run, asked, subjects, view, project, answer, finished }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, /The PRP that an agent wrote for phase 1 still has \d+ findings after 3 tries/);
        assert.equal((await asked()).from, 'research');
        assert.equal((await view()).usage.sessions, 3);
        assert.deepEqual(subjects(), []);
        writeOwn(project.root);
        project.git('add', '--all');
        project.git('commit', '--quiet', '--message', 'docs: my PRP');
        await answer('retry');
        await finished();
        assert.equal(subjects()[0], 'docs: my PRP');
      },
    ));

  test('asks at once where research is switched off', () =>
    play(without(), { research: false }, async ({ run, view }) => {
      const { code, stderr } = await run();
      assert.equal(code, 1);
      assert.match(stderr, /There is no PRP for phase 1 of PRDs\/PRD-plan\.md\. Write PRPs\/PRP-PRD-plan-phase-1\.md/);
      assert.equal((await view()).usage.sessions, 0);
    }));
});

function writeOwn(root: string): void {
  mkdirSync(path.join(root, 'PRPs'), { recursive: true });
  writeFileSync(path.join(root, prpPath(1)), good);
}
