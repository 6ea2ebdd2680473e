import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Ownership } from '#schemas/journal/effects.ts';
import { changedIn, watchOwnership, type Observation } from '../../../server/runs/ownership-watch.ts';
import { until } from '../../helpers/processes.ts';
import { brief, ownership, withRepository } from './repository.ts';

interface Watched {
  readonly folder: string;
  write(file: string, text?: string): void;
  /** Resolves to the first observation from now on. */
  next(): Promise<Observation>;
  readonly seen: Observation[];
  stop(): Promise<void>;
}

function watching(own: Partial<Ownership>, work: (watched: Watched) => Promise<void>): Promise<void> {
  return withRepository({ 'api.txt': 'a\n', 'web.txt': 'w\n' }, async ({ root, base, worktree }) => {
    const folder = await worktree();
    const seen: Observation[] = [];
    const session = {
      id: 'r-1',
      type: 'run-agent' as const,
      role: 'executor' as const,
      task: 'work' as const,
      phase: '1',
      workstream: 'api',
      attempt: 1,
      runtime: 'playbook',
      playbook: null,
      root,
      worktree: folder,
      base,
      merge: null,
      model: null,
      prd: 'p.md',
      prp: 'q.md',
      ownership: ownership(own),
      brief: brief(),
    };
    const watch = watchOwnership(session, 5, (one) => seen.push(one));
    try {
      await work({
        folder,
        seen,
        write: (file, text = 'changed\n') => writeFileSync(path.join(folder, file), text),
        next: () => {
          const before = seen.length;
          return until(() => seen[before] ?? null, { what: 'something is observed' });
        },
        stop: () => watch.stop(),
      });
    } finally {
      await watch.stop();
    }
  });
}

const own = { files: ['api.txt'], others: [{ executor: 'executor-web', files: ['web.txt'] }] };

describe('the work of an agent that is under way', () => {
  test('is told of when it begins, and when something is not its own, once each', () =>
    watching(own, async ({ write, next, seen, stop }) => {
      const first = next();
      write('api.txt');
      assert.deepEqual(await first, { changed: 1, outside: [] });
      const second = next();
      write('web.txt');
      assert.deepEqual(await second, { changed: 2, outside: [{ path: 'web.txt', owner: 'executor-web' }] });
      await stop();
      assert.equal(seen.length, 2);
    }));

  test('is told of again when what was not its own is put back', () =>
    watching(own, async ({ write, next }) => {
      const first = next();
      write('web.txt');
      await first;
      const second = next();
      write('web.txt', 'w\n');
      assert.deepEqual(await second, { changed: 0, outside: [] });
    }));

  test('shows a link that leads out of the project', () =>
    watching({ files: ['way'] }, async ({ folder, next }) => {
      const first = next();
      symlinkSync('/etc', path.join(folder, 'way'));
      const { outside } = await first;
      assert.deepEqual(
        outside.map(({ path: file }) => file),
        ['way'],
      );
      assert.match(outside[0]?.owner ?? '', /link that leads out/);
    }));

  test('cannot be seen while its worktree is gone, and nobody is told anything', () =>
    watching(own, async ({ folder, seen, stop }) => {
      rmSync(folder, { recursive: true });
      await stop();
      assert.deepEqual(seen, []);
    }));

  test('is no longer looked at once the watch was stopped', () =>
    watching(own, async ({ write, seen, stop }) => {
      write('web.txt');
      await stop();
      const { length } = seen;
      await stop();
      assert.equal(seen.length, length);
    }));
});

test('changed files are named as they are called, new ones too, installed packages not', () =>
  withRepository({ 'a b.txt': 'a\n', 'ü.txt': 'u\n' }, async ({ worktree }) => {
    const folder = await worktree();
    for (const file of ['a b.txt', 'ü.txt']) writeFileSync(path.join(folder, file), 'changed\n');
    for (const file of ['new/deep.txt', 'node_modules/x/index.js']) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), 'new\n');
    }
    const paths = (await changedIn(folder)).map((one) => one.path);
    assert.deepEqual(paths.sort(), ['a b.txt', 'new/deep.txt', 'ü.txt']);
  }));
