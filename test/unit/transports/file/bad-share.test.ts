import assert from 'node:assert/strict';
import { cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ShareError } from '../../../../server/transports/file/share-files.ts';
import type { Vfs } from '../../../../server/transports/file/vfs.ts';
import type { TransportHealth } from '../../../../server/transports/transport.ts';
import { until } from '../../../helpers/processes.ts';
import { draftOf } from './machines.ts';
import { layout, withStage, type Opened } from './stage.ts';

const say = (one: Opened, ...texts: string[]) => one.transport.publish(texts.map(draftOf));

const isIn = (one: Opened, state: TransportHealth['state']) =>
  until(() => one.transport.health().state === state, { what: `the share is ${state}` });

const hears = (one: Opened, ...texts: string[]) =>
  until(() => one.heard.length >= texts.length, { what: `${texts.join()} are heard` }).then(() =>
    assert.deepEqual(one.texts(), texts),
  );

const alarmKinds = (one: Opened): string[] => one.transport.alarms().map(({ kind }) => kind);

/** Calls that fail with this code while it is set. */
function breakable(...calls: (keyof Vfs)[]) {
  const state: { code: string | null } = { code: null };
  const vfs = (real: Vfs): Partial<Vfs> =>
    Object.fromEntries(
      calls.map((call) => [
        call,
        (...args: never[]) => {
          if (state.code !== null) throw Object.assign(new Error(state.code), { code: state.code });
          const made: (...all: never[]) => unknown = real[call];
          return made(...args);
        },
      ]),
    );
  return { state, vfs };
}

describe('what the share does not take', () => {
  for (const [code, state] of [
    ['ENOSPC', 'full'],
    ['EROFS', 'read-only'],
    ['EACCES', 'read-only'],
  ] as const) {
    test(`is kept while it is ${state} (${code}), and delivered in order afterwards`, async () => {
      await withStage(async ({ open }) => {
        const broken = breakable('createExclusive', 'write');
        const main = await open('main', { vfs: broken.vfs });
        const worker = await open('worker');
        worker.listen();
        assert.equal(await say(main, 'one'), 'acknowledged');
        broken.state.code = code;
        assert.equal(await say(main, 'two', 'three'), 'kept');
        assert.equal(await say(main, 'four'), 'kept');
        assert.equal(main.transport.health().state, state);
        assert.equal(main.transport.health().undelivered, 3);
        broken.state.code = null;
        main.transport.poke();
        await hears(worker, 'one', 'two', 'three', 'four');
        await isIn(main, 'ok');
        assert.equal(main.transport.health().undelivered, 0);
      });
    });
  }

  test('is kept while calls do not return, and what others say is heard afterwards', async () => {
    await withStage(async ({ open }) => {
      let hangs = false;
      const limit = <Value>(call: () => Promise<Value>): Promise<Value> =>
        hangs ? Promise.reject(new ShareError('hangs', 'A call did not return.')) : call();
      const main = await open('main', {
        share: (real) => ({
          list: (folder) => limit(() => real.list(folder)),
          publish: (name, bytes) => limit(() => real.publish(name, bytes)),
          publishAside: (aside, name) => limit(() => real.publishAside(aside, name)),
        }),
      });
      const worker = await open('worker');
      main.listen();
      hangs = true;
      assert.equal(await say(main, 'one'), 'kept');
      assert.equal(main.transport.health().state, 'hangs');
      assert.equal(await say(worker, 'two'), 'acknowledged');
      hangs = false;
      main.transport.poke();
      worker.listen();
      await hears(worker, 'one');
      await hears(main, 'two');
      await isIn(main, 'ok');
    });
  });

  test('is kept across a restart', async () => {
    await withStage(async ({ open, share }) => {
      const main = await open('main');
      assert.equal(await say(main, 'one'), 'acknowledged');
      renameSync(share, `${share}.away`);
      assert.equal(await say(main, 'two'), 'kept');
      await main.close();
      const again = await open('main');
      assert.equal(again.transport.health().state, 'gone');
      assert.equal(again.transport.health().undelivered, 1);
      assert.equal(await say(again, 'three'), 'kept');
      renameSync(`${share}.away`, share);
      const worker = await open('worker');
      worker.listen();
      await hears(worker, 'one', 'two', 'three');
      await isIn(again, 'ok');
    });
  });

  test('is not written into an empty folder that stands where the share was', async () => {
    await withStage(async ({ open, share }) => {
      const main = await open('main');
      await say(main, 'one');
      await main.close();
      rmSync(path.join(share, 'clutch-collab'), { recursive: true });
      const again = await open('main');
      assert.equal(again.transport.health().state, 'gone');
      assert.equal(await say(again, 'two'), 'kept');
      assert.deepEqual(readdirSync(share), []);
    });
  });
});

describe('who may take part', () => {
  test('nobody where the folder is not there and was never seen', async () => {
    await withStage(async ({ open, share }) => {
      rmSync(share, { recursive: true });
      await assert.rejects(open('main'), { code: 'not-startable' });
    });
  });

  test('no second process of the same machine', async () => {
    await withStage(async ({ open }) => {
      const main = await open('main');
      await assert.rejects(open('main'), { code: 'in-use' });
      await main.close();
      await open('main');
    });
  });

  test('nobody in a folder of a later version, but in one of a later minor version', async () => {
    await withStage(async ({ open, share }) => {
      const main = await open('main');
      await main.close();
      const format = { format: 'clutch-collab', major: 1, minor: 7, projectId: 'shop', more: 1 };
      writeFileSync(path.join(share, layout.format), JSON.stringify(format));
      const again = await open('main');
      assert.equal(again.transport.health().state, 'ok');
      await again.close();
      writeFileSync(path.join(share, layout.format), JSON.stringify({ ...format, major: 2 }));
      await assert.rejects(open('main'), { code: 'future-version' });
    });
  });

  test('not a clone: it is refused at its start, and the original goes on', async () => {
    await withStage(async ({ open, folder }) => {
      const main = await open('main');
      await say(main, 'one');
      await main.close();
      cpSync(path.join(folder, 'main'), path.join(folder, 'clone'), { recursive: true });
      const original = await open('main');
      await say(original, 'two');
      const clone = await open('main', { local: 'clone' });
      assert.equal(clone.transport.health().state, 'refused');
      assert.deepEqual(alarmKinds(clone), ['clone']);
      await assert.rejects(say(clone, 'three'), { code: 'in-use' });
      assert.equal(await say(original, 'four'), 'acknowledged');
    });
  });

  test('not two clones at once: whoever publishes second is refused', async () => {
    await withStage(async ({ open, folder }) => {
      const first = await open('main');
      await say(first, 'one');
      await first.close();
      cpSync(path.join(folder, 'main'), path.join(folder, 'clone'), { recursive: true });
      const [original, clone] = [await open('main'), await open('main', { local: 'clone' })];
      const worker = await open('worker');
      worker.listen();
      await say(original, 'two');
      await say(clone, 'three').catch(() => undefined);
      await isIn(clone, 'refused');
      assert.ok(alarmKinds(clone).includes('clone'));
      await hears(worker, 'one', 'two');
    });
  });
});

describe('a share that was restored from a backup', () => {
  test('gets again what is missing, and readers apply each record once', async () => {
    await withStage(async ({ open, share, folder }) => {
      const main = await open('main');
      const worker = await open('worker');
      worker.listen();
      await say(main, 'one');
      cpSync(share, path.join(folder, 'backup'), { recursive: true });
      await say(main, 'two');
      await say(main, 'three');
      await hears(worker, 'one', 'two', 'three');
      await main.close();
      await worker.close();
      rmSync(share, { recursive: true });
      cpSync(path.join(folder, 'backup'), share, { recursive: true });
      const again = await open('main');
      assert.deepEqual(alarmKinds(again), ['gap']);
      const [second, third] = [await open('worker'), await open('third')];
      second.listen();
      third.listen();
      assert.equal(await say(again, 'four'), 'acknowledged');
      await hears(third, 'one', 'two', 'three', 'four');
      await hears(second, 'four');
    });
  });
});

describe('a view that is stale', () => {
  test('is said to be so, and not that the others are gone', async () => {
    await withStage(async ({ open }) => {
      const frozen: { names: readonly string[] | null } = { names: null };
      const worker = await open('worker', {
        share: (real) => ({
          list: async (folder) => (folder === layout.beats && frozen.names) || real.list(folder),
        }),
      });
      const main = await open('main');
      await until(() => worker.transport.peers()[0]?.freshness === 'fresh', { what: 'the worker sees main' });
      frozen.names = [];
      await isIn(worker, 'stale-view');
      assert.equal(worker.transport.peers().length, 1);
      assert.equal(main.transport.health().state, 'ok');
      frozen.names = null;
      await isIn(worker, 'ok');
    });
  });
});
