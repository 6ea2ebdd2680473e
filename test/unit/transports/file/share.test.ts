import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { link, mkdir, readdir, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createGuardedShare } from '../../../../server/transports/file/guarded-share.ts';
import { localCopies } from '../../../../server/transports/file/local-copies.ts';
import { createRealVfs } from '../../../../server/transports/file/real-vfs.ts';
import { ShareError } from '../../../../server/transports/file/share-files.ts';
import { createShareOperations, type ShareOperations } from '../../../../server/transports/file/share-operations.ts';
import type { Vfs } from '../../../../server/transports/file/vfs.ts';
import { until } from '../../../helpers/processes.ts';
import { withTempDir } from '../../../helpers/temp.ts';

const bytes = Buffer.from('what is said');

async function withShare(
  work: (share: ShareOperations, folder: string) => Promise<void> | void,
  change: (vfs: Vfs) => Partial<Vfs> = () => ({}),
): Promise<void> {
  await withTempDir(async (folder) => {
    const vfs = createRealVfs(folder);
    let count = 0;
    const nonce = (): string => `n${(count += 1)}`;
    const share = createShareOperations({ vfs: { ...vfs, ...change(vfs) }, copies: localCopies, tmp: 'tmp', nonce });
    share.makeFolders(['tmp', 'log']);
    await work(share, folder);
  });
}

const failing = (code: string) => (): never => {
  throw Object.assign(new Error(code), { code });
};

const codeOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof ShareError, String(error));
    return error.code;
  }
  return 'nothing was thrown';
};

describe('publishing', () => {
  test('gives a name once, and the same bytes may be published again', async () => {
    await withShare(async (share, folder) => {
      assert.equal(share.publish('log/a.jsonl', bytes), true);
      assert.equal(share.publish('log/a.jsonl', bytes), true);
      assert.equal(share.publish('log/a.jsonl', Buffer.from('other')), false);
      assert.deepEqual(Buffer.from(share.read('log/a.jsonl', 100) ?? []), bytes);
      assert.deepEqual(await readdir(path.join(folder, 'tmp')), []);
    });
  });

  test('has won where the reply to its link was lost', async () => {
    const lost = (vfs: Vfs): Partial<Vfs> => ({
      link(from, to) {
        vfs.link(from, to);
        failing('ETIMEDOUT')();
      },
    });
    await withShare((share) => assert.equal(share.publish('log/a.jsonl', bytes), true), lost);
  });

  test('works where there are no links, and never replaces what is there', async () => {
    await withShare(
      (share) => {
        assert.equal(share.publish('log/a.jsonl', bytes), true);
        assert.equal(share.publish('log/a.jsonl', Buffer.from('other')), false);
        assert.deepEqual(Buffer.from(share.read('log/a.jsonl', 100) ?? []), bytes);
      },
      () => ({ link: failing('EPERM') }),
    );
  });

  test('writes on where a write was short', async () => {
    const short = (vfs: Vfs): Partial<Vfs> => ({ write: (file, part) => vfs.write(file, part.subarray(0, 5)) });
    await withShare((share) => {
      assert.equal(share.publish('log/a.jsonl', bytes), true);
      assert.deepEqual(Buffer.from(share.read('log/a.jsonl', 100) ?? []), bytes);
    }, short);
  });

  for (const [call, code, expected] of [
    ['write', 'ENOSPC', 'full'],
    ['fsync', 'EIO', 'failed'],
    ['fsync', 'ENOSPC', 'full'],
    ['createExclusive', 'EROFS', 'read-only'],
    ['createExclusive', 'ENOTCONN', 'gone'],
  ] as const) {
    test(`is ${expected} and leaves no name behind when ${call} fails with ${code}`, async () => {
      await withShare(
        async (share, folder) => {
          assert.equal(
            codeOf(() => share.publish('log/a.jsonl', bytes)),
            expected,
          );
          assert.deepEqual(await readdir(path.join(folder, 'log')), []);
        },
        () => ({ [call]: failing(code) }),
      );
    });
  }

  test('syncs the folder only after the name is there', async () => {
    const calls: string[] = [];
    const noted = (vfs: Vfs): Partial<Vfs> => ({
      fsync: (file) => (calls.push('fsync'), vfs.fsync(file)),
      link: (from, to) => (calls.push('link'), vfs.link(from, to)),
      fsyncFolder: (folder) => (calls.push(`fsync ${folder}`), vfs.fsyncFolder(folder)),
    });
    await withShare((share) => {
      calls.length = 0;
      share.publish('log/a.jsonl', bytes);
      assert.deepEqual(calls, ['fsync', 'link', 'fsync log']);
    }, noted);
  });
});

describe('what was planted in a shared folder', () => {
  test('is no file where it is a link, a fifo or a folder, and none of them is waited for', async () => {
    await withShare(async (share, folder) => {
      await writeFile(path.join(folder, 'secret'), 'secret');
      await symlink(path.join(folder, 'secret'), path.join(folder, 'log', 'link'));
      execFileSync('mkfifo', [path.join(folder, 'log', 'fifo')]);
      await mkdir(path.join(folder, 'log', 'folder'));
      for (const name of ['link', 'fifo', 'folder'])
        assert.equal(
          codeOf(() => share.read(`log/${name}`, 100)),
          'not-a-file',
        );
    });
  });

  test('is not entered where it is a link in the place of a folder', async () => {
    await withShare(async (share, folder) => {
      await mkdir(path.join(folder, 'elsewhere'));
      await writeFile(path.join(folder, 'elsewhere', 'a'), 'a');
      await symlink(path.join(folder, 'elsewhere'), path.join(folder, 'log', 'main'));
      assert.equal(
        codeOf(() => share.list('log/main')),
        'not-a-file',
      );
      assert.equal(
        codeOf(() => share.read('log/main/a', 100)),
        'not-a-file',
      );
    });
  });

  test('is not read where it is too large', async () => {
    await withShare(async (share, folder) => {
      await writeFile(path.join(folder, 'log', 'large'), '');
      await truncate(path.join(folder, 'log', 'large'), 2 ** 40);
      assert.equal(
        codeOf(() => share.read('log/large', 100)),
        'too-large',
      );
    });
  });

  test('cannot lead out of the folder by its name', async () => {
    await withShare((share) => {
      for (const name of ['../a', 'log/../../a', '/etc/passwd', 'log//a', 'log/A', 'log/.nfs1', 'log/a b', '']) {
        assert.equal(
          codeOf(() => share.read(name, 100)),
          'failed',
          name,
        );
        assert.equal(
          codeOf(() => share.publish(name, bytes)),
          'failed',
          name,
        );
        assert.equal(
          codeOf(() => share.remove([name])),
          'failed',
          name,
        );
      }
    });
  });
});

describe('looking', () => {
  test('for a folder that is not there yet happens by listing alone', async () => {
    const asked: string[] = [];
    const noted = (vfs: Vfs): Partial<Vfs> => ({
      readdir: (folder) => (asked.push(folder), vfs.readdir(folder)),
      lstat: (name) => (asked.push(name), vfs.lstat(name)),
    });
    await withShare(async (share, folder) => {
      asked.length = 0;
      assert.equal(share.list('log/main/one'), null);
      assert.equal(share.read('log/main/one/a', 100), null);
      assert.ok(!asked.some((name) => name.startsWith('log/main')), asked.join());
      await mkdir(path.join(folder, 'log', 'main', 'one'), { recursive: true });
      assert.deepEqual(share.list('log/main/one'), []);
    }, noted);
  });

  test('says gone where the shared folder itself is not there', () => {
    const share = createShareOperations({
      vfs: createRealVfs('/nowhere/at/all'),
      copies: localCopies,
      tmp: 'tmp',
      nonce: () => 'n',
    });
    assert.equal(
      codeOf(() => share.list('log')),
      'gone',
    );
    assert.equal(
      codeOf(() => share.makeFolders(['log'])),
      'gone',
    );
  });
});

/** Processes of this one that make the calls on a share. */
function shareProcesses(folder: string): number[] {
  const pids = execFileSync('pgrep', ['-P', String(process.pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);
  return pids.filter((pid) => readCommand(pid).includes(folder));
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe(
  'a share whose calls do not return',
  { skip: process.platform !== 'linux' && 'it is stopped by signals' },
  () => {
    test('says that it hangs within the limit, and works again in another process', async () => {
      await withTempDir(async (folder) => {
        const share = createGuardedShare({ folder, tmp: 'tmp', callMs: 1_500 });
        await share.makeFolders(['tmp', 'log']);
        const [pid] = shareProcesses(folder);
        assert.ok(pid !== undefined);
        process.kill(pid, 'SIGSTOP');
        const results = await Promise.allSettled([share.list('log'), share.publish('log/a', bytes)]);
        for (const result of results) {
          assert.ok(result.status === 'rejected');
          assert.ok(result.reason instanceof ShareError && result.reason.code === 'hangs', String(result.reason));
        }
        assert.equal(await share.publish('log/a', bytes), true);
        assert.deepEqual(await share.list('log'), ['a']);
        await until(() => !shareProcesses(folder).includes(pid), { what: 'the one that hung is gone' });
        await share.close();
        await until(() => shareProcesses(folder).length === 0, { what: 'no process is left' });
      });
    });

    test('fails those who wait when its process dies', async () => {
      await withTempDir(async (folder) => {
        const share = createGuardedShare({ folder, tmp: 'tmp', callMs: 10_000 });
        await share.makeFolders(['log']);
        const [pid] = shareProcesses(folder);
        assert.ok(pid !== undefined);
        process.kill(pid, 'SIGSTOP');
        const listed = share.list('log');
        process.kill(pid, 'SIGKILL');
        await assert.rejects(listed, { name: 'ShareError', code: 'failed' });
        assert.deepEqual(await share.list('log'), []);
        await share.close();
      });
    });

    test('reads, copies and removes through its process', async () => {
      await withTempDir(async (folder) => {
        const share = createGuardedShare({ folder, tmp: 'tmp', callMs: 10_000 });
        await share.makeFolders(['tmp', 'log']);
        const local = path.join(folder, 'local');
        await writeFile(local, bytes);
        assert.equal(await share.publishFile('log/b', local), true);
        const copied = await share.fetchFile('log/b', `${local}.copy`, 100);
        assert.match(copied?.sha256 ?? '', /^[0-9a-f]{64}$/);
        assert.deepEqual(readFileSync(`${local}.copy`), bytes);
        await assert.rejects(share.fetchFile('log/b', `${local}.copy`, 3), { code: 'too-large' });
        await link(path.join(folder, 'log/b'), path.join(folder, 'log/c'));
        await share.remove(['log/b', 'log/c', 'log/d']);
        assert.deepEqual(await share.list('log'), []);
        await share.close();
      });
    });
  },
);
