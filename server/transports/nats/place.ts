import {
  DiscardPolicy,
  type JetStreamClient,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import { type ConnectionOptions, connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import { TransportError } from '../transport.ts';
import { MAX_MESSAGE_BYTES } from './messages.ts';
import { FORMAT_MAJOR, formatOf, type PlaceNames } from './names.ts';

const STREAM_NOT_FOUND = 10_059;
/** Within it the server itself drops a message that it was sent twice. */
const DEDUPE_MS = 120_000;

/** One connection, with everything that a project needs on the server in place. Ends for good when the connection does. */
export interface Place {
  readonly connection: NatsConnection;
  readonly streams: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly beats: KV;
  readonly acks: KV;
  readonly leases: KV;
  readonly snapshots: KV;
  readonly version: string;
}

/** Rejects with what the client says, or with a `TransportError` for a place that this version must not touch. */
export async function openPlace(options: ConnectionOptions, names: PlaceNames, callMs: number): Promise<Place> {
  const connection = await connect(options);
  try {
    return await prepare(connection, names, callMs);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function prepare(connection: NatsConnection, names: PlaceNames, callMs: number): Promise<Place> {
  const limit = connection.info?.max_payload ?? 0;
  if (limit < MAX_MESSAGE_BYTES) {
    const text = `The NATS server takes messages of ${limit} bytes at most. Set its max_payload to ${MAX_MESSAGE_BYTES} or more.`;
    throw new TransportError('not-startable', text);
  }
  const manager = await jetstreamManager(connection, { timeout: callMs });
  const streams = jetstream(connection, { timeout: callMs });
  const log = await ensureStream(manager, {
    name: names.logStream,
    description: names.description,
    subjects: [names.logSubjects],
    max_msg_size: MAX_MESSAGE_BYTES,
    // What was published is never changed: only a whole beginning can be cut off.
    deny_delete: true,
  });
  const format = formatOf(log.description);
  if (format === null || format > FORMAT_MAJOR) {
    const what =
      format === null ? 'is none of CLUTCH' : `is of format ${format}, and this version knows ${FORMAT_MAJOR}`;
    const todo = format === null ? 'Choose another project id or server' : 'Update CLUTCH on this machine';
    throw new TransportError('future-version', `The stream ${names.logStream} ${what}. ${todo}.`);
  }
  // The same part of the same blob is always the same, so the newest is as good as the first.
  await ensureStream(manager, { name: names.blobStream, subjects: [names.blobSubjects], max_msgs_per_subject: 1 });
  const buckets = new Kvm(streams);
  const [beats, acks, leases, snapshots] = await Promise.all(
    [names.beats, names.acks, names.leases, names.snapshots].map((name) => buckets.create(name, { timeout: callMs })),
  );
  if (!beats || !acks || !leases || !snapshots) throw new Error('A bucket was not made.');
  return { connection, streams, manager, beats, acks, leases, snapshots, version: connection.info?.version ?? '' };
}

async function ensureStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { readonly name: string },
): Promise<StreamConfig> {
  try {
    return (await manager.streams.info(config.name)).config;
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== STREAM_NOT_FOUND) throw error;
  }
  const { config: made } = await manager.streams.add({
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    // A full stream says so; it never drops what it had taken.
    discard: DiscardPolicy.New,
    duplicate_window: nanos(DEDUPE_MS),
    allow_direct: true,
    ...config,
  });
  return made;
}
