import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { done, keepPrompt, mark, sharedServer, waitFor, write } from '../../helpers/stage.ts';

const { play } = sharedServer();

const COMMENT = '1-alpha.txt:1: Say it in one word.';

test('comments on finished work go back to its executor before the phase lands, and the next commit answers them', () =>
  play(
    (folder) => [
      {
        workstreams: [
          {
            name: 'alpha',
            steps: [write('1-alpha.txt', 'two words\n'), done],
            retry: [keepPrompt(folder, 'prompt.txt'), write('1-alpha.txt', 'word\n'), done],
          },
        ],
        // It cannot land before the person has read it.
        commands: [`test -f 1-alpha.txt && { grep -q '^word$' 1-alpha.txt || sleep 30; }`],
      },
    ],
    {},
    async ({ command, run, until, finished, folder, project }) => {
      const going = run('--detach');
      const { id, phases } = await until('alpha has finished', (view) => {
        return view.phases[0]?.workstreams[0]?.status === 'completed';
      });
      await going;
      const before = phases[0]?.workstreams[0]?.commit ?? '';
      assert.equal(project.git('show', `${before}:1-alpha.txt`), 'two words');
      const sent = await command('steer', id, '1/alpha', 'review', '--guidance', COMMENT);
      assert.equal(sent.code, 0, sent.stderr);
      const view = await finished();
      assert.match(readFileSync(path.join(folder, 'prompt.txt'), 'utf8'), /1-alpha\.txt:1: Say it in one word\./);
      assert.equal(project.git('show', 'HEAD:1-alpha.txt'), 'word');
      const alpha = view.phases[0]?.workstreams[0];
      assert.deepEqual([alpha?.attempts, alpha?.status], [2, 'completed']);
      assert.notEqual(alpha?.commit, before);
      assert.equal(view.phases[0]?.receipts.length, 1, 'proved on the new tree');
      const late = await command('steer', id, '1/alpha', 'review', '--guidance', COMMENT);
      assert.notEqual(late.code, 0);
      assert.match(late.stderr, /Phase 1 of run .* is completed/);
    },
  ));

test('comments on an executor at work wait for the end of its session, and nothing of it is lost', () =>
  play(
    (folder) => [
      {
        workstreams: [
          {
            name: 'alpha',
            files: ['1-alpha.txt', 'first.txt'],
            steps: [write('first.txt'), mark(folder, 'begun'), waitFor(folder, 'go'), write('1-alpha.txt'), done],
            retry: [keepPrompt(folder, 'prompt.txt'), write('1-alpha.txt', 'again\n'), done],
          },
        ],
      },
    ],
    {},
    async ({ command, run, until, finished, folder, project }) => {
      await run('--detach');
      const { id } = await until('alpha works', ({ agents }) =>
        agents.some(({ workstream }) => workstream === 'alpha'),
      );
      const sent = await command('steer', id, '1/alpha', 'review', '--guidance', COMMENT);
      assert.equal(sent.code, 0, sent.stderr);
      writeFileSync(path.join(folder, 'go'), '');
      const view = await finished();
      assert.equal(view.phases[0]?.workstreams[0]?.attempts, 2);
      assert.match(readFileSync(path.join(folder, 'prompt.txt'), 'utf8'), /Say it in one word/);
      assert.equal(project.git('show', 'HEAD:first.txt'), 'done', 'what the first session did is there');
      assert.equal(project.git('show', 'HEAD:1-alpha.txt'), 'again');
    },
  ));
