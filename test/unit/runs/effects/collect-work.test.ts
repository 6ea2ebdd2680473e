import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { EffectOf } from '#schemas/journal/effects.ts';
import { createCollectWork } from '../../../../server/runs/effects/collect-work.ts';
import { createIdentity } from '../../../../server/runs/worktrees.ts';
import { context, gitIn, ownership, withRepository, type Repository } from '../repository.ts';

type Wanted = Partial<EffectOf<'collect-work'>>;
interface Bench extends Repository {
  readonly folder: string;
  write(file: string, text?: string): void;
  /** What was collected. */
  collect(wanted?: Wanted): Promise<Collected>;
}
type Collected = Extract<Awaited<ReturnType<ReturnType<typeof createCollectWork>>>, { type: 'work-collected' }>;

const START = { 'api.txt': 'a\n', 'old.txt': 'o\n', 'web.txt': 'w\n' };
const collectWork = createCollectWork(createIdentity());

function onBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  return withRepository(START, async (repository) => {
    const folder = await repository.worktree();
    const { root, base } = repository;
    const about = { id: 'e', type: 'collect-work' as const, root, phase: '1', workstream: 'api', worktree: folder };
    await work({
      ...repository,
      folder,
      write: (file, text = 'changed\n') => {
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), text);
      },
      async collect(wanted = {}) {
        const effect = { ...about, base, since: base, drop: [], ownership: ownership(), ...wanted };
        const outcome = await collectWork(effect, context);
        assert.equal(outcome.type, 'work-collected');
        return outcome;
      },
    });
  });
}

const shown = ({ changes }: Collected): string[] => changes.map(({ path: file, kind }) => `${kind} ${file}`);

describe('the work of an agent', () => {
  test('is one commit on its base with whatever it left, and no branch moves', () =>
    onBench(async ({ git, folder, base, write, collect }) => {
      write('api.txt');
      write('new/ü x.txt');
      rmSync(path.join(folder, 'old.txt'));
      const collected = await collect();
      assert.deepEqual(shown(collected), ['modified api.txt', 'added new/ü x.txt', 'deleted old.txt']);
      assert.equal(git('rev-parse', `${collected.commit}^`), base);
      assert.equal(git('log', '-1', '--format=%s|%an', collected.commit), 'phase 1: api|A Person');
      assert.equal(gitIn(folder, 'status', '--porcelain'), '');
      assert.equal(git('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
    }));

  test('is the same when it is collected twice', () =>
    onBench(async ({ git, write, collect }) => {
      write('api.txt');
      const [first, second] = [await collect(), await collect()];
      assert.equal(git('rev-parse', `${first.commit}^{tree}`), git('rev-parse', `${second.commit}^{tree}`));
      assert.deepEqual(second.changes, first.changes);
    }));

  test('counts for nothing where it committed, rewrote history or switched the branch: its files count', () =>
    onBench(async ({ git, folder, base, write, collect }) => {
      gitIn(folder, 'switch', '--quiet', '--create', 'mine');
      write('api.txt');
      gitIn(folder, 'commit', '--quiet', '--all', '--message', 'mine');
      gitIn(folder, 'commit', '--quiet', '--amend', '--message', 'rewritten');
      const mine = git('rev-parse', 'mine');
      const { commit, ...collected } = await collect();
      assert.deepEqual(shown({ commit, ...collected }), ['modified api.txt']);
      assert.deepEqual([git('rev-parse', `${commit}^`), git('rev-parse', 'mine')], [base, mine]);
    }));

  test('that is none is its base', () =>
    onBench(async ({ base, collect }) => {
      const { commit, changes, outside } = await collect();
      assert.deepEqual([commit, changes, outside], [base, [], []]);
    }));

  test('is counted from where its round began, never from where another’s did', () =>
    onBench(async ({ git, base, commit, folder, write, collect }) => {
      const others = commit(base, { 'web.txt': 'by another\n' });
      gitIn(folder, 'reset', '--quiet', '--hard', others);
      write('api.txt');
      const collected = await collect({ base: others, since: others });
      assert.deepEqual(shown(collected), ['modified api.txt']);
      assert.equal(git('show', `${collected.commit}:web.txt`), 'by another');
    }));

  test('is lost with its worktree, and says so', () =>
    onBench(async ({ root, base, folder }) => {
      rmSync(folder, { recursive: true });
      const about = { id: 'e', root, phase: '1', workstream: 'api', worktree: folder, base, since: base, drop: [] };
      const outcome = await collectWork({ ...about, type: 'collect-work', ownership: ownership() }, context);
      assert.ok(outcome.type === 'work-lost');
      assert.ok(outcome.message.includes(folder));
    }));
});

describe('what is not its own', () => {
  const own = ownership({ files: ['api.txt'], others: [{ executor: 'executor-web', files: ['web.txt'] }] });

  test('is named with its owner, and is in the commit until a person has decided', () =>
    onBench(async ({ git, write, collect }) => {
      write('api.txt');
      write('web.txt');
      const { commit, outside } = await collect({ ownership: own });
      assert.deepEqual(outside, [{ path: 'web.txt', owner: 'executor-web' }]);
      assert.equal(git('show', `${commit}:web.txt`), 'changed');
    }));

  test('is put back where a person said so: changed, deleted and new files', () =>
    onBench(async ({ git, folder, write, collect }) => {
      write('api.txt');
      write('web.txt');
      rmSync(path.join(folder, 'old.txt'));
      write('notes [1].txt');
      const collected = await collect({ ownership: own, drop: ['web.txt', 'old.txt', 'notes [1].txt'] });
      assert.deepEqual(shown(collected), ['modified api.txt']);
      assert.deepEqual(collected.outside, []);
      assert.equal(git('ls-tree', '--name-only', collected.commit), 'api.txt\nold.txt\nweb.txt');
    }));

  test(
    'is a link that leads out of the project, and not one that stays in it',
    { skip: process.platform === 'win32' },
    () =>
      onBench(async ({ folder, collect }) => {
        symlinkSync('../../..', path.join(folder, 'up'));
        symlinkSync('/etc/passwd', path.join(folder, 'away'));
        symlinkSync('api.txt', path.join(folder, 'near'));
        const { outside } = await collect({ ownership: ownership({ files: ['up', 'away', 'near'] }) });
        assert.deepEqual(outside.map((one) => one.path).sort(), ['away', 'up']);
      }),
  );
});
