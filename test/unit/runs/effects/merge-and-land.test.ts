import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { EffectOf } from '#schemas/journal/effects.ts';
import { createGit } from '../../../../server/platform/git.ts';
import { EffectError } from '../../../../server/runs/effect-error.ts';
import { createConcludeMerge } from '../../../../server/runs/effects/conclude-merge.ts';
import { landPhase } from '../../../../server/runs/effects/land-phase.ts';
import { mergeInto } from '../../../../server/runs/merging.ts';
import type { Outcome } from '../../../../server/runs/performer.ts';
import { createIdentity } from '../../../../server/runs/worktrees.ts';
import { context, gitIn, withRepository, type Repository } from '../repository.ts';

const concludeMerge = createConcludeMerge(createIdentity());

describe('a merge that an agent resolved', () => {
  const begun = (work: (folder: string, conclude: () => Promise<Outcome>, bench: Merge) => Promise<void>) =>
    withRepository({ 'a.txt': 'a\n' }, async (repository) => {
      const { base, commit, worktree } = repository;
      const [ours, theirs] = [
        commit(base, { 'a.txt': 'ours\n' }),
        commit(base, { 'a.txt': 'theirs\n', 'b.txt': 'b\n' }),
      ];
      const folder = await worktree('one', ours);
      const files = (await mergeInto(createGit(folder), [], theirs)) ?? [];
      const effect = { id: 'e', type: 'conclude-merge' as const, phase: '1', worktree: folder, ours, theirs, files };
      await work(folder, () => concludeMerge(effect, context), { ...repository, ours, theirs });
    });
  interface Merge extends Repository {
    readonly ours: string;
    readonly theirs: string;
  }

  test('has both sides as parents and holds what it left', () =>
    begun(async (folder, conclude, { git, ours, theirs }) => {
      writeFileSync(path.join(folder, 'a.txt'), 'both\n');
      const outcome = await conclude();
      assert.ok(outcome.type === 'merge-concluded' && outcome.commit !== null);
      assert.deepEqual(outcome.unresolved, []);
      assert.equal(git('log', '-1', '--format=%P', outcome.commit), `${ours} ${theirs}`);
      assert.deepEqual([git('show', `${outcome.commit}:a.txt`), git('show', `${outcome.commit}:b.txt`)], ['both', 'b']);
    }));

  test('is not taken in while a file holds marks', () =>
    begun(async (_folder, conclude) => {
      assert.deepEqual(await conclude(), { type: 'merge-concluded', commit: null, unresolved: ['a.txt'] });
    }));

  test('is the same whether the agent committed it or not', () =>
    begun(async (folder, conclude, { git, ours, theirs }) => {
      writeFileSync(path.join(folder, 'a.txt'), 'both\n');
      gitIn(folder, 'commit', '--quiet', '--all', '--no-edit');
      const outcome = await conclude();
      assert.ok(outcome.type === 'merge-concluded' && outcome.commit !== null);
      assert.equal(git('log', '-1', '--format=%P', outcome.commit), `${ours} ${theirs}`);
    }));
});

interface Landing extends Repository {
  readonly to: string;
  land(change?: Partial<EffectOf<'land-phase'>>): Promise<Outcome>;
  stage(): Promise<Outcome>;
}

/** A phase that changes `a.txt` and adds `b.txt` is ready. */
function landing(work: (bench: Landing) => Promise<void>): Promise<void> {
  return withRepository({ 'a.txt': 'a\n', 'c.txt': 'c\n' }, async (repository) => {
    const { root, base, commit } = repository;
    const to = commit(base, { 'a.txt': 'new\n', 'b.txt': 'b\n' });
    const effect = { id: 'e', type: 'land-phase' as const, what: 'phase' as const, phase: '1', root, branch: 'main' };
    const land: Landing['land'] = (change) =>
      landPhase({ ...effect, from: base, to, stage: false, ...change }, context);
    await work({ ...repository, to, land, stage: () => land({ stage: true }) });
  });
}

function assertRefused(work: Promise<Outcome>, words: RegExp): Promise<void> {
  return assert.rejects(work, (error) => {
    assert.ok(error instanceof EffectError, String(error));
    assert.equal(error.fault, 'user');
    assert.match(error.message, words);
    return true;
  });
}

describe('a phase that lands', () => {
  test('moves the branch and the files of its checkout, once', () =>
    landing(async ({ git, to, land }) => {
      for (let time = 0; time < 2; time += 1) {
        assert.deepEqual(await land(), { type: 'phase-landed', head: to });
        assert.equal(git('rev-parse', 'main'), to);
        assert.equal(git('status', '--porcelain'), '');
      }
    }));

  test('moves a branch that is not checked out without a change to the checkout', () =>
    landing(async ({ root, git, to, land }) => {
      git('switch', '--quiet', '--create', 'other');
      await land();
      assert.deepEqual([git('rev-parse', 'main'), git('symbolic-ref', '--short', 'HEAD')], [to, 'other']);
      assert.equal(readFileSync(path.join(root, 'a.txt'), 'utf8'), 'a\n');
    }));

  test('would overwrite what is not committed: nothing is touched, and the file is named', () =>
    landing(async ({ root, git, base, land }) => {
      writeFileSync(path.join(root, 'a.txt'), 'mine\n');
      await assertRefused(land(), /would overwrite a\.txt\. Commit, stash or move/);
      assert.equal(git('rev-parse', 'main'), base);
      assert.equal(readFileSync(path.join(root, 'a.txt'), 'utf8'), 'mine\n');
    }));

  test('finds that the branch moved, or is gone', () =>
    landing(async ({ git, land }) => {
      git('commit', '--quiet', '--allow-empty', '--message', 'person');
      const outcome = await land();
      assert.ok(outcome.type === 'base-moved');
      assert.equal(outcome.head, git('rev-parse', 'main'));
      git('switch', '--quiet', '--detach');
      git('branch', '--quiet', '-D', 'main');
      await assertRefused(land(), /The branch main is gone/);
    }));
});

describe('a phase that is staged for a person', () => {
  test('is in index and checkout; the branch stays, and trying again changes nothing', () =>
    landing(async ({ root, git, base, stage }) => {
      for (let time = 0; time < 2; time += 1) {
        await assertRefused(stage(), /Phase 1 is finished and staged in .*Look at it and commit it, then try again/);
        assert.equal(git('status', '--porcelain'), 'M  a.txt\nA  b.txt');
        assert.equal(git('rev-parse', 'main'), base);
      }
      assert.ok(existsSync(path.join(root, 'b.txt')));
    }));

  test('has landed once the person has committed it, whatever else they built on it', () =>
    landing(async ({ root, git, stage }) => {
      await assert.rejects(stage());
      git('commit', '--quiet', '--message', 'feat: in my words');
      assert.deepEqual(await stage(), { type: 'phase-landed', head: git('rev-parse', 'main') });
      writeFileSync(path.join(root, 'a.txt'), 'other\n');
      git('commit', '--quiet', '--all', '--message', 'other work');
      assert.equal((await stage()).type, 'base-moved', 'the phase as it was is not on the branch');
    }));

  test('leaves files alone that it would overwrite', () =>
    landing(async ({ root, git, stage }) => {
      writeFileSync(path.join(root, 'b.txt'), 'mine\n');
      await assertRefused(stage(), /cannot be staged in .*nothing was touched/);
      assert.equal(readFileSync(path.join(root, 'b.txt'), 'utf8'), 'mine\n');
      assert.equal(git('status', '--porcelain'), '?? b.txt');
    }));

  test('keeps what a person has in files that it does not touch', () =>
    landing(async ({ root, git, stage }) => {
      writeFileSync(path.join(root, 'c.txt'), 'mine\n');
      await assertRefused(stage(), /is finished and staged/);
      assert.equal(git('status', '--porcelain'), 'M  a.txt\nA  b.txt\n M c.txt');
    }));

  test('is offered as a commit where another branch is checked out', () =>
    landing(async ({ git, to, stage }) => {
      git('switch', '--quiet', '--create', 'other');
      await assertRefused(stage(), new RegExp(`ready as commit ${to.slice(0, 8)}\\. Merge it into main`));
      git('switch', '--quiet', 'main');
      git('merge', '--quiet', '--ff-only', to);
      assert.deepEqual(await stage(), { type: 'phase-landed', head: to });
    }));
});
