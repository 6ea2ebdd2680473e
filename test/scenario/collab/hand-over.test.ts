/** Main changes while it has a run, with real servers. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { withSeveralPcs } from '../../helpers/several-machines.ts';
import { done, mark, waitFor, write } from '../../helpers/stage.ts';
import { until } from '../../helpers/processes.ts';

void test('a main that hands over pauses its run and says why; the new main lets machines in', () =>
  withSeveralPcs(
    ['lab-1'],
    (folder) => [
      {
        workstreams: [
          { name: 'alpha', steps: [mark(folder, 'begun'), waitFor(folder, 'go'), write('1-alpha.txt'), done] },
        ],
      },
    ],
    { dispatch: 'workers' },
    async ({ stage, workers, views }) => {
      const { folder, project, clutch, run, until: shows } = stage;
      const [lab] = workers;
      assert.ok(lab);
      const ended = run();
      await until(() => existsSync(path.join(folder, 'begun')), { what: 'the team is at work', deadlineMs: 60_000 });
      const { peers } = await views(clutch, project.root);
      const next = peers.find(({ name }) => name === 'lab-1')?.id ?? '';
      const handed = await clutch.run(project.root, 'members', 'hand-over', next);
      assert.equal(handed.code, 0, handed.stderr);
      const paused = await shows('the run is paused', ({ status }) => status === 'paused');
      assert.match(paused.reason ?? '', /Another machine is main of/);
      await until(async () => (await views(lab.clutch, lab.root)).role === 'main', {
        what: 'the other one is main',
        deadlineMs: 30_000,
        everyMs: 100,
      });
      const invited = await lab.clutch.run(lab.root, 'invite', '--json');
      assert.equal(invited.code, 0, invited.stderr);
      writeFileSync(path.join(folder, 'go'), '');
      await ended;
    },
  ));
