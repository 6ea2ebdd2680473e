import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { until } from '../../../helpers/processes.ts';
import { draftOf, FAST, textOf } from './machines.ts';
import { layout, withStage, type Opened } from './stage.ts';

const say = (one: Opened, ...texts: string[]) => one.transport.publish(texts.map(draftOf));

const hears = (one: Opened, count: number) => until(() => one.heard.length >= count, { what: `${count} are heard` });

describe('records', () => {
  test('with the same id are said once, by this start and by the next', async () => {
    await withStage(async ({ open }) => {
      const draft = draftOf('one');
      const main = await open('main');
      await Promise.all([main.transport.publish([draft, draft]), main.transport.publish([draft])]);
      await main.close();
      const again = await open('main');
      assert.equal(await again.transport.publish([draft, draftOf('two')]), 'acknowledged');
      const worker = await open('worker');
      worker.listen();
      await hears(worker, 2);
      assert.deepEqual(worker.texts(), ['one', 'two']);
    });
  });

  test('of many at once are committed together, and stay in order', async () => {
    await withStage(async ({ open, share }) => {
      const main = await open('main');
      const texts = Array.from({ length: 2_500 }, (_, index) => `note ${index}`);
      assert.equal(await say(main, ...texts.slice(0, 1_500)), 'acknowledged');
      await Promise.all(texts.slice(1_500).map((text) => say(main, text)));
      const worker = await open('worker');
      worker.listen();
      await hears(worker, texts.length);
      assert.deepEqual(worker.texts(), texts);
      assert.deepEqual(
        worker.heard.map(({ seq }) => seq),
        texts.map((_, index) => index + 1),
      );
      assert.ok(readdirSync(path.join(share, layout.shard('main', 1, 0))).length < 20);
    });
  });

  test('go on in the next epoch, and a reader goes on where it was', async () => {
    await withStage(async ({ open }) => {
      for (const text of ['one', 'two', 'three']) {
        const main = await open('main');
        await say(main, text);
        await main.close();
        const worker = await open('worker');
        worker.listen();
        await hears(worker, 1);
        assert.deepEqual(worker.texts(), [text]);
        await worker.close();
      }
      const late = await open('third');
      late.listen();
      await hears(late, 3);
      assert.deepEqual(late.texts(), ['one', 'two', 'three']);
    });
  });

  test('of one sender wait where they cannot be handled, and those of others do not', async () => {
    await withStage(async ({ open }) => {
      const [main, third, worker] = [await open('main'), await open('third'), await open('worker')];
      const heard: string[] = [];
      let canHandle = false;
      worker.transport.subscribe(async (record) => {
        if (record.from === 'main' && !canHandle) throw new Error('not now');
        heard.push(textOf(record));
      });
      await say(main, 'one', 'two');
      await say(third, 'other');
      await until(() => heard.length === 1, { what: 'the other is heard' });
      assert.deepEqual(heard, ['other']);
      canHandle = true;
      await until(() => heard.length === 3, { what: 'all are heard' });
      assert.deepEqual(heard, ['other', 'one', 'two']);
    });
  });

  test('are not taken any more after the transport was closed', async () => {
    await withStage(async ({ open }) => {
      const main = await open('main');
      await main.close();
      await assert.rejects(say(main, 'late'), { code: 'closed' });
    });
  });
});

describe('blobs', () => {
  test('arrive as what they were', async () => {
    await withStage(async ({ open, folder }) => {
      const [main, worker] = [await open('main'), await open('worker')];
      const file = path.join(folder, 'bundle');
      writeFileSync(file, 'code');
      const sha256 = await main.transport.putBlob(file);
      assert.equal(sha256, createHash('sha256').update('code').digest('hex'));
      assert.equal(await main.transport.putBlob(file), sha256);
      const copy = await worker.transport.getBlob(sha256);
      assert.equal(readFileSync(copy ?? '', 'utf8'), 'code');
      assert.equal(await worker.transport.getBlob(sha256), copy);
    });
  });

  test('that are not there, or not what their name says, are not handed out', async () => {
    await withStage(async ({ open, folder, share }) => {
      const [main, worker] = [await open('main'), await open('worker')];
      assert.equal(await worker.transport.getBlob('a'.repeat(64)), null);
      assert.equal(await worker.transport.getBlob('../../secret'), null);
      const file = path.join(folder, 'bundle');
      writeFileSync(file, 'code');
      const sha256 = await main.transport.putBlob(file);
      writeFileSync(path.join(share, layout.blob(sha256)), 'other');
      assert.equal(await worker.transport.getBlob(sha256), null);
      assert.deepEqual(
        worker.transport.alarms().map(({ kind }) => kind),
        ['unreadable'],
      );
      await assert.rejects(main.transport.putBlob(file), { code: 'unavailable' });
    });
  });

  test('that are too large are refused with what to do instead', async () => {
    await withStage(async ({ open, folder }) => {
      const main = await open('main');
      const file = path.join(folder, 'large');
      writeFileSync(file, '');
      truncateSync(file, 65 * 1_048_576);
      await assert.rejects(main.transport.putBlob(file), { code: 'too-large', message: /artifact pointer/ });
    });
  });
});

describe('what everybody has applied', () => {
  const deps = { timing: { ...FAST, beatMs: 30, retentionMs: 1 } };

  test('is removed once main has written it down, and who comes late begins there', async () => {
    await withStage(async ({ open, share }) => {
      const [main, worker] = [await open('main', { deps }), await open('worker', { deps })];
      main.listen();
      worker.listen();
      for (let index = 0; index < 5; index += 1) await say(worker, `from the worker ${index}`);
      for (let index = 0; index < 5; index += 1) await say(main, `from main ${index}`);
      await hears(main, 5);
      await hears(worker, 5);
      await until(
        async () => {
          await main.transport.snapshots.write(async () => ({ said: main.texts() }));
          return (await main.transport.snapshots.read())?.cursors['worker']?.seq === 5;
        },
        { what: 'the snapshot covers all' },
      );
      const chunksOf = (machine: string): string[] => readdirSync(path.join(share, layout.shard(machine, 1, 0)));
      await until(() => chunksOf('worker').length === 1 && chunksOf('main').length === 1, {
        what: 'all but the newest chunks are removed',
        deadlineMs: 20_000,
      });

      const third = await open('third', { deps });
      const snapshot = await third.transport.snapshots.read();
      assert.deepEqual(snapshot?.state, { said: Array.from({ length: 5 }, (_, index) => `from the worker ${index}`) });
      assert.ok(snapshot);
      const needed = await third.transport.snapshots.needed(snapshot);
      assert.deepEqual(needed.toSorted(), ['main', 'worker']);
      await third.transport.snapshots.resume(snapshot, needed);
      third.listen();
      await say(worker, 'news');
      await hears(third, 1);
      assert.deepEqual(third.texts(), ['news']);
      assert.deepEqual(third.transport.alarms(), []);
      await assert.rejects(
        worker.transport.snapshots.write(async () => ({})),
        { code: 'not-main' },
      );
    });
  });

  test('stays while an active member has not applied it', async () => {
    await withStage(async ({ open, share }) => {
      const [main, worker] = [await open('main', { deps }), await open('worker', { deps })];
      main.listen();
      for (let index = 0; index < 3; index += 1) await say(main, `from main ${index}`);
      await main.transport.snapshots.write(async () => ({}));
      const beats = worker.transport.peers()[0]?.counter ?? 0;
      await until(() => (worker.transport.peers()[0]?.counter ?? 0) > beats + 40, {
        what: 'main had time to remove it',
      });
      assert.equal(readdirSync(path.join(share, layout.shard('main', 1, 0))).length, 3);
    });
  });
});
