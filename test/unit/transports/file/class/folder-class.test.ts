import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { createScheduler } from '../../../../../server/platform/scheduler.ts';
import {
  createFolderClass,
  decideClass,
  type FolderClass,
} from '../../../../../server/transports/file/class/folder-class.ts';
import type { RaceVerdict } from '../../../../../server/transports/file/class/judge-race.ts';
import { openPlainShare } from '../../../../helpers/plain-share.ts';
import { until } from '../../../../helpers/processes.ts';
import { withTempDir } from '../../../../helpers/temp.ts';

const verdict = (result: RaceVerdict['result']): RaceVerdict => ({
  result,
  names: 48,
  doubles: result === 'double' ? 1 : 0,
  contested: 3,
  why: 'Seen.',
});
const races = (...results: (RaceVerdict['result'] | null)[]): ReadonlyMap<string, RaceVerdict | null> =>
  new Map(results.map((result, index) => [`pc-${index}`, result && verdict(result)]));
const nothing = { sync: null, doubleToken: null };

describe('the class of a folder', () => {
  it('is not known before a race', () => {
    assert.equal(decideClass({ ...nothing, races: races() }).class, 'unknown');
    assert.equal(decideClass({ ...nothing, races: races(null) }).class, 'unknown');
  });

  it('is A when every peer has proved it, and not before', () => {
    assert.equal(decideClass({ ...nothing, races: races('atomic', 'atomic') }).class, 'A');
    assert.equal(decideClass({ ...nothing, races: races('atomic', null) }).class, 'unknown');
    assert.equal(decideClass({ ...nothing, races: races('atomic', 'unclear') }).class, 'unknown');
  });

  it('is B after two winners, with a program that synchronises, and after a lease with two owners', () => {
    assert.equal(decideClass({ ...nothing, races: races('atomic', 'double') }).class, 'B');
    assert.equal(
      decideClass({ ...nothing, sync: { program: 'Syncthing', at: '/s' }, races: races('atomic') }).class,
      'B',
    );
    assert.equal(decideClass({ ...nothing, doubleToken: 'task-1/3', races: races('atomic') }).class, 'B');
  });
});

describe('a folder whose class is found out while machines work', () => {
  const open = (root: string, self: string, epoch: number): FolderClass =>
    createFolderClass({
      files: openPlainShare(root),
      folder: 'class',
      self,
      epoch,
      sync: null,
      scheduler: createScheduler(true),
      waitMs: 5_000,
      changed: () => {},
    });

  it('becomes A on both machines when they meet, and B at once when a lease had two owners', () =>
    withTempDir(async (root) => {
      const [main, worker] = [open(root, 'main-pc', 4), open(root, 'worker-pc', 7)];
      main.meet('worker-pc', 7);
      worker.meet('main-pc', 4);
      assert.equal(main.current().class, 'unknown');
      await until(() => main.current().class === 'A' && worker.current().class === 'A', { what: 'both proved it' });
      worker.reportDouble('task-1, token 3');
      assert.equal(worker.current().class, 'B');
      await Promise.all([main.close(), worker.close()]);
      assert.deepEqual(await openPlainShare(root).list('class'), []);
    }));

  it('keeps no meetings that earlier starts of the two did not live to end, and those of others', () =>
    withTempDir(async (root) => {
      const share = openPlainShare(root);
      const pair = createHash('sha256').update('main-pc worker-pc').digest('hex').slice(0, 16);
      const others = `${'0'.repeat(16)}-1-1`;
      for (const name of [`${pair}-3-7`, `${pair}-4-6`, others]) {
        await share.makeFolders(['class', `class/${name}`]);
        await share.publish(`class/${name}/first-a.json`, Buffer.from('{}'));
      }
      const [main, worker] = [open(root, 'main-pc', 4), open(root, 'worker-pc', 7)];
      main.meet('worker-pc', 7);
      worker.meet('main-pc', 4);
      await until(() => main.current().class === 'A' && worker.current().class === 'A', { what: 'both proved it' });
      await Promise.all([main.close(), worker.close()]);
      assert.deepEqual(await share.list('class'), [others]);
    }));

  it('is not known again while a peer that started anew has not raced', () =>
    withTempDir(async (root) => {
      const [main, worker] = [open(root, 'main-pc', 4), open(root, 'worker-pc', 7)];
      main.meet('worker-pc', 7);
      worker.meet('main-pc', 4);
      await until(() => main.current().class === 'A', { what: 'main proved it' });
      main.meet('worker-pc', 8);
      assert.equal(main.current().class, 'unknown');
      await Promise.all([main.close(), worker.close()]);
    }));
});
