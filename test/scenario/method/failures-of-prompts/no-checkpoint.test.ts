import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { done, keepPrompt, withOwnServer, write } from '../../../helpers/stage.ts';

/** “Nothing survives the session”: everything that CLUTCH itself remembers is thrown away between two phases. */
test('a session that knows nothing but the PRD, WORKFLOW.md and git goes on with the phase that comes next', () =>
  withOwnServer(
    (folder) => [
      { workstreams: [{ name: 'alpha' }] },
      { workstreams: [{ name: 'beta', steps: [keepPrompt(folder, 'told.md'), write('2-beta.txt'), done] }] },
    ],
    {},
    async ({ run, clutch, project, folder, subjects, command }) => {
      assert.equal((await run('1', '1')).code, 0);
      const tracker = readFileSync(path.join(project.root, 'WORKFLOW.md'), 'utf8');
      assert.match(tracker, /clutch run PRDs\/PRD-plan\.md 2/, 'it says how to go on');
      const commit = project.git('rev-parse', '--short=7', 'HEAD~1');
      assert.ok(tracker.includes(commit), 'it names the commit');
      await clutch.killServer();
      rmSync(clutch.home, { recursive: true });
      const [, ...words] = /clutch (run PRDs\/PRD-plan\.md 2)/.exec(tracker)?.[1]?.split(' ') ?? [];
      const second = await command('run', ...words, '--playbook', project.playbook);
      assert.equal(second.code, 0, second.stderr);
      assert.match(readFileSync(path.join(folder, 'told.md'), 'utf8'), /phase 2 of PRDs\/PRD-plan\.md/);
      assert.equal(subjects().filter((subject) => subject === 'feat(plan): Part 1').length, 1, 'nothing is done twice');
      assert.equal(execFileSync('git', ['status', '--porcelain'], { cwd: project.root, encoding: 'utf8' }), '');
    },
  ));
