import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sharedServer } from '../../../helpers/stage.ts';

const { play } = sharedServer();

/** “A phase was committed with a missing workstream”, whose agent had said that everything was done. */
describe('a phase with a workstream of which nothing is there', () => {
  const phases = [
    {
      workstreams: [
        { name: 'alpha' },
        {
          name: 'beta',
          steps: [{ report: { status: 'COMPLETE', filesCreated: ['1-beta.txt'], tests: '12 passing' } }],
        },
      ],
      commands: ['test -f 1-alpha.txt'],
    },
  ];

  test('is never committed, although its commands pass and its agent reports COMPLETE', () =>
    play(phases, {}, async ({ run, command, subjects, asked }) => {
      const { code, stderr } = await run();
      assert.equal(code, 1);
      assert.match(stderr, /executor-beta reported COMPLETE but changed no file/);
      await command('resume');
      assert.deepEqual(subjects(), [], 'resuming does not commit it either');
      assert.ok(await asked());
    }));

  test('is committed once a person says why it is missing, and the commit and WORKFLOW.md repeat that', () =>
    play(phases, {}, async ({ run, answer, finished, project }) => {
      assert.equal((await run()).code, 1);
      await answer('defer', 'the design is not ready');
      await finished();
      assert.match(project.git('log', '-1', '--format=%B', 'HEAD~1'), /- beta: deferred \(the design is not ready\)/);
      assert.match(project.git('show', 'HEAD:WORKFLOW.md'), /beta[^\n]*deferred[^\n]*the design is not ready/i);
    }));
});
