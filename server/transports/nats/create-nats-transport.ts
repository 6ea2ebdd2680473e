/**
 * The transport over a NATS server with JetStream: a stream of signed chunks, one subject for each machine; buckets for
 * heartbeats, acks and leases; a stream for blobs. The server keeps and orders; whom to believe is decided by signatures
 * alone, and what was applied is remembered on this machine.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createScheduler, type Scheduler } from '../../platform/scheduler.ts';
import { isSignedBy } from '../../platform/signed-json.ts';
import { createHybridClock } from '../file/hybrid-clock.ts';
import { lockOnThisMachine } from '../file/machine-lock.ts';
import { createSightings, type Sightings } from '../freshness/sightings.ts';
import { createLeases, type LeaseDeps, type LeaseKeeper } from '../leases/create-leases.ts';
import { type Alarm, type Transport, type TransportDeps, TransportError, type TransportHealth } from '../transport.ts';
import { createAcks } from './acks.ts';
import { createAlarmList } from './alarm-list.ts';
import { type Beats, createBeats } from './beats.ts';
import { createBlobs } from './blobs.ts';
import { connectPlace, type Connector } from './connector.ts';
import { awayText, capabilitiesOf, connectedText } from './describe.ts';
import { createHealthBoard, type HealthBoard, type Trouble } from './health.ts';
import { createKvLinks } from './kv-links.ts';
import { createLeaseMemory } from './lease-memory.ts';
import { type LocalState, openLocalState } from './local-state.ts';
import { placeNames } from './names.ts';
import { connectionOptions, isReadableOnTheWay, type NatsOptions, publicPlace } from './options.ts';
import { openOutbox } from './outbox.ts';
import { createOwnLog } from './own-log.ts';
import { openPlace, type Place } from './place.ts';
import { createReader, type Reader } from './reader.ts';
import { createSnapshots } from './snapshots.ts';
import { createWriter, type Writer } from './writer.ts';

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

async function open(deps: TransportDeps, opening: Opening): Promise<Transport> {
  const base = baseOf(deps, opening);
  const leases = await createLeases(leaseDeps(deps, base));
  const parts = partsOf(deps, opening, base, leases);
  const { writer, reader, beats } = parts;
  const connector = connectParts(deps, opening, base, parts);
  // So that what is said first is acknowledged where it can be.
  await within(deps.timing.callMs, connector.tried);
  const { current, alarm } = base;
  const blobs = createBlobs({
    names: opening.names,
    folder: join(deps.localFolder, 'blobs'),
    place: () => current.place,
    alarm,
  });
  let closing: Promise<void> | null = null;

  /** What others said last is applied or not, but never both; what this machine said last is there or kept. */
  async function closeAll(): Promise<void> {
    await writer.close();
    await within(HANDLERS_MS, reader.close());
    beats.end();
    leases.close();
    base.state.save();
    await connector.close();
  }

  return {
    capabilities: () => capabilitiesOf(opening.options, current.place),
    publish: writer.publish,
    subscribe: (handle) =>
      reader.subscribe((record) => {
        if (record.task !== undefined && record.token !== undefined) leases.sawToken(record.task, record.token);
        return handle(record);
      }),
    poke: reader.poke,
    peers: beats.peers,
    health: () => ({ ...base.health.state(), undelivered: writer.undelivered() }),
    alarms: base.alarms,
    leases,
    snapshots: createSnapshots({
      transport: deps,
      names: opening.names,
      state: base.state,
      place: () => current.place,
    }),
    putBlob: blobs.put,
    getBlob: blobs.get,
    onChange: base.onChange,
    close() {
      closing ??= within(CLOSE_MS, closeAll()).finally(opening.release);
      return closing;
    },
  };
}

/** What all parts of one transport have in common. */
interface Base {
  readonly scheduler: Scheduler;
  readonly health: HealthBoard;
  readonly state: LocalState;
  readonly sightings: Sightings;
  /** Null while there is no connection. */
  readonly current: { place: Place | null };
  alarms(): readonly Alarm[];
  alarm(kind: Alarm['kind'], machine: string | null, text: string): void;
  failed(error: unknown): void;
  changed(): void;
  onChange(listener: () => void): () => void;
}

function baseOf({ project, localFolder, log }: TransportDeps, { options }: Opening): Base {
  const scheduler = createScheduler(false);
  const current: Base['current'] = { place: null };
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const alarms = createAlarmList(scheduler.wall, ({ text }) => {
    log('warn', text);
    changed();
  });
  const tell = ({ state, text }: Trouble): void => {
    log(state === 'ok' ? 'info' : 'warn', text);
    changed();
  };
  const failed = (error: unknown): void => log('warn', `${project}: ${said(error)}`);
  return {
    scheduler,
    health: createHealthBoard(scheduler.wall, () => connectedText(options, current.place), tell),
    state: openLocalState(join(localFolder, 'state.json'), failed),
    sightings: createSightings(scheduler),
    current,
    alarms: alarms.all,
    alarm: alarms.raise,
    failed,
    changed,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function leaseDeps(
  { self, project, members, timing, localFolder, sign }: TransportDeps,
  { scheduler, sightings, state, current, alarm }: Base,
): LeaseDeps {
  return {
    self,
    members,
    scheduler,
    sightings,
    leaseMs: () => timing.leaseMs,
    memory: createLeaseMemory(join(localFolder, 'leases.json')),
    claims: {
      store: createKvLinks(() => current.place),
      seal: {
        project,
        sign,
        isSignedBy(machine, bytes, signature) {
          const key = members.keyOf(machine);
          return key !== null && isSignedBy(key, bytes, signature);
        },
      },
      leaseMs: timing.leaseMs,
      epoch: () => state.ep,
      isAtomic: () => true,
      onDoubleToken: (task, token) =>
        alarm('double-token', null, `Token ${token} of ${task} was given twice. Check the store of the NATS server.`),
    },
  };
}

interface Parts {
  readonly writer: Writer;
  readonly reader: Reader;
  readonly beats: Beats;
}

function partsOf(deps: TransportDeps, { names }: Opening, base: Base, leases: LeaseKeeper): Parts {
  const { project, self, members, timing, localFolder, sign, status } = deps;
  const { scheduler, state, health, current, sightings } = base;
  const common = { ...base, ...timing, project, self, names, sign, keyOf: (id: string) => members.keyOf(id) };
  const reportAs =
    (source: 'records' | 'beats') =>
    (trouble: TransportHealth['state'], text: string): void =>
      health.set(trouble === 'refused' ? 'identity' : source, trouble === 'ok' ? null : { state: trouble, text });
  const writer = createWriter({
    log: createOwnLog({ ...common, hlc: createHybridClock(scheduler) }),
    outbox: openOutbox(join(localFolder, 'outbox')),
    scheduler,
    retryMs: timing.idlePollMs,
    trouble: reportAs('records'),
  });
  const reader = createReader({ ...common, seen: () => sightings.all().map(({ machine }) => machine) });
  const beats = createBeats({
    ...common,
    leases,
    epoch: () => state.ep,
    status: () => status(),
    trouble: reportAs('beats'),
    viewIs: (isStale) => health.set('view', isStale ? { state: 'stale-view', text: STALE } : null),
    afterBeat: createAcks(common).tell,
    appeared: reader.poke,
    renew: () => void current.place?.connection.close(),
  });
  return { writer, reader, beats };
}

function connectParts(
  { timing }: TransportDeps,
  { options, names, connection }: Opening,
  { scheduler, health, current }: Base,
  { writer, reader, beats }: Parts,
): Connector {
  return connectPlace({
    scheduler,
    open: () => openPlace(connection, names, timing.callMs),
    begin(place) {
      current.place = place;
      for (const source of ['connection', 'place', 'view'] as const) health.set(source, null);
      // The epoch of the beats is known only when the end of this machine's log is.
      const ready = writer.begin(place).then(() => {
        if (current.place !== place) return;
        reader.begin(place);
        beats.begin(place);
      });
      return {
        ready,
        end() {
          current.place = null;
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
