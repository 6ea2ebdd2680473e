import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { acquireLock } from '../../../server/platform/lock.ts';
import { withTempDir } from '../../helpers/temp.ts';

const LOCK = pathToFileURL(path.resolve(import.meta.dirname, '../../../server/platform/lock.ts')).href;

/** Another process that takes the lock, says whether it got it, and stays. */
const HOLDER = `
  const { acquireLock } = await import(${JSON.stringify(LOCK)});
  globalThis.held = acquireLock(process.argv[1]);
  process.stdout.write(globalThis.held ? 'held' : 'refused');
  setInterval(() => undefined, 60_000);
`;

async function otherProcess(file: string): Promise<{ child: ChildProcess; says: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', HOLDER, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [data] = await once(child.stdout, 'data');
  return { child, says: String(data) };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describe('the lock', () => {
  test('has one holder', () =>
    withTempDir(async (folder) => {
      const file = path.join(folder, 'server.lock');
      const lock = acquireLock(file);
      assert.ok(lock);
      assert.equal(acquireLock(file), null, 'not even twice in one process');
      const { child, says } = await otherProcess(file);
      try {
        assert.equal(says, 'refused');
      } finally {
        await kill(child);
      }
      lock.release();
      const next = acquireLock(file);
      assert.ok(next);
      next.release();
    }));

  test('is free the moment its holder is killed', () =>
    withTempDir(async (folder) => {
      const file = path.join(folder, 'server.lock');
      const { child, says } = await otherProcess(file);
      assert.equal(says, 'held');
      assert.equal(acquireLock(file), null);
      await kill(child);
      const lock = acquireLock(file);
      assert.ok(lock);
      lock.release();
    }));

  test('that cannot be made is an error, and not a lock that somebody holds', () =>
    withTempDir((folder) => {
      mkdirSync(path.join(folder, 'server.lock'));
      assert.throws(
        () => acquireLock(path.join(folder, 'server.lock')),
        /unable to open|not a database|is a directory/i,
      );
      assert.throws(() => acquireLock(path.join(folder, 'none', 'server.lock')), /unable to open/i);
    }));
});
