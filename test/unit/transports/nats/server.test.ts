/** What only a NATS server can do to its machines. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createKeyPair, type KeyPair, signerOf } from '../../../../server/platform/signed-json.ts';
import { createNatsTransport } from '../../../../server/transports/nats/create-nats-transport.ts';
import type { NatsOptions } from '../../../../server/transports/nats/options.ts';
import type { Transport } from '../../../../server/transports/transport.ts';
import { noteOf, notesOf, STATUS, textOf, TIMING } from '../../../contract/transport/world.ts';
import { type NatsServer, startNatsServer, whyNoNatsServer } from '../../../helpers/nats-server.ts';
import { until } from '../../../helpers/processes.ts';
import { withTempDir } from '../../../helpers/temp.ts';

const options = { skip: whyNoNatsServer() ?? false, timeout: 60_000, concurrency: 1 };
const keys = new Map<string, KeyPair>(['main', 'worker', 'other'].map((id) => [id, createKeyPair()]));

interface Stage {
  readonly server: NatsServer;
  readonly folder: string;
  open(id: string, more?: Partial<NatsOptions> & { localFolder?: string }): Promise<Transport>;
}

function onStage(config: string, work: (stage: Stage) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const server = await startNatsServer(folder, config);
    const opened: Transport[] = [];
    try {
      await work({
        server,
        folder,
        async open(id, { localFolder = join(folder, id), ...more } = {}) {
          mkdirSync(localFolder, { recursive: true });
          const transport = await createNatsTransport(
            {
              project: 'stage',
              self: id,
              members: { keyOf: (machine) => keys.get(machine)?.publicKey ?? null, main: () => 'main', term: () => 1 },
              sign: signerOf(keys.get(id) ?? assert.fail()),
              status: () => STATUS,
              localFolder,
              timing: { ...TIMING, callMs: 600 },
              log: () => undefined,
            },
            { url: server.url, ...more },
          );
          opened.push(transport);
          return transport;
        },
      });
    } finally {
      server.resume();
      await Promise.all(opened.map((transport) => transport.close()));
      await server.stop();
    }
  });
}

const isIn = (transport: Transport, state: string): Promise<unknown> =>
  until(() => transport.health().state === state, { what: `it is ${state}`, deadlineMs: 15_000 }).catch(
    (error: unknown) => {
      throw new Error(`${String(error)} It is: ${JSON.stringify(transport.health())}`);
    },
  );

describe('a NATS server', options, () => {
  test('that keeps only so many records of each machine lets who was away go on behind main’s snapshot', () =>
    onStage('', async ({ open, server }) => {
      const [main, before] = [await open('main'), await open('worker')];
      const heard: string[] = [];
      before.subscribe((record) => Promise.resolve(void heard.push(textOf(record))));
      await main.publish(notesOf(1, 'first'));
      await until(() => heard.length === 1, { what: 'the first is heard' });
      await before.close();
      const connection = await connect({ servers: [server.url.slice('nats://'.length)] });
      const manager = await jetstreamManager(connection);
      await manager.streams.update('clutch-stage', { max_msgs_per_subject: 2 });
      await connection.close();
      for (const note of notesOf(5, 'later')) await main.publish([note]);
      await main.snapshots.write(() => Promise.resolve('what was said'));
      const back = await open('worker');
      const snapshot = await back.snapshots.read();
      assert.ok(snapshot);
      assert.deepEqual(await back.snapshots.needed(snapshot), ['main']);
      await back.snapshots.resume(snapshot, ['main']);
      assert.deepEqual(await back.snapshots.needed(snapshot), []);
      back.subscribe((record) => Promise.resolve(void heard.push(textOf(record))));
      await main.publish(notesOf(1, 'new'));
      await until(() => heard.length === 2, { what: 'the new one is heard' });
      assert.deepEqual(heard, ['first 1', 'new 1']);
      assert.deepEqual(back.alarms(), []);
    }));

  test('lets in who has its user and password, or token, and tells others apart from a server that is away', () =>
    onStage('authorization { user: me, password: right }', async ({ open }) => {
      const well = await open('main', { credentials: { user: 'me', password: 'right' } });
      assert.equal(await well.publish(notesOf(1)), 'acknowledged');
      const wrong = await open('worker', { credentials: { user: 'me', password: 'wrong' } });
      await isIn(wrong, 'gone');
      assert.match(wrong.health().text, /credentials/);
      assert.doesNotMatch(wrong.health().text, /wrong|right/);
      assert.equal(await wrong.publish(notesOf(1)), 'kept');
    }));

  test('that is not there at the start gets what was kept as soon as it is', () =>
    onStage('', async ({ open, server }) => {
      await server.stop();
      const main = await open('main');
      await isIn(main, 'gone');
      assert.equal(await main.publish([noteOf('kept')]), 'kept');
      await server.start();
      await isIn(main, 'ok');
      await until(() => main.health().undelivered === 0, { what: 'it is delivered' });
    }));

  test('that hangs is named so, keeps nobody waiting, and is used again when it goes on', () =>
    onStage('', async ({ open, server }) => {
      const main = await open('main');
      const worker = await open('worker');
      const heard: string[] = [];
      worker.subscribe(async (record) => void heard.push(textOf(record)));
      await server.pause();
      assert.equal(await main.publish([noteOf('held up')]), 'kept');
      assert.ok(['hangs', 'gone'].includes(main.health().state));
      server.resume();
      await isIn(main, 'ok');
      await until(() => heard.length > 0, { what: 'it arrives', deadlineMs: 20_000 });
      await main.publish([noteOf('next')]);
      await until(() => heard.length > 1, { what: 'the next one arrives' });
      assert.deepEqual(heard, ['held up', 'next']);
    }));

  test('that is full says so, and what it does not take is kept', () =>
    onStage('', async ({ open, server }) => {
      const main = await open('main');
      await main.publish(notesOf(1));
      const connection = await connect({ servers: [server.url.slice('nats://'.length)] });
      const manager = await jetstreamManager(connection);
      await manager.streams.update('clutch-stage', { max_bytes: 2_000 });
      assert.equal(await main.publish(notesOf(50)), 'kept');
      await isIn(main, 'full');
      await manager.streams.update('clutch-stage', { max_bytes: -1 });
      await until(() => main.health().undelivered === 0, { what: 'it is delivered', deadlineMs: 15_000 });
      await isIn(main, 'ok');
      await connection.close();
    }));

  test('that holds a later format is left alone', () =>
    onStage('', async ({ open, server }) => {
      const connection = await connect({ servers: [server.url.slice('nats://'.length)] });
      const manager = await jetstreamManager(connection);
      const description = 'CLUTCH collab, format 2: records of stage';
      await manager.streams.add({ name: 'clutch-stage', subjects: ['clutch.stage.log.*'], description });
      const main = await open('main');
      await isIn(main, 'refused');
      assert.match(main.health().text, /format 2.*Update CLUTCH/);
      assert.equal(await main.publish(notesOf(1)), 'kept');
      assert.deepEqual((await manager.streams.info('clutch-stage')).state.messages, 0);
      await connection.close();
    }));

  test('refuses the older one of two copies of a machine, and takes nothing twice', () =>
    onStage('', async ({ open, folder }) => {
      const main = await open('main');
      const worker = await open('worker');
      const heard: string[] = [];
      worker.subscribe(async (record) => void heard.push(textOf(record)));
      await main.publish([noteOf('original')]);
      const copy = join(folder, 'copy');
      cpSync(join(folder, 'main'), copy, { recursive: true });
      const clone = await open('main', { localFolder: copy });
      assert.equal(await clone.publish([noteOf('clone')]), 'acknowledged');
      assert.equal(await main.publish([noteOf('too late')]), 'kept');
      await isIn(main, 'refused');
      assert.match(main.health().text, /clone/);
      await clone.publish([noteOf('clone again')]);
      await until(() => heard.length === 3, { what: 'the others hear the newer one' });
      assert.deepEqual(heard, ['original', 'clone', 'clone again']);
      assert.deepEqual(worker.alarms(), []);
    }));

  test('that has lost what it acknowledged is found out by who had said it', () =>
    onStage('', async ({ open, server }) => {
      let main = await open('main');
      await main.publish(notesOf(3));
      await main.close();
      const connection = await connect({ servers: [server.url.slice('nats://'.length)] });
      await (await jetstreamManager(connection)).streams.delete('clutch-stage');
      await connection.close();
      main = await open('main');
      await until(() => main.alarms().some(({ kind }) => kind === 'gap'), { what: 'it is named' });
      assert.match(main.alarms()[0]?.text ?? '', /has lost records/);
    }));
});
