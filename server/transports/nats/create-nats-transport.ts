/**
 * The transport over a NATS server with JetStream: a stream of signed chunks, one subject for each machine; buckets for
 * heartbeats, acks and leases; a stream for blobs. The server keeps and orders; whom to believe is decided by signatures
 * alone, and what was applied is remembered on this machine.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { WireRecord } from '#schemas/wire/record.ts';
import { createScheduler } from '../../platform/scheduler.ts';
import { isSignedBy } from '../../platform/signed-json.ts';
import { lockOnThisMachine } from '../file/machine-lock.ts';
import { createSightings } from '../freshness/sightings.ts';
import { createLeases } from '../leases/create-leases.ts';
import { type Transport, type TransportDeps, TransportError } from '../transport.ts';
import { createAcks } from './acks.ts';
import { createAlarmList } from './alarm-list.ts';
import { createBeats } from './beats.ts';
import { createBlobs } from './blobs.ts';
import { connectPlace } from './connector.ts';
import { awayText, capabilitiesOf, connectedText } from './describe.ts';
import { createHealthBoard } from './health.ts';
import { createHybridClock } from './hybrid-clock.ts';
import { createKvLinks } from './kv-links.ts';
import { createLeaseMemory } from './lease-memory.ts';
import { openLocalState } from './local-state.ts';
import { placeNames } from './names.ts';
import { connectionOptions, isReadableOnTheWay, type NatsOptions, publicPlace } from './options.ts';
import { openOutbox } from './outbox.ts';
import { createOwnLog } from './own-log.ts';
import { openPlace } from './place.ts';
import { createReader } from './reader.ts';
import { createWriter } from './writer.ts';

/** Leaves time for what follows within the five seconds that closing may take. */
const CLOSE_MS = 4_500;
/** How long a handler may still take. */
const HANDLERS_MS = 1_000;

/**
 * Resolves when the server was tried once, whether it can be reached or not. Rejects with a `TransportError`: `not-startable` for options
 * or local state that cannot be used, `in-use` where another process of this machine has this project open.
 */
export async function createNatsTransport(deps: TransportDeps, options: NatsOptions): Promise<Transport> {
  const names = placeNames(deps.project);
  const connection = connectionOptions(options, `clutch ${deps.self}`, deps.timing.callMs);
  if (isReadableOnTheWay(options.url)) {
    deps.log(
      'warn',
      `${publicPlace(options.url)} is not encrypted: others on the way can read all records. Use tls://.`,
    );
  }
  mkdirSync(deps.localFolder, { recursive: true, mode: 0o700 });
  const lock = await lockOnThisMachine(join(deps.localFolder, 'lock'));
  if (lock === null) {
    throw new TransportError(
      'in-use',
      `Another process of this machine takes part in ${deps.project} already. Use that one.`,
    );
  }
  try {
    return await open(deps, { options, names, connection, release: () => lock.release() });
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Opening {
  readonly options: NatsOptions;
  readonly names: ReturnType<typeof placeNames>;
  readonly connection: ReturnType<typeof connectionOptions>;
  release(): void;
}

async function open(deps: TransportDeps, { options, names, connection, release }: Opening): Promise<Transport> {
  const { project, self, members, timing, localFolder, log, sign } = deps;
  const scheduler = createScheduler(false);
  const listeners = new Set<() => void>();
  let closing: Promise<void> | null = null;
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const keyOf = (machine: string): string | null => members.keyOf(machine);
  const alarms = createAlarmList(scheduler.wall, ({ text }) => {
    log('warn', text);
    changed();
  });
  const alarm = alarms.raise;
  const health = createHealthBoard(
    scheduler.wall,
    () => connectedText(options, connector.place()),
    () => {
      log(health.state().state === 'ok' ? 'info' : 'warn', health.state().text);
      changed();
    },
  );
  const failed = (error: unknown): void => log('warn', `${project}: ${said(error)}`);
  const state = openLocalState(join(localFolder, 'state.json'), failed);
  const sightings = createSightings(scheduler);
  const leases = await createLeases({
    self,
    members,
    scheduler,
    sightings,
    leaseMs: () => timing.leaseMs,
    memory: createLeaseMemory(join(localFolder, 'leases.json')),
    claims: {
      store: createKvLinks(() => connector.place()),
      seal: {
        project,
        sign,
        isSignedBy(machine, bytes, signature) {
          const key = keyOf(machine);
          return key !== null && isSignedBy(key, bytes, signature);
        },
      },
      leaseMs: timing.leaseMs,
      epoch: () => state.ep,
      isAtomic: () => true,
      onDoubleToken: (task, token) =>
        alarm('double-token', null, `Token ${token} of ${task} was given twice. Check the store of the NATS server.`),
    },
  });
  const common = { project, self, names, state, scheduler, sign, keyOf, alarm, failed, changed };
  const writer = createWriter({
    log: createOwnLog({ ...common, hlc: createHybridClock(scheduler.wall) }),
    outbox: openOutbox(join(localFolder, 'outbox')),
    scheduler,
    retryMs: timing.idlePollMs,
    trouble: (trouble, text) =>
      health.set(trouble === 'refused' ? 'identity' : 'records', trouble === 'ok' ? null : { state: trouble, text }),
  });
  const reader = createReader({ ...common, pollMs: timing.pollMs, idlePollMs: timing.idlePollMs });
  const acks = createAcks(common);
  const beats = createBeats({
    ...common,
    beatMs: timing.beatMs,
    sightings,
    leases,
    epoch: () => state.ep,
    status: deps.status,
    trouble: (trouble, text) =>
      health.set(trouble === 'refused' ? 'identity' : 'beats', trouble === 'ok' ? null : { state: trouble, text }),
    viewIs: (isStale) => health.set('view', isStale ? { state: 'stale-view', text: STALE } : null),
    afterBeat: acks.tell,
    appeared: reader.poke,
    renew: () => connector.renew(),
  });
  const seeToken = ({ task, token }: WireRecord): void => {
    if (task !== undefined && token !== undefined) leases.sawToken(task, token);
  };
  const connector = connectPlace({
    scheduler,
    open: () => openPlace(connection, names, timing.callMs),
    begin(place) {
      health.set('connection', null);
      health.set('place', null);
      health.set('view', null);
      let isOver = false;
      // The epoch of the beats is known only when the end of this machine's log is.
      const ready = writer.begin(place).then(() => {
        if (isOver) return;
        reader.begin(place);
        beats.begin(place);
      });
      return {
        ready,
        end() {
          isOver = true;
          beats.end();
          reader.end();
          writer.end();
        },
      };
    },
    lost(error) {
      const isOurs = error instanceof TransportError;
      const text = isOurs ? error.message : awayText(options, error);
      health.set(isOurs ? 'place' : 'connection', { state: isOurs ? 'refused' : 'gone', text });
    },
  });
  // So that what is said first is acknowledged where it can be.
  await within(timing.callMs, connector.tried);
  const blobs = createBlobs({ names, folder: join(localFolder, 'blobs'), place: () => connector.place(), alarm });
  return {
    capabilities: () => capabilitiesOf(options, connector.place()),
    publish: writer.publish,
    subscribe: (handle) =>
      reader.subscribe((record) => {
        seeToken(record);
        return handle(record);
      }),
    poke: reader.poke,
    peers: beats.peers,
    health: () => ({ ...health.state(), undelivered: writer.undelivered() }),
    alarms: alarms.all,
    leases,
    putBlob: blobs.put,
    getBlob: blobs.get,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closing ??= within(CLOSE_MS, closeAll());
      return closing;
    },
  };

  /** What others said last is applied or not, but never both; what this machine said last is there or kept. */
  async function closeAll(): Promise<void> {
    await writer.close();
    await within(HANDLERS_MS, reader.close());
    beats.end();
    leases.close();
    state.save();
    await connector.close();
    release();
  }
}

const STALE =
  "This machine's own heartbeats do not come back from the NATS server, so what it shows of others is old and proves nothing about them. It connects anew.";

/** Whatever hangs, the one who waits goes on. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const patience = new AbortController();
  try {
    await Promise.race([work, delay(ms, undefined, { signal: patience.signal })]);
  } finally {
    patience.abort();
  }
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
