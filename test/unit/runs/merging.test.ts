import assert from 'node:assert/strict';
import { writeFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createGit, GitError } from '../../../server/platform/git.ts';
import { mergeInto, withMarks } from '../../../server/runs/merging.ts';
import { gitIn, withRepository } from './repository.ts';

describe('a merge', () => {
  test('that goes by itself holds the work of both', () =>
    withRepository({ 'a.txt': 'a\n' }, async ({ base, worktree, commit }) => {
      const folder = await worktree('one', commit(base, { 'b.txt': 'b\n' }));
      assert.equal(await mergeInto(createGit(folder), [], commit(base, { 'c.txt': 'c\n' })), null);
      assert.equal(gitIn(folder, 'ls-files'), 'a.txt\nb.txt\nc.txt');
    }));

  test('that does not fit names the files as they are called, and is left open', () =>
    withRepository({ 'a.txt': 'a\n', 'ä b.txt': 'a\n' }, async ({ base, worktree, commit }) => {
      const folder = await worktree('one', commit(base, { 'a.txt': 'ours\n', 'ä b.txt': 'ours\n' }));
      const theirs = commit(base, { 'a.txt': 'theirs\n', 'ä b.txt': 'theirs\n' });
      const files = await mergeInto(createGit(folder), [], theirs);
      assert.deepEqual(files, ['a.txt', 'ä b.txt']);
      assert.deepEqual(await withMarks(folder, files), files);
      assert.equal(gitIn(folder, 'rev-parse', 'MERGE_HEAD'), theirs);
    }));

  test('of something that is no commit is an error, not a conflict', () =>
    withRepository({ 'a.txt': 'a\n' }, async ({ worktree }) => {
      const folder = await worktree();
      await assert.rejects(mergeInto(createGit(folder), [], 'f'.repeat(40)), GitError);
    }));

  test('is resolved when no file holds marks, be it because it is gone', () =>
    withRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' }, async ({ base, worktree, commit }) => {
      const folder = await worktree('one', commit(base, { 'a.txt': 'ours\n', 'b.txt': 'ours\n' }));
      const files =
        (await mergeInto(createGit(folder), [], commit(base, { 'a.txt': 'theirs\n', 'b.txt': 'x\n' }))) ?? [];
      writeFileSync(path.join(folder, 'a.txt'), 'A title\n=======\nboth\n');
      assert.deepEqual(await withMarks(folder, files), ['b.txt']);
      rmSync(path.join(folder, 'b.txt'));
      assert.deepEqual(await withMarks(folder, files), []);
    }));
});
