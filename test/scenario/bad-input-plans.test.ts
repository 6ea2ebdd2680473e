import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkoutState } from '../helpers/checkout.ts';
import type { PlannedPhase } from '../helpers/plan-project.ts';
import { sharedServer } from '../helpers/stage.ts';

const { play } = sharedServer();

describe('a PRP that cannot be executed starts no agent, and says where and what is wrong', { concurrency: 3 }, () => {
  const cases: [string, PlannedPhase, RegExp][] = [
    [
      'has a cycle',
      {
        workstreams: [
          { name: 'alpha', dependsOn: ['beta'] },
          { name: 'beta', dependsOn: ['alpha'] },
        ],
      },
      /PRP-PRD-plan-phase-1\.md:\d+ .*alpha.*beta.*CL206/,
    ],
    [
      'gives a file to two',
      {
        workstreams: [
          { name: 'alpha', files: ['src/a.js'] },
          { name: 'beta', files: ['src/a.js'] },
        ],
      },
      /PRP-PRD-plan-phase-1\.md:\d+ .*src\/a\.js.*CL204/,
    ],
    [
      'gives a file inside of another one’s folder',
      {
        workstreams: [
          { name: 'alpha', files: ['src/'] },
          { name: 'beta', files: ['src/a.js'] },
        ],
      },
      /CL204/,
    ],
    [
      'depends on nobody',
      { workstreams: [{ name: 'alpha', dependsOn: ['ghost'] }, { name: 'beta' }] },
      /PRP-PRD-plan-phase-1\.md:\d+ .*ghost.*CL205/,
    ],
    [
      'has two of one name',
      { workstreams: [{ name: 'alpha' }, { name: 'Alpha', files: ['b.txt'] }] },
      /names a second workstream/i,
    ],
    [
      'proves nothing',
      { workstreams: [{ name: 'alpha' }], commands: [] },
      /names no validation command, so nothing could prove the phase/,
    ],
  ];
  for (const [what, phase, words] of cases) {
    test(`one that ${what}`, () =>
      play([phase], {}, async ({ run, view, project }) => {
        const before = checkoutState(project.root);
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(stderr, words);
        assert.equal((await view()).usage.sessions, 0);
        assert.deepEqual(checkoutState(project.root), before);
      }));
  }
});

describe('a plan of an unusual size', { concurrency: 3 }, () => {
  test('with six workstreams in a phase is executed by four executors, and it is said who is merged into whom', () =>
    play(
      [
        {
          workstreams: ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => ({ name })),
          commands: ['true'],
        },
      ],
      {},
      async ({ run, view }) => {
        const { code, stdout, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.match(stdout, /decision: team\. .*merged into/);
        assert.equal((await view()).phases[0]?.workstreams.length, 4);
      },
    ));

  test('without workstreams is executed by one', () =>
    play(
      [
        {
          workstreams: [],
          commands: ['true'],
          missions: [
            { workstream: 'main', steps: [{ write: { path: 'a.txt', content: 'a' } }, { report: { auto: true } }] },
          ],
        },
      ],
      {},
      async ({ run, view }) => {
        const { code, stderr } = await run();
        assert.equal(code, 0, stderr);
        assert.deepEqual(
          (await view()).phases[0]?.workstreams.map(({ name }) => name),
          ['main'],
        );
      },
    ));

  test('with 60 phases starts at any of them and keeps them all in WORKFLOW.md', () =>
    play(
      Array.from({ length: 60 }, () => ({ workstreams: [{ name: 'alpha' }] })),
      {},
      async ({ run, project, subjects }) => {
        const { code, stderr } = await run('59', '60');
        assert.equal(code, 0, stderr);
        assert.equal(subjects().length, 4);
        const tracker = project.git('show', 'HEAD:WORKFLOW.md');
        for (const phase of [1, 30, 60]) assert.match(tracker, new RegExp(`Part ${phase}\\b`));
      },
    ));
});
