import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { done, mark, sharedServer, write } from '../../../helpers/stage.ts';

const { play } = sharedServer();

/** “A team burns its context with zero output”: after two turns a program looks at the files, not at the words. */
test('a team that talks and writes nothing costs two sessions, not a context; the work is done one after the other', () =>
  play(
    (folder) => [
      {
        workstreams: ['alpha', 'beta', 'gamma', 'delta'].map((name) => ({
          name,
          steps: [
            mark(folder, `talked-${name}`),
            { usage: { used: 150_000, size: 200_000 } },
            { say: 'All four of us are making excellent progress. '.repeat(50) },
            done,
          ],
          retry: [write(`1-${name}.txt`), done],
        })),
      },
    ],
    { team: { maxExecutors: 2 } },
    async ({ run, view, project }) => {
      const { code, stdout, stderr } = await run();
      assert.equal(code, 0, stderr);
      assert.match(stdout, /The team was stopped because no file was changed in 2 turns/);
      const { phases, session } = await view();
      assert.ok(session.teamFailed);
      assert.equal(phases[0]?.mode, 'sequential');
      assert.match(readFileSync(path.join(project.root, 'WORKFLOW.md'), 'utf8'), /sequential/);
      assert.equal(project.git('ls-files').match(/1-\w+\.txt/g)?.length, 4);
    },
  ));
