import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Freshness, Lease } from '../../../server/transports/transport.ts';
import { TransportError } from '../../../server/transports/transport.ts';
import { until } from '../../helpers/processes.ts';
import { type Harness, inWorld, isWell, type Machine, noteOf, sees } from './world.ts';

/** Who is there, and who may work on what. */
export function describePresence(harness: Harness): void {
  const options = { skip: harness.skip ?? false, timeout: 60_000 };

  describe('a peer', options, () => {
    test('is fresh while it beats, says what it does, and its clock is known', () =>
      inWorld(harness, async (world) => {
        const [main, worker] = [await world.open('main'), await world.open('worker')];
        await sees(main, 'worker');
        await sees(worker, 'main');
        assert.deepEqual(
          worker.transport.peers().map(({ machine, status }) => [machine, status.role]),
          [['main', 'main']],
        );
        const before = peerOf(main, 'worker').counter;
        await until(() => peerOf(main, 'worker').counter > before + 2, { what: 'it goes on' });
        const skew = await until(() => peerOf(main, 'worker').skewMs ?? null, { what: 'its clock is known' });
        assert.ok(Math.abs(skew) < 60_000);
      }));

    test('becomes late, stale and gone when it stops, while this view stays well', () =>
      inWorld(harness, async (world) => {
        const timing = { beatMs: 20 };
        const [main, worker] = [await world.open('main', { timing }), await world.open('worker', { timing })];
        await sees(main, 'worker');
        await worker.transport.close();
        const seen: Freshness[] = [];
        await until(
          () => {
            const { freshness } = peerOf(main, 'worker');
            if (seen.at(-1) !== freshness) seen.push(freshness);
            return freshness === 'gone';
          },
          { what: 'it is gone', deadlineMs: 20_000, everyMs: 2 },
        );
        assert.deepEqual(seen.slice(-3), ['late', 'stale', 'gone']);
        assert.equal(main.transport.health().state, 'ok');
        const { ageMs } = peerOf(main, 'worker');
        assert.ok(ageMs !== null && ageMs >= 300 * 20);
      }));

    test('that comes back is fresh again, in a later epoch', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        let worker = await world.open('worker');
        await sees(main, 'worker');
        const { ep } = peerOf(main, 'worker');
        await worker.transport.close();
        await until(() => peerOf(main, 'worker').freshness !== 'fresh', { what: 'it is missed' });
        worker = await world.open('worker');
        await sees(main, 'worker');
        assert.ok(peerOf(main, 'worker').ep > ep);
      }));

    test('that has stopped before this start is not called fresh', () =>
      inWorld(harness, async (world) => {
        const worker = await world.open('worker');
        const first = await world.open('main');
        await sees(first, 'worker');
        await Promise.all([first.transport.close(), worker.transport.close()]);
        const main = await world.open('main');
        await isWell(main);
        const seen = await until(() => main.transport.peers().find(({ machine }) => machine === 'worker'), {
          what: 'its last beat is found',
        });
        assert.deepEqual([seen.freshness, seen.ageMs], ['unknown', null]);
      }));
  });

  describe('this view', options, () => {
    test('is not well while the place is away, says what to do, and is well again afterwards', () =>
      inWorld(harness, async (world) => {
        const timing = { callMs: 500 };
        const main = await world.open('main', { timing });
        await world.open('worker', { timing });
        await sees(main, 'worker');
        let changes = 0;
        const stop = main.transport.onChange(() => (changes += 1));
        await world.place.break();
        await until(() => main.transport.health().state !== 'ok', { what: 'it is seen' });
        assert.match(main.transport.health().text, /\w{3,}.*\.|\)/);
        assert.ok(changes > 0);
        await world.place.mend();
        await isWell(main);
        await sees(main, 'worker');
        stop();
      }));
  });

  describe('a lease', options, () => {
    test('is granted by main, valid at its holder, and kept alive', () =>
      inWorld(harness, async (world) => {
        const { main, worker } = await pair(world.open);
        await assert.rejects(
          worker.transport.leases.grant('task', 'worker'),
          (error) => error instanceof TransportError && error.code === 'not-main',
        );
        const lease = await grantTo(main, worker);
        const { counter } = peerOf(main, 'worker');
        // Well beyond one length of a lease, which only echoes can bridge.
        await until(() => peerOf(main, 'worker').counter > counter + 25, { what: 'time goes by', deadlineMs: 20_000 });
        assert.ok(lease.isValid());
        assert.deepEqual(main.transport.leases.holder('task'), { machine: 'worker', token: lease.token, isLive: true });
      }));

    test('ends when main is no longer heard, and never comes back', () =>
      inWorld(harness, async (world) => {
        const { main, worker } = await pair(world.open);
        const lease = await grantTo(main, worker);
        await main.transport.close();
        await until(() => lease.signal.aborted, { what: 'it is over' });
        assert.equal(lease.isValid(), false);
        await world.open('main');
        await sees(worker, 'main');
        assert.equal(lease.isValid(), false);
      }));

    test('goes to another machine only when the first has lost it, under a higher token', () =>
      inWorld(harness, async (world) => {
        const { main, worker } = await pair(world.open);
        const other = await world.open('other');
        await sees(main, 'other');
        const first = await grantTo(main, worker);
        assert.ok('retryInMs' in (await main.transport.leases.grant('task', 'other')));
        await worker.transport.close();
        const granted = await until(
          async () => {
            const answer = await main.transport.leases.grant('task', 'other');
            return 'token' in answer ? answer : null;
          },
          { what: 'it is free', deadlineMs: 20_000, everyMs: 100 },
        );
        assert.equal(first.isValid(), false);
        assert.ok(granted.token > first.token);
        const second = other.transport.leases.held('task', granted.token);
        await until(() => second.isValid(), { what: 'the other one holds it' });
      }));

    test('that was released is free at once', () =>
      inWorld(harness, async (world) => {
        const { main, worker } = await pair(world.open);
        await world.open('other');
        await sees(main, 'other');
        const first = await grantTo(main, worker);
        await worker.transport.leases.release(first);
        assert.equal(first.isValid(), false);
        const granted = await until(
          async () => {
            const answer = await main.transport.leases.grant('task', 'other');
            return 'token' in answer ? answer : null;
          },
          { what: 'main knows', everyMs: 20 },
        );
        assert.ok(granted.token > first.token);
      }));

    test('that a higher token has followed is over', () =>
      inWorld(harness, async (world) => {
        const { main, worker } = await pair(world.open);
        const first = await grantTo(main, worker);
        const second = await grantTo(main, worker);
        assert.ok(second.token > first.token);
        assert.equal(first.isValid(), false);
        await main.transport.publish([noteOf('again', { task: 'task', token: second.token })]);
        assert.ok(second.isValid());
      }));
  });

  describe('a claim', options, () => {
    test('has exactly one winner of many, and the next one after its release', (context) =>
      inWorld(harness, async (world) => {
        const ids = ['one', 'two', 'three', 'four', 'five'];
        const machines = await Promise.all(ids.map((id) => world.open(id)));
        await Promise.all(machines.map(isWell));
        if (machines.some(({ transport }) => !transport.capabilities().atomicClaim)) {
          return context.skip('this place is not atomic, so main decides');
        }
        let last = 0;
        for (let round = 0; round < 5; round += 1) {
          const claimed = await Promise.all(machines.map(({ transport }) => transport.leases.claim('task')));
          const winners = claimed.flatMap((lease, index) =>
            lease === null ? [] : [{ lease, machine: machines[index] }],
          );
          assert.equal(winners.length, 1);
          const [{ lease, machine }] = winners as [{ lease: Lease; machine: Machine }];
          assert.ok(lease.isValid() && lease.token > last);
          last = lease.token;
          await machine.transport.leases.release(lease);
          assert.equal(lease.isValid(), false);
        }
      }));
  });
}

async function pair(open: (id: string) => Promise<Machine>): Promise<{ main: Machine; worker: Machine }> {
  const [main, worker] = [await open('main'), await open('worker')];
  await sees(main, 'worker');
  await sees(worker, 'main');
  return { main, worker };
}

/** Grants the task and waits until the machine holds it. */
async function grantTo(main: Machine, worker: Machine): Promise<Lease> {
  const answer = await main.transport.leases.grant('task', worker.id);
  if (!('token' in answer)) throw new Error(`Not granted; again in ${answer.retryInMs} ms.`);
  const lease = worker.transport.leases.held('task', answer.token);
  await until(() => lease.isValid(), { what: `${worker.id} holds the task` });
  return lease;
}

function peerOf(machine: Machine, other: string) {
  const found = machine.transport.peers().find((peer) => peer.machine === other);
  return found ?? assert.fail(`${machine.id} does not know ${other}.`);
}
