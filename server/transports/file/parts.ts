import type { WireRecord } from '#schemas/wire/record.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import { createOwnView } from '../freshness/own-view.ts';
import { createSightings } from '../freshness/sightings.ts';
import type { Capabilities, PeerSighting, TransportDeps } from '../transport.ts';
import { createAcks } from './acks.ts';
import { openActivity } from './activity.ts';
import { createAlarms } from './alarms.ts';
import { createBeats } from './beats.ts';
import { createBlobs } from './blobs.ts';
import { createFixedClass, createPlaceClass } from './class/place-class.ts';
import { openCursors, type ReadCursor } from './cursors.ts';
import { createFileLeases } from './file-leases.ts';
import { createHealth } from './health.ts';
import type { Layout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import { createLogReader, type LogReader } from './log-reader.ts';
import { createLogWriter } from './log-writer.ts';
import { createNews } from './news.ts';
import { checkOwnLog } from './own-check.ts';
import { createOwnBlobs } from './own-blobs.ts';
import { openOwnLog, type OwnLog } from './own-log.ts';
import { createResuming } from './resume.ts';
import { createRetention, type Retention } from './retention.ts';
import { createScratch } from './scratch.ts';
import type { ShareFiles } from './share-files.ts';
import { createSnapshots } from './snapshots.ts';
import { createUpkeep } from './upkeep.ts';

export interface PartsDeps {
  readonly transport: TransportDeps;
  readonly folder: string;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly local: LocalFiles;
  readonly scheduler: Scheduler;
  /** Null: it is found out. */
  readonly knownClass: Capabilities['class'] | null;
}

/** All that a file transport is made of; nothing of it has touched the share yet. */
export type Parts = Awaited<ReturnType<typeof createParts>>;

export async function createParts(deps: PartsDeps) {
  const { transport, layout, share, local, scheduler } = deps;
  const { self, project, timing } = transport;
  const { listeners, changed, health, alarms, onClone } = createReporting(deps);
  const own = await openOwnLog(local, { project, machine: self });
  const cursors = await openCursors(local, scheduler);
  const ep = await nextEpoch(local, own.last()?.ep ?? 0);
  const sightings = createSightings(scheduler);
  const view = createOwnView(scheduler, timing.beatMs);
  const placeClass =
    deps.knownClass === null ? createPlaceClass({ ...deps, ep, changed }) : createFixedClass(deps.knownClass);
  const leases = await createFileLeases({ ...deps, alarms, sightings, ep, placeClass });
  const news = createNews(self, layout, share, scheduler);
  const common = { ...deps, health, alarms, ep, onClone };
  const writer = await createLogWriter({ ...common, own, onPublished: news.tell });
  const onBeat = (): void => {
    placeClass.meet(beats.peers());
    changed();
  };
  const beats = createBeats({ ...common, sightings, view, leases, onChange: onBeat });
  let reader: LogReader | null = null;
  const applied = (): Record<string, ReadCursor> =>
    Object.fromEntries([...(reader?.streams() ?? [])].map(([machine, stream]) => [machine, stream.cursor()]));
  const acks = createAcks({ ...common, cursors: () => withoutHashes(applied()) });
  const snapshots = createSnapshots({ ...common, cursors: () => ({ ...applied(), ...ownCursor(self, own) }) });
  const activity = await openActivity(local, scheduler, timing.retentionMs);
  // A view that is old proves nothing about the others.
  const active = async () => (view.isStale() ? null : activity.activeOf(beats.peers()));
  const retention = createRetention({ ...common, own, acks, snapshots, active });
  const checkOwn = async (): Promise<void> => {
    await checkOwnLog({ transport, layout, share, own, alarms, onClone });
    writer.poke();
  };
  const scratch = createScratch(share, layout.tmp(self));
  const ownBlobs = createOwnBlobs({ ...common, retentionMs: timing.retentionMs });
  const upkeep = createUpkeep({ ...common, beatMs: timing.beatMs }, acks, [retention, ownBlobs, scratch], checkOwn);
  return {
    own,
    health,
    alarms,
    writer,
    news,
    leases,
    snapshots: {
      ...snapshots,
      ...createResuming({ ...deps, self, cursors, isSubscribed: () => reader !== null }),
    },
    upkeep,
    scratch,
    placeClass,
    listeners,
    onClone,
    blobs: createBlobs({ ...common, own: ownBlobs }),
    beats: { ...beats, peers: () => withResync(beats.peers(), retention) },
    reader: (): LogReader | null => reader,
    subscribe(handle: (record: WireRecord) => Promise<void>): LogReader {
      reader = createLogReader({ ...common, cursors, handle });
      return reader;
    },
  };
}

function withResync(
  peers: readonly PeerSighting[],
  { mustResync }: Pick<Retention, 'mustResync'>,
): readonly PeerSighting[] {
  return peers.map((peer) => ({ ...peer, mustResync: mustResync(peer.machine) }));
}

/** Where troubles go, and how those who show them are told. */
function createReporting({ transport, folder, scheduler }: PartsDeps) {
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const tell of listeners) tell();
  };
  const health = createHealth(scheduler, folder, transport.log, changed);
  const alarms = createAlarms(scheduler, transport.log, changed);
  const onClone = (what: string): void => {
    const text = `${what} A copy of this machine, or a restored backup of it, uses the same identity. Run clutch members new-identity on one of the two, and join again there.`;
    alarms.raise('clone', transport.self, text);
    health.refuse(text);
  };
  return { listeners, changed, health, alarms, onClone };
}

/** Counted up on this machine's disk before anything of it is said. */
async function nextEpoch(local: LocalFiles, last: number): Promise<number> {
  const bytes = await local.read('epoch');
  const saved = bytes === null ? 0 : Number(Buffer.from(bytes).toString('utf8'));
  const ep = Math.max(last, Number.isSafeInteger(saved) ? saved : 0) + 1;
  await local.write('epoch', Buffer.from(`${ep}\n`));
  return ep;
}

function withoutHashes(cursors: Readonly<Record<string, ReadCursor>>) {
  return Object.fromEntries(
    Object.entries(cursors).map(([machine, { ep, chunk, seq }]) => [machine, { ep, chunk, seq }]),
  );
}

/** What this machine has said itself counts as applied by it. */
function ownCursor(self: string, own: OwnLog): Record<string, ReadCursor> {
  const said = own.find(own.delivered());
  return said === null ? {} : { [self]: { ep: said.ep, chunk: said.chunk, seq: said.last, hash: said.hash } };
}
