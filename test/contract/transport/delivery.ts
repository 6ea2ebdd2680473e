import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { MAX_BODY_BYTES } from '#schemas/wire/record.ts';
import { TransportError } from '../../../server/transports/transport.ts';
import { until } from '../../helpers/processes.ts';
import { type Harness, inWorld, isWell, noteOf, notesOf, receives, textOf, textsFrom } from './world.ts';

/** That everything arrives, in order, once it counts. */
export function describeDelivery(harness: Harness): void {
  const options = { skip: harness.skip ?? false, timeout: 60_000 };

  describe('records', options, () => {
    test('of each machine reach all others in the order in which they were said', () =>
      inWorld(harness, async (world) => {
        const machines = await Promise.all(['main', 'worker-1', 'worker-2'].map((id) => world.open(id)));
        const said = machines.map(({ id }) => notesOf(20, id));
        await Promise.all(
          machines.map(async ({ transport }, index) => {
            for (const draft of said[index] ?? []) assert.equal(await transport.publish([draft]), 'acknowledged');
          }),
        );
        for (const machine of machines) {
          await receives(machine, 40);
          for (const [index, { id }] of machines.entries()) {
            const expected = id === machine.id ? [] : (said[index] ?? []).map(textOf);
            assert.deepEqual(textsFrom(machine, id), expected);
          }
        }
      }));

    test('are numbered without a gap, and say who, when and to whom', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        const worker = await world.open('worker');
        const draft = noteOf('hello', { to: 'worker', re: 'an-earlier-one', task: 'task-1', token: 7 });
        await main.transport.publish([...notesOf(2), draft]);
        await receives(worker, 3);
        const { hlc, ep, ...last } = worker.received[2] ?? assert.fail();
        assert.deepEqual(last, { v: 1, from: 'main', seq: 3, ...draft });
        assert.match(hlc, /^\d{13}-[0-9a-f]{4}$/);
        assert.ok(ep >= 1);
        assert.deepEqual(
          worker.received.map(({ seq }) => seq),
          [1, 2, 3],
        );
      }));

    test('that were said before a machine came reach it as well', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        await main.transport.publish(notesOf(5));
        const late = await world.open('late');
        await receives(late, 5);
        assert.deepEqual(textsFrom(late, 'main'), ['note 1', 'note 2', 'note 3', 'note 4', 'note 5']);
      }));

    test('go on after a restart of both sides, without a gap and none twice', () =>
      inWorld(harness, async (world) => {
        let main = await world.open('main');
        let worker = await world.open('worker');
        await main.transport.publish(notesOf(3, 'first'));
        await receives(worker, 3);
        await Promise.all([main.transport.close(), worker.transport.close()]);
        main = await world.open('main');
        await main.transport.publish(notesOf(2, 'second'));
        worker = await world.open('worker');
        await receives(worker, 2);
        await main.transport.publish(notesOf(1, 'third'));
        await receives(worker, 3);
        assert.deepEqual(textsFrom(worker, 'main'), ['second 1', 'second 2', 'third 1']);
        assert.deepEqual(
          worker.received.map(({ seq }) => seq),
          [4, 5, 6],
        );
      }));

    test('whose handler had not ended at a crash are handed on again', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        const crashed = join(world.folder, 'crashed');
        let hasCrashed = false;
        const worker = await world.open('worker', {
          async handle(record) {
            if (textOf(record) !== 'note 3') return;
            // What lies on the disk at this moment is all that a crash would leave.
            if (!hasCrashed) cpSync(join(world.folder, 'local', 'worker'), crashed, { recursive: true });
            hasCrashed = true;
            throw new Error('the machine loses its power here');
          },
        });
        await main.transport.publish(notesOf(2));
        await receives(worker, 2);
        await main.transport.publish([noteOf('note 3'), noteOf('note 4')]);
        await until(() => hasCrashed, { what: 'the handler is in the middle of a record' });
        await worker.transport.close();
        const again = await world.open('worker', { localFolder: crashed });
        await until(() => textsFrom(again, 'main').includes('note 4'), { what: 'all are handed on' });
        const texts = textsFrom(again, 'main');
        assert.deepEqual(texts.slice(-2), ['note 3', 'note 4']);
        assert.equal(new Set(texts).size, texts.length);
      }));

    test('whose handler fails hold up their sender only, until it succeeds', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        const other = await world.open('other');
        let isReady = false;
        const worker = await world.open('worker', {
          async handle({ from }) {
            if (from === 'main' && !isReady) throw new Error('not now');
          },
        });
        await main.transport.publish(notesOf(3, 'main'));
        await other.transport.publish(notesOf(3, 'other'));
        await receives(worker, 3);
        assert.deepEqual(textsFrom(worker, 'main'), []);
        isReady = true;
        await receives(worker, 6);
        assert.deepEqual(textsFrom(worker, 'main'), ['main 1', 'main 2', 'main 3']);
      }));

    test('arrive in thousands at once', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        const worker = await world.open('worker');
        const drafts = notesOf(5_000);
        assert.equal(await main.transport.publish(drafts), 'acknowledged');
        await receives(worker, 5_000, 40_000);
        assert.deepEqual(textsFrom(worker, 'main'), drafts.map(textOf));
      }));

    test('may be as large as a body can be, and are refused above', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        const worker = await world.open('worker');
        const { maxBody } = main.transport.capabilities();
        assert.equal(maxBody, MAX_BODY_BYTES);
        const room = maxBody - JSON.stringify({ text: '' }).length;
        const large = noteOf('', { body: { text: 'x'.repeat(room) } });
        const larger = noteOf('', { body: { text: 'x'.repeat(room + 1) } });
        const wide = noteOf('', { body: { text: 'ü'.repeat(room / 2 + 1) } });
        for (const draft of [larger, wide]) {
          await assert.rejects(main.transport.publish([draft]), isTooLarge);
        }
        await main.transport.publish([large, ...notesOf(1)]);
        await receives(worker, 2);
        assert.equal(textOf(worker.received[0] ?? assert.fail()).length, room);
      }));

    test('that nest too deep are refused where they are said', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        let body: unknown = 'deep';
        for (let level = 0; level < 40; level += 1) body = [body];
        await assert.rejects(main.transport.publish([noteOf('', { body })]), TransportError);
        assert.equal(await main.transport.publish(notesOf(1)), 'acknowledged');
      }));
  });

  describe('a place that is away', options, () => {
    test('keeps what is said on this machine, and gets it in order when it is back', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main', { timing: { callMs: 500 } });
        const worker = await world.open('worker', { timing: { callMs: 500 } });
        await main.transport.publish([noteOf('before')]);
        await receives(worker, 1);
        await world.place.break();
        const kept = await Promise.all(notesOf(3, 'kept').map((draft) => main.transport.publish([draft])));
        assert.deepEqual(kept, ['kept', 'kept', 'kept']);
        await until(() => main.transport.health().state !== 'ok', { what: 'the place is known to be away' });
        assert.equal(main.transport.health().undelivered, 3);
        await world.place.mend();
        await receives(worker, 4, 30_000);
        await isWell(main);
        assert.deepEqual(textsFrom(worker, 'main'), ['before', 'kept 1', 'kept 2', 'kept 3']);
        await until(() => main.transport.health().undelivered === 0, { what: 'nothing is left' });
        assert.equal(await main.transport.publish([noteOf('after')]), 'acknowledged');
      }));

    test('gets what was kept by a process that has ended since', () =>
      inWorld(harness, async (world) => {
        let main = await world.open('main', { timing: { callMs: 500 } });
        await main.transport.publish([noteOf('before')]);
        await world.place.break();
        assert.equal(await main.transport.publish([noteOf('kept')]), 'kept');
        await main.transport.close();
        await world.place.mend();
        main = await world.open('main');
        await main.transport.publish([noteOf('after')]);
        const worker = await world.open('worker');
        await receives(worker, 3);
        assert.deepEqual(textsFrom(worker, 'main'), ['before', 'kept', 'after']);
      }));
  });

  describe('closing', options, () => {
    test('is quick, whatever is going on, and nothing can be said afterwards', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        const worker = await world.open('worker', { handle: () => new Promise(() => undefined) });
        await main.transport.publish(notesOf(10));
        for (const { transport } of [main, worker]) {
          const before = performance.now();
          await transport.close();
          assert.ok(performance.now() - before < 6_000, 'closing took too long');
        }
        await assert.rejects(main.transport.publish(notesOf(1)), (error) => hasCode(error, 'closed'));
      }));

    test('is quick while the place is away', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main', { timing: { callMs: 500 } });
        await main.transport.publish(notesOf(1));
        await world.place.break();
        const said = main.transport.publish(notesOf(1));
        const before = performance.now();
        await main.transport.close();
        assert.ok(performance.now() - before < 6_000, 'closing took too long');
        assert.equal(await said, 'kept');
        await world.place.mend();
      }));
  });
}

const hasCode = (error: unknown, code: string): boolean => error instanceof TransportError && error.code === code;
const isTooLarge = (error: unknown): boolean => hasCode(error, 'too-large');
