import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createGit, GitError, type Git } from '../../../server/platform/git.ts';
import { until } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';

/** A repository with two commits, `first` and `second`, as branches. */
function withRepository(work: (git: Git, folder: string) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const run = (...args: string[]): void => void execFileSync('git', args, { cwd: folder });
    run('init', '--quiet', '--initial-branch=main');
    for (const name of ['first', 'second']) {
      writeFileSync(path.join(folder, `${name}.txt`), name);
      run('add', '--all');
      run('-c', 'user.name=A', '-c', 'user.email=a@example.invalid', 'commit', '--quiet', '--message', name);
      run('branch', name);
    }
    await work(createGit(folder), folder);
  });
}

async function withEnvironment(changes: Record<string, string>, work: () => Promise<void>): Promise<void> {
  const before = Object.keys(changes).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, changes);
  try {
    await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** A program named git that writes down its calls and then does what the script says. */
function withFakeGit(
  script: string,
  work: (git: Git, folder: string, calls: () => number) => Promise<void>,
): Promise<void> {
  return withTempDir(async (folder) => {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    const calls = path.join(folder, 'calls');
    writeFileSync(path.join(bin, 'git'), `#!/bin/sh\necho "$@" >> '${calls}'\n${script}\n`);
    chmodSync(path.join(bin, 'git'), 0o755);
    const count = (): number => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0);
    const env = { PATH: `${bin}${path.delimiter}${process.env['PATH']}` };
    await withEnvironment(env, () => work(createGit(folder), folder, count));
  });
}

function isGitError(code: GitError['code'], words: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof GitError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  };
}

describe('git', () => {
  test('gives what it prints, without the last line break', () =>
    withRepository(async (git) => {
      assert.equal(await git.run('log', '--format=%s'), 'second\nfirst');
    }));

  test('is read to its end, however busy this process is', () =>
    withRepository(async (git) => {
      let busy = true;
      const keepBusy = (): void => {
        const end = performance.now() + 60;
        while (performance.now() < end);
        if (busy) setImmediate(keepBusy);
      };
      keepBusy();
      try {
        for (let round = 0; round < 6; round += 1) {
          const printed = await Promise.all(Array.from({ length: 6 }, () => git.run('--version')));
          for (const text of printed) assert.match(text, /^git version/);
        }
      } finally {
        busy = false;
      }
    }));

  test('gets its arguments as they are, whatever a shell would make of them', () =>
    withRepository(async (git, folder) => {
      const format = '--format=$(touch pwned); `touch pwned` %s';
      assert.match(await git.run('log', '-1', format), /^\$\(touch pwned\); `touch pwned` second$/);
      assert.equal(existsSync(path.join(folder, 'pwned')), false);
    }));

  test('that fails without a word has failed', () =>
    withRepository(async (git, folder) => {
      assert.equal(await git.run('merge-base', '--is-ancestor', 'first', 'second'), '');
      await assert.rejects(
        git.run('merge-base', '--is-ancestor', 'second', 'first'),
        isGitError('failed', /merge-base/),
      );
      assert.equal(await git.ask('merge-base', '--is-ancestor', 'second', 'first'), null);
      assert.equal(await git.ask('diff', '--quiet'), '');
      writeFileSync(path.join(folder, 'first.txt'), 'changed');
      assert.equal(await git.ask('diff', '--quiet'), null);
    }));

  test('that fails says which command, where and why', () =>
    withRepository(async (git, folder) => {
      await assert.rejects(git.run('rev-parse', '--verify', 'no-such-ref'), (error: Error) => {
        assert.ok(isGitError('failed', /^git rev-parse --verify no-such-ref in .* failed: .*fatal/s)(error));
        return error.message.includes(folder);
      });
      assert.equal(await git.ask('rev-parse', '--verify', '--quiet', 'no-such-ref'), null);
    }));

  test('works in its own folder, whatever the server was started with', () =>
    withRepository(async (git) => {
      await withEnvironment(
        { GIT_DIR: '/elsewhere/.git', GIT_WORK_TREE: '/elsewhere', GIT_AUTHOR_NAME: 'Ada' },
        async () => {
          assert.equal(await git.run('rev-parse', '--abbrev-ref', 'HEAD'), 'main');
          assert.match(await git.run('-c', 'user.email=a@example.invalid', 'var', 'GIT_AUTHOR_IDENT'), /^Ada /);
        },
      );
    }));

  test('that is not installed is said in so many words, also where a failure would be an answer', () =>
    withTempDir(async (folder) => {
      await withEnvironment({ PATH: folder }, async () => {
        await assert.rejects(createGit(folder).run('status'), isGitError('not-installed', /Install git/));
        await assert.rejects(createGit(folder).ask('status'), isGitError('not-installed', /Install git/));
      });
    }));
});

describe('a lock of git', () => {
  const locked = `echo "fatal: Unable to create '$PWD/.git/index.lock': File exists." >&2; exit 128`;

  test('that another process holds is waited for', { skip: process.platform === 'win32' }, () =>
    withFakeGit(`test -e lock || { echo done; exit 0; }; ${locked}`, async (git, folder, calls) => {
      const lock = path.join(folder, 'lock');
      writeFileSync(lock, '');
      const adding = git.run('add', '--all');
      await until(() => calls() >= 2, { what: 'git was tried again' });
      rmSync(lock);
      assert.equal(await adding, 'done');
    }),
  );

  test('that nobody gives back is named, with what to do', (t) =>
    withRepository(async (git, folder) => {
      t.mock.timers.enable({ apis: ['Date'], now: 0 });
      writeFileSync(path.join(folder, '.git', 'index.lock'), '');
      writeFileSync(path.join(folder, 'third.txt'), 'third');
      const adding = git.run('add', '--all');
      t.mock.timers.setTime(11_000);
      await assert.rejects(adding, isGitError('locked', /\.git\/index\.lock exists\. .*remove the file, then resume/));
      await assert.rejects(
        (() => {
          const asking = git.ask('add', '--all');
          t.mock.timers.setTime(22_000);
          return asking;
        })(),
        isGitError('locked', /index\.lock/),
        'a lock is no answer',
      );
    }));

  test('that cannot be made because the disk is full is about the disk', { skip: process.platform === 'win32' }, () =>
    withFakeGit(
      `echo "fatal: Unable to create '$PWD/.git/index.lock': No space left on device" >&2; exit 128`,
      async (git, _, calls) => {
        await assert.rejects(
          git.run('add', '--all'),
          isGitError('disk-full', /git add could not write\. Free space, then resume/),
        );
        assert.equal(calls(), 1, 'there is nothing to wait for');
      },
    ),
  );

  test('that may not be made is no lock that somebody holds', { skip: process.platform === 'win32' }, () =>
    withFakeGit(
      `echo "fatal: Unable to create '$PWD/.git/index.lock': Permission denied" >&2; exit 128`,
      async (git, _, calls) => {
        await assert.rejects(git.run('add', '--all'), isGitError('failed', /Permission denied/));
        assert.equal(calls(), 1);
      },
    ),
  );

  test('is not what a file named yarn.lock is', { skip: process.platform === 'win32' }, () =>
    withFakeGit(
      `echo "error: pathspec 'yarn.lock' did not match any file(s) known to git" >&2; exit 1`,
      async (git, _, calls) => {
        await assert.rejects(git.run('checkout', '--', 'yarn.lock'), isGitError('failed', /did not match/));
        assert.equal(calls(), 1);
      },
    ),
  );
});
