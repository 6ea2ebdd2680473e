import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { signerOf } from '../../../server/platform/signed-json.ts';
import { encodeChunk, endOfOwn } from '../../../server/transports/file/chunk.ts';
import { encodeDraft, encodeRecord } from '../../../server/transports/file/record-lines.ts';
import { createNatsTransport } from '../../../server/transports/nats/create-nats-transport.ts';
import { headersOf, placeIn } from '../../../server/transports/nats/messages.ts';
import { placeNames } from '../../../server/transports/nats/names.ts';
import { startNatsServer, whyNoNatsServer } from '../../helpers/nats-server.ts';
import type { Harness } from './world.ts';

export const natsHarness: Harness = {
  skip: whyNoNatsServer(),
  async createPlace(folder, project) {
    const server = await startNatsServer(folder);
    const names = placeNames(project);
    const withServer = async (work: (connection: NatsConnection) => Promise<void>): Promise<void> => {
      const connection = await connect({ servers: [server.url.slice('nats://'.length)] });
      try {
        await work(connection);
      } finally {
        await connection.close();
      }
    };
    return {
      open: (deps) => createNatsTransport(deps, { url: server.url }),
      break: server.stop,
      mend: server.start,
      close: server.stop,
      forge: (machine, drafts, key) =>
        withServer(async (connection) => {
          const manager = await jetstreamManager(connection);
          const subject = names.logSubject(machine);
          const last = await manager.streams.getMessage(names.logStream, { last_by_subj: subject });
          const place = last === null ? null : placeIn(last.header);
          const end = last === null || place === null ? null : endOfOwn(last.data, { project, machine, ...place });
          const next = { project, machine, ep: place?.ep ?? 1, chunk: (place?.chunk ?? 0) + 1 };
          const first = (end?.last ?? 0) + 1;
          const lines = drafts.map((draft, index) => {
            const stamp = { from: machine, ep: next.ep, seq: first + index, hlc: '0000000000001-0000' };
            return encodeRecord(encodeDraft(draft), stamp);
          });
          const { bytes } = encodeChunk(next, { first, prev: end?.hash ?? null, lines }, signerOf(key));
          await jetstream(connection).publish(subject, bytes, { headers: headersOf(next) });
        }),
      corruptBlob: (sha256) =>
        withServer(async (connection) => {
          const manager = await jetstreamManager(connection);
          const subject = names.blobSubject(sha256, 0);
          const found = await manager.streams.getMessage(names.blobStream, { last_by_subj: subject });
          if (found === null) throw new Error(`There is no blob ${sha256}.`);
          const bytes = Buffer.from(found.data);
          bytes[0] = (bytes[0] ?? 0) ^ 1;
          await jetstream(connection).publish(subject, bytes);
        }),
    };
  },
};
