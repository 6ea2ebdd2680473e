import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { CommitFacts } from '../../../server/language/project-view.ts';
import { createGitFacts } from '../../../server/plans/git-facts.ts';
import type { Git } from '../../../server/platform/git.ts';
import { withTempDir } from '../../helpers/temp.ts';

function gitIn(folder: string): (...args: readonly string[]) => string {
  const run = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.invalid', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  run('init', '--quiet', '--initial-branch=main');
  return run;
}

/** Asks, waits for git, and asks again. */
async function answersOf(root: string, ...shas: readonly string[]): Promise<(CommitFacts | null)[]> {
  const told: string[] = [];
  const facts = createGitFacts(root, (answered) => void told.push(...answered));
  assert.deepEqual(
    shas.map((sha) => facts.commit(sha)),
    shas.map(() => null),
  );
  await facts.settled();
  return shas.map((sha) => facts.commit(sha));
}

describe('what git knows of commits', () => {
  it('tells known from unknown commits, whether they are ancestors, and their files below the project', () =>
    withTempDir(async (top) => {
      const git = gitIn(top);
      const root = path.join(top, 'app');
      mkdirSync(root);
      writeFileSync(path.join(top, 'outside.txt'), 'x');
      writeFileSync(path.join(root, 'a b.txt'), 'x');
      writeFileSync(path.join(root, 'ü.txt'), 'x');
      git('add', '.');
      git('commit', '--quiet', '-m', 'one');
      const first = git('rev-parse', 'HEAD');
      git('checkout', '--quiet', '-b', 'side');
      rmSync(path.join(root, 'a b.txt'));
      git('commit', '--quiet', '--all', '-m', 'two');
      const side = git('rev-parse', 'HEAD');
      git('checkout', '--quiet', 'main');
      git('merge', '--quiet', '--no-ff', '-m', 'merge', 'side');
      const merge = git('rev-parse', 'HEAD');
      git('reset', '--quiet', '--hard', first);
      assert.deepEqual(
        await answersOf(root, first, side.slice(0, 8).toUpperCase(), merge, '0123abcd', 'f'.repeat(40)),
        [
          { state: 'known', ancestor: true, files: ['a b.txt', 'ü.txt'] },
          { state: 'known', ancestor: false, files: ['a b.txt'] },
          { state: 'known', ancestor: false, files: ['a b.txt'] },
          { state: 'unknown' },
          { state: 'unknown' },
        ],
      );
    }));

  it('answers nothing where there is no repository, and asks git for nothing but hexadecimal ids', () =>
    withTempDir(async (folder) => {
      assert.deepEqual(await answersOf(folder, 'abcd1234'), [null]);
      mkdirSync(path.join(folder, '.git'));
      const asked: string[][] = [];
      const git: Git = {
        dir: folder,
        run: async (...args: string[]) => {
          asked.push(args);
          return args[0] === 'rev-parse' ? 'false' : '';
        },
        ask: async () => null,
      };
      const facts = createGitFacts(folder, () => undefined, { open: () => git });
      for (const sha of ['--output=x', 'HEAD', 'abc', 'main', '', 'a'.repeat(65)])
        assert.equal(facts.commit(sha), null);
      await facts.settled();
      assert.equal(asked.length, 0);
      facts.commit('abcd1234');
      facts.commit('1234abcd');
      await facts.settled();
      assert.equal(asked.filter(([command]) => command === 'log').length, 1);
    }));

  it('says nothing of a history that is cut off, because what is missing there may exist', () =>
    withTempDir(async (folder) => {
      const origin = path.join(folder, 'origin');
      mkdirSync(origin);
      const git = gitIn(origin);
      for (const name of ['one', 'two']) git('commit', '--quiet', '--allow-empty', '-m', name);
      const first = git('rev-parse', 'HEAD~1');
      git('clone', '--quiet', '--depth=1', `file://${origin}`, path.join(folder, 'clone'));
      assert.deepEqual(await answersOf(path.join(folder, 'clone'), first), [null]);
    }));

  it(
    'fetches nothing in a clone that left a part at its origin',
    { skip: process.platform === 'win32' && 'a script' },
    () =>
      withTempDir(async (folder) => {
        const [origin, clone] = [path.join(folder, 'origin'), path.join(folder, 'clone')];
        mkdirSync(origin);
        const git = gitIn(origin);
        git('config', 'uploadpack.allowFilter', 'true');
        git('commit', '--quiet', '--allow-empty', '-m', 'one');
        git('clone', '--quiet', '--filter=blob:none', `file://${origin}`, clone);
        const script = path.join(folder, 'upload-pack');
        writeFileSync(script, `#!/bin/sh\ntouch '${folder}/asked'\n`, { mode: 0o755 });
        git('-C', clone, 'config', 'remote.origin.uploadpack', script);
        assert.deepEqual(await answersOf(clone, 'f'.repeat(40)), [{ state: 'unknown' }]);
        assert.ok(!existsSync(path.join(folder, 'asked')));
      }),
  );

  it('tells who has to look again when HEAD has moved', () =>
    withTempDir(async (folder) => {
      const git = gitIn(folder);
      for (const name of ['one', 'two']) git('commit', '--quiet', '--allow-empty', '-m', name);
      const [first, second] = [git('rev-parse', 'HEAD~1'), git('rev-parse', 'HEAD')];
      const told: string[] = [];
      const facts = createGitFacts(folder, (shas) => void told.push(...shas));
      facts.commit(first);
      facts.commit(second);
      await facts.settled();
      git('reset', '--quiet', '--hard', first);
      facts.moved();
      await facts.settled();
      assert.deepEqual(told, [first, second, second]);
    }));

  it('stops a git that does not answer, and asks again when HEAD has moved', () =>
    withTempDir(async (folder) => {
      mkdirSync(path.join(folder, '.git'));
      const signals: AbortSignal[] = [];
      let isStuck = true;
      const open = (dir: string, signal: AbortSignal): Git => {
        signals.push(signal);
        const run = async (...args: string[]): Promise<string> =>
          isStuck ? new Promise<string>(() => undefined) : args[0] === 'rev-parse' ? 'false' : '';
        return { dir, run, ask: async () => null };
      };
      const facts = createGitFacts(folder, () => undefined, { open, patienceMs: 10 });
      assert.equal(facts.commit('abcd1234'), null);
      await facts.settled();
      assert.deepEqual([facts.commit('abcd1234'), signals.map(({ aborted }) => aborted)], [null, [true]]);
      isStuck = false;
      facts.moved();
      await facts.settled();
      assert.deepEqual(facts.commit('abcd1234'), { state: 'unknown' });
    }));

  it('stops git when nobody wants to know any more', () =>
    withTempDir(async (folder) => {
      mkdirSync(path.join(folder, '.git'));
      const signals: AbortSignal[] = [];
      const open = (dir: string, signal: AbortSignal): Git => {
        signals.push(signal);
        return { dir, run: () => new Promise<string>(() => undefined), ask: async () => null };
      };
      const facts = createGitFacts(folder, () => undefined, { open });
      facts.commit('abcd1234');
      await Promise.resolve();
      facts.close();
      await facts.settled();
      assert.deepEqual(
        signals.map(({ aborted }) => aborted),
        [true],
      );
    }));

  it('notices a repository that was made later', () =>
    withTempDir(async (folder) => {
      const facts = createGitFacts(folder, () => undefined);
      assert.equal(facts.commit('abcd1234'), null);
      const git = gitIn(folder);
      git('commit', '--quiet', '--allow-empty', '-m', 'one');
      facts.moved();
      await facts.settled();
      assert.deepEqual(facts.commit('abcd1234'), { state: 'unknown' });
    }));
});
