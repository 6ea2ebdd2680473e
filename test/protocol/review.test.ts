import assert from 'node:assert/strict';
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  ReviewChangesMethod,
  ReviewChangesResult,
  ReviewFileMethod,
  ReviewFileResult,
} from '#schemas/protocol/review.ts';
import { connectToServer } from '../helpers/server-connection.ts';
import { done, mark, sharedServer, waitFor, write } from '../helpers/stage.ts';

const { play } = sharedServer();

test('what a workstream changed is shown while it works, when it has delivered, and after its phase has landed', () =>
  play(
    (folder) => [
      {
        workstreams: [
          {
            name: 'alpha',
            steps: [
              write('1-alpha.txt', 'one\ntwo\n'),
              { write: { path: 'README.md', content: '# Another project\n' } },
              mark(folder, 'written'),
              waitFor(folder, 'go'),
              done,
            ],
            files: ['1-alpha.txt', 'README.md'],
          },
        ],
        commands: [`for i in $(seq 600); do test -f '${folder}/land' && exit 0; sleep 0.05; done; exit 1`],
      },
    ],
    {},
    async ({ clutch, run, until, finished, folder }) => {
      await run('--detach');
      const { id } = await until('it has written', () => existsSync(path.join(folder, 'written')));
      const { request, leave } = connectToServer(clutch);
      const place = { run: id, phase: '1', workstream: 'alpha' };
      const changes = async () => ReviewChangesResult.parse(await request(ReviewChangesMethod, place));
      const text = async (ref: string | null, file: string): Promise<string> =>
        ReviewFileResult.parse(await request(ReviewFileMethod, { ...place, ref, path: file })).text;
      try {
        const atWork = await changes();
        assert.equal(atWork.head, null);
        const kinds = new Map(atWork.files.map(({ path: file, kind }) => [file, kind]));
        assert.deepEqual([kinds.get('README.md'), kinds.get('1-alpha.txt')], ['modified', 'added']);
        assert.equal(await text(null, '1-alpha.txt'), 'one\ntwo\n');
        assert.equal(await text(atWork.base, 'README.md'), '# A project\n');
        assert.equal(await text(atWork.base, '1-alpha.txt'), '', 'it was not there');

        const worktree = (await until('it has a worktree', ({ phases }) => !!phases[0]?.workstreams[0]?.worktree))
          .phases[0]?.workstreams[0]?.worktree?.path;
        assert.ok(worktree);
        symlinkSync('/etc/passwd', path.join(worktree, 'out.txt'));
        assert.match(await text(null, 'out.txt'), /is a link/);
        await assert.rejects(text(null, '../README.md'), /is no path in/);
        await assert.rejects(text(null, '/etc/passwd'), /is no path in/);
        await assert.rejects(text('HEAD', 'README.md'), /Invalid/, 'only commits by their hash');
        rmSync(path.join(worktree, 'out.txt'));

        writeFileSync(path.join(folder, 'go'), '');
        await until('it has delivered', ({ phases }) => phases[0]?.workstreams[0]?.status === 'completed');
        const delivered = await changes();
        assert.ok(delivered.head);
        assert.equal(await text(delivered.head, '1-alpha.txt'), 'one\ntwo\n');
        assert.equal(delivered.base, atWork.base);

        writeFileSync(path.join(folder, 'land'), '');
        const { phases } = await finished();
        const landed = await changes();
        assert.equal(landed.head, phases[0]?.commit?.sha);
        assert.equal(await text(landed.head, 'README.md'), '# Another project\n');
        assert.equal(await text(landed.base, 'README.md'), '# A project\n');
        await assert.rejects(
          request(ReviewChangesMethod, { ...place, workstream: 'beta' }),
          /has no workstream beta in phase 1/,
        );
      } finally {
        leave();
      }
    },
  ));
