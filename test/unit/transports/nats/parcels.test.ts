import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { openOutbox } from '../../../../server/transports/nats/outbox.ts';
import { createParcels, type Parcels } from '../../../../server/transports/nats/parcels.ts';
import { withTempDir } from '../../../helpers/temp.ts';

const draft = (id: string, bytes = 10) => ({ id, text: 'x'.repeat(bytes) });
const idsOf = (parcels: Parcels): string[] => parcels.next().flatMap(({ drafts }) => drafts.map(({ id }) => id));

function withParcels(work: (parcels: Parcels, folder: string) => Promise<void>): Promise<void> {
  return withTempDir((folder) => work(createParcels(openOutbox(folder)), folder));
}

describe('what waits for the server', () => {
  test('does not grow while it is on its way', () =>
    withParcels(async (parcels) => {
      const first = parcels.add([draft('a')]);
      const batch = parcels.next();
      let isSettled = false;
      const second = parcels.add([draft('b')]).then(() => (isSettled = true));
      parcels.settle(batch);
      assert.equal(await first, 'acknowledged');
      assert.equal(isSettled, false);
      assert.deepEqual(idsOf(parcels), ['b']);
      parcels.settle(parcels.next());
      await second;
    }));

  test('travels in messages of a thousand records, and of no more bytes than one may have', () =>
    withParcels(async (parcels) => {
      void parcels.add(Array.from({ length: 1_500 }, (_, index) => draft(`${index}`)));
      assert.equal(idsOf(parcels).length, 1_000);
      parcels.settle(parcels.next());
      assert.equal(idsOf(parcels).length, 500);
      parcels.settle(parcels.next());
      void parcels.add(Array.from({ length: 10 }, (_, index) => draft(`${index}`, 65_000)));
      const sizes: number[] = [];
      while (!parcels.isEmpty()) {
        sizes.push(parcels.next().reduce((sum, { bytes }) => sum + bytes, 0));
        parcels.settle(parcels.next());
      }
      assert.ok(sizes.every((size) => size <= 256 * 1024));
    }));

  test('outlives the process once it is kept, in order, and is forgotten when it has arrived', () =>
    withParcels(async (parcels, folder) => {
      const said = [parcels.add([draft('a'), draft('b')]), parcels.add([draft('c')])];
      parcels.keepAll();
      assert.deepEqual(await Promise.all(said), ['kept', 'kept']);
      assert.equal(parcels.kept(), 3);
      const later = createParcels(openOutbox(folder));
      assert.deepEqual(idsOf(later), ['a', 'b', 'c']);
      later.settleThose(new Set(['a', 'b']));
      assert.deepEqual(idsOf(createParcels(openOutbox(folder))), ['c']);
      later.settle(later.next());
      assert.deepEqual(readdirSync(folder), []);
    }));

  test('is refused where no more can be kept, and nothing that came before is lost', () =>
    withParcels(async (parcels) => {
      const huge = 40 * 1024 * 1024;
      const [first, second] = [parcels.add([draft('a', huge)]), parcels.add([draft('b', huge)])];
      parcels.keepAll();
      assert.equal(await first, 'kept');
      await assert.rejects(second, /keeps no more than 64 MiB/);
      assert.equal(parcels.kept(), 1);
    }));
});
