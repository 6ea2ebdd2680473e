import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createKeyPair } from '../../../server/platform/signed-json.ts';
import { MAX_STATE_BYTES, type Snapshot } from '../../../server/transports/transport.ts';
import { until } from '../../helpers/processes.ts';
import { type Harness, inWorld, type Machine, notesOf, receives, textsFrom } from './world.ts';

const describing = (state: unknown) => (): Promise<unknown> => Promise.resolve(state);

/** Waits until main's snapshot covers so many records of a sender. */
const covers = (main: Machine, sender: string, count: number, state: unknown): Promise<unknown> =>
  until(
    async () => {
      await main.transport.snapshots.write(describing(state));
      return (await main.transport.snapshots.read())?.cursors[sender]?.seq === count;
    },
    { what: `the snapshot covers ${count} records of ${sender}` },
  );

async function readBy({ transport }: Machine): Promise<Snapshot> {
  const snapshot = await transport.snapshots.read();
  assert.ok(snapshot);
  return snapshot;
}

export function describeSnapshots(harness: Harness): void {
  describe('snapshots', { skip: harness.skip ?? false }, () => {
    test('let a newcomer begin behind them, with what main knew', () =>
      inWorld(harness, async ({ open }) => {
        const [main, worker] = [await open('main'), await open('worker')];
        assert.equal(await main.transport.snapshots.read(), null);
        await worker.transport.publish(notesOf(3, 'old'));
        await main.transport.publish(notesOf(2, 'also old'));
        await receives(main, 3);
        await covers(main, 'worker', 3, { words: ['a', 'b'] });
        const late = await open('late', { handle: null });
        const snapshot = await readBy(late);
        assert.equal(snapshot.machine, 'main');
        assert.deepEqual(snapshot.state, { words: ['a', 'b'] });
        const needed = await late.transport.snapshots.needed(snapshot);
        assert.deepEqual(needed.toSorted(), ['main', 'worker']);
        await late.transport.snapshots.resume(snapshot, needed);
        late.transport.subscribe((record) => Promise.resolve(void late.received.push(record)));
        await worker.transport.publish(notesOf(1, 'new'));
        await main.transport.publish(notesOf(1, 'also new'));
        await receives(late, 2);
        assert.deepEqual(textsFrom(late, 'worker'), ['new 1']);
        assert.deepEqual(textsFrom(late, 'main'), ['also new 1']);
        assert.deepEqual(late.transport.alarms(), []);
      }));

    test('are not needed by who has heard something and still finds the rest', () =>
      inWorld(harness, async ({ open }) => {
        const [main, worker] = [await open('main'), await open('worker')];
        await main.transport.publish(notesOf(1));
        await receives(worker, 1);
        await worker.transport.close();
        await main.transport.publish(notesOf(3));
        await covers(main, 'main', 4, null);
        const back = await open('worker');
        assert.deepEqual(await back.transport.snapshots.needed(await readBy(back)), []);
        await receives(back, 3);
      }));

    test('hold what was applied before they were described', () =>
      inWorld(harness, async ({ open }) => {
        const [main, worker] = [await open('main'), await open('worker')];
        await worker.transport.publish(notesOf(1));
        await receives(main, 1);
        await covers(main, 'worker', 1, null);
        await main.transport.snapshots.write(async () => {
          await worker.transport.publish(notesOf(1));
          await receives(main, 2);
          return 'described late';
        });
        const { state, cursors } = await readBy(main);
        assert.deepEqual([state, cursors['worker']?.seq], ['described late', 1]);
      }));

    test('are main’s alone, and of a bounded size', () =>
      inWorld(harness, async ({ open }) => {
        const [main, worker] = [await open('main'), await open('worker')];
        await assert.rejects(worker.transport.snapshots.write(describing(1)), { code: 'not-main' });
        const large = 'x'.repeat(MAX_STATE_BYTES);
        await assert.rejects(main.transport.snapshots.write(describing(large)), { code: 'too-large' });
        assert.equal(await worker.transport.snapshots.read(), null);
        const nearly = large.slice(0, -1_000);
        await main.transport.snapshots.write(describing(nearly));
        assert.equal((await readBy(worker)).state, nearly);
        await main.transport.snapshots.write(describing('short'));
        assert.equal((await readBy(worker)).state, 'short');
      }));

    test('count for nothing when main has not signed them', () =>
      inWorld(harness, async ({ open, members }) => {
        const main = await open('main');
        await main.transport.snapshots.write(describing('forged'));
        const worker = await open('worker');
        members.set('main', createKeyPair());
        assert.equal(await worker.transport.snapshots.read(), null);
      }));
  });
}
