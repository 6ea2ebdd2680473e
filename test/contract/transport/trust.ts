import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createKeyPair } from '../../../server/platform/signed-json.ts';
import { TransportError } from '../../../server/transports/transport.ts';
import { until } from '../../helpers/processes.ts';
import { type Harness, inWorld, isWell, type Machine, noteOf, notesOf, receives, textsFrom } from './world.ts';

/** Whom to believe, and that one who is not believed harms nobody else. */
export function describeTrust(harness: Harness): void {
  const options = { skip: harness.skip ?? false, timeout: 60_000 };

  describe('a log', options, () => {
    test('of a stranger is ignored with an alarm, and read from its beginning once the stranger is a member', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        const stranger = await world.open('stranger');
        const key = world.members.get('stranger') ?? assert.fail();
        world.members.delete('stranger');
        await stranger.transport.publish(notesOf(3));
        await alarms(main, 'stranger');
        assert.deepEqual(main.received, []);
        world.members.set('stranger', key);
        main.transport.poke();
        await receives(main, 3);
        assert.deepEqual(textsFrom(main, 'stranger'), ['note 1', 'note 2', 'note 3']);
      }));

    test('of a revoked machine counts no more, whatever it says', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        const [bad, good] = [await world.open('bad'), await world.open('good')];
        await bad.transport.publish([noteOf('trusted')]);
        await receives(main, 1);
        world.members.delete('bad');
        await bad.transport.publish([noteOf('revoked')]);
        await good.transport.publish([noteOf('good')]);
        await receives(main, 2);
        assert.deepEqual(textsFrom(main, 'bad'), ['trusted']);
        await until(() => main.transport.peers().every(({ machine }) => machine !== 'bad'), { what: 'it is no peer' });
      }));

    test('takes nothing that another one has signed, and says so; others go on', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        const [worker, other] = [await world.open('worker'), await world.open('other')];
        await worker.transport.publish([noteOf('mine')]);
        await receives(main, 1);
        await world.place.forge('worker', [noteOf('forged')], createKeyPair());
        await alarms(main, 'bad-signature');
        await other.transport.publish(notesOf(2, 'other'));
        await receives(main, 3);
        assert.deepEqual(textsFrom(main, 'worker'), ['mine']);
        assert.deepEqual(textsFrom(main, 'other'), ['other 1', 'other 2']);
        await isWell(main);
      }));

    test('takes nothing that a member has signed in the name of another', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        await world.open('worker');
        const other = await world.open('other');
        const key = world.members.get('other') ?? assert.fail();
        await world.place.forge('worker', [noteOf('forged')], key);
        await alarms(main, 'bad-signature');
        await other.transport.publish([noteOf('own')]);
        await receives(main, 1);
        assert.deepEqual(
          main.received.map(({ from }) => from),
          ['other'],
        );
      }));

    test('of this machine is open in one process only', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        await assert.rejects(world.open('main'), (error) => error instanceof TransportError && error.code === 'in-use');
        assert.equal(await main.transport.publish(notesOf(1)), 'acknowledged');
      }));
  });

  describe('a blob', options, () => {
    test('arrives as it was, and is known by its sum', () =>
      inWorld(harness, async (world) => {
        const [main, worker] = [await world.open('main'), await world.open('worker')];
        for (const size of [0, 1, 131_072, 1_000_003]) {
          const file = join(world.folder, `file-${size}`);
          writeFileSync(file, randomBytes(size));
          const sha256 = await main.transport.putBlob(file);
          assert.match(sha256, /^[0-9a-f]{64}$/);
          assert.equal(await main.transport.putBlob(file), sha256);
          const copy = await until(() => worker.transport.getBlob(sha256), { what: 'it is there' });
          assert.ok(readFileSync(copy).equals(readFileSync(file)));
        }
      }));

    test('that nobody has put is not there', () =>
      inWorld(harness, async (world) => {
        const main = await world.open('main');
        assert.equal(await main.transport.getBlob('0'.repeat(64)), null);
      }));

    test('that was changed is not handed out, with an alarm', () =>
      inWorld(harness, async (world) => {
        const [main, worker] = [await world.open('main'), await world.open('worker')];
        const file = join(world.folder, 'file');
        writeFileSync(file, randomBytes(300_000));
        const sha256 = await main.transport.putBlob(file);
        await world.place.corruptBlob(sha256);
        assert.equal(await worker.transport.getBlob(sha256), null);
        assert.ok(worker.transport.alarms().some(({ text }) => text.includes(sha256)));
      }));
  });
}

const alarms = (machine: Machine, kind: string): Promise<unknown> =>
  until(() => machine.transport.alarms().some((alarm) => alarm.kind === kind), {
    what: `${machine.id} raises ${kind}`,
  }).catch((error: unknown) => {
    throw new Error(`${String(error)} It has raised ${JSON.stringify(machine.transport.alarms())}.`);
  });
