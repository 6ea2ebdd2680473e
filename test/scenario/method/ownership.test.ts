import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { PlannedPhase } from '../../helpers/plan-project.ts';
import { done, sharedServer, waitFor, write } from '../../helpers/stage.ts';

const { play } = sharedServer();

/** `alpha` also writes what is `beta`'s, and then works on until the mark `go` is there. */
const trespass = (folder: string, more: Partial<PlannedPhase> = {}): PlannedPhase[] => [
  {
    workstreams: [
      {
        name: 'alpha',
        steps: [write('1-alpha.txt'), write('1-beta.txt', 'by alpha\n'), waitFor(folder, 'go'), done],
        retry: [
          { run: { command: ['git', 'rm', '-qf', '--ignore-unmatch', '1-beta.txt'] } },
          write('1-alpha.txt', 'again\n'),
          done,
        ],
      },
      { name: 'beta' },
    ],
    ...more,
  },
];

describe('a change of a file that is not its own', { concurrency: 3 }, () => {
  test('is told within seconds, while the agent still works, with path, executor and owner', () =>
    play(
      (folder) => trespass(folder),
      { ownershipCheckSeconds: 0.3 },
      async (stage) => {
        await stage.run('--detach');
        await stage.until('alpha works', ({ agents }) => agents.some(({ workstream }) => workstream === 'alpha'));
        const begun = performance.now();
        const run = await stage.until('a signal is raised', ({ signals }) => signals.length > 0);
        assert.ok(performance.now() - begun < 15_000);
        assert.ok(
          run.agents.some(({ workstream }) => workstream === 'alpha'),
          'it still works',
        );
        const signal = await stage.asked();
        assert.match(signal.text, /executor-alpha changed 1-beta\.txt, which is not its own: executor-beta owns it/);
        assert.deepEqual(
          signal.options.map(({ id }) => id),
          ['drop', 'allow', 'send-back'],
        );
        const { stdout } = await stage.command('signals');
        assert.match(stdout, /clutch signals respond \S+ \S+ drop/);
        await stage.command('stop');
      },
    ));

  const collide = (folder: string): PlannedPhase[] => {
    const [phase] = trespass(folder);
    const [alpha, beta] = phase?.workstreams ?? [];
    assert.ok(alpha && beta);
    const steps = [write('1-alpha.txt'), write('1-beta.txt', 'by alpha\n'), done];
    return [{ workstreams: [{ ...alpha, steps }, beta] }];
  };

  test('keeps the phase from being committed; dropped, it is gone and the owner has the last word', () =>
    play(collide, {}, async ({ run, asked, answer, project, subjects, finished }) => {
      const { code, stderr } = await run();
      assert.equal(code, 1);
      assert.match(stderr, /1-beta\.txt.*Nothing of phase 1 is committed before you decide/);
      assert.deepEqual(subjects(), []);
      assert.match((await asked()).detail ?? '', /1-beta\.txt \(executor-beta\)/);
      await answer('drop');
      await finished();
      assert.equal(project.git('show', 'HEAD:1-beta.txt'), 'beta of phase 1');
    }));

  test('that is allowed belongs to whoever was allowed to make it', () =>
    play(
      [
        {
          workstreams: [{ name: 'alpha', steps: [write('1-alpha.txt'), write('notes.txt'), done] }, { name: 'beta' }],
        },
      ],
      {},
      async ({ run, asked, answer, project, finished }) => {
        assert.equal((await run()).code, 1);
        assert.match((await asked()).text, /notes\.txt, which is not its own: nobody owns it/);
        await answer('allow');
        await finished();
        assert.equal(project.git('show', 'HEAD:notes.txt'), 'done');
      },
    ));

  test('can be sent back to its executor, who puts it back and goes on with the rest', () =>
    play(collide, {}, async ({ run, answer, project, finished }) => {
      assert.equal((await run()).code, 1);
      await answer('send-back');
      await finished();
      assert.equal(project.git('show', 'HEAD:1-beta.txt'), 'beta of phase 1');
      assert.equal(project.git('show', 'HEAD:1-alpha.txt'), 'again');
    }));
});

describe('the plan itself', { concurrency: 3 }, () => {
  test('is nobody’s to change, also where a workstream names no files; WORKFLOW.md is CLUTCH’s alone', () =>
    play(
      [
        {
          workstreams: [
            {
              name: 'alpha',
              files: [],
              steps: [
                write('1-alpha.txt'),
                write('WORKFLOW.md', '# Everything is completed\n'),
                write('PRPs/PRP-PRD-plan-phase-1.md', '# Nothing to do\n'),
                done,
              ],
            },
          ],
        },
      ],
      {},
      async ({ run, asked, answer, project, finished }) => {
        assert.equal((await run()).code, 1);
        const before = project.git('show', 'HEAD:PRPs/PRP-PRD-plan-phase-1.md');
        assert.match(
          (await asked()).detail ?? '',
          /PRPs\/PRP-PRD-plan-phase-1\.md \(the plan\)[^]*WORKFLOW\.md \(the plan\)/,
        );
        assert.ok(!existsSync(path.join(project.root, 'WORKFLOW.md')));
        await answer('drop');
        await finished();
        assert.equal(project.git('show', 'HEAD:PRPs/PRP-PRD-plan-phase-1.md'), before);
        assert.doesNotMatch(project.git('show', 'HEAD:WORKFLOW.md'), /Everything is completed/);
      },
    ));
});
