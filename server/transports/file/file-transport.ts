import path from 'node:path';
import { MAX_BODY_BYTES } from '#schemas/wire/record.ts';
import { createScheduler, type Scheduler } from '../../platform/scheduler.ts';
import { isSignedBy } from '../../platform/signed-json.ts';
import { createOwnView } from '../freshness/own-view.ts';
import { createSightings } from '../freshness/sightings.ts';
import { createLeases, type LeaseKeeper } from '../leases/create-leases.ts';
import { createShareLinks } from '../leases/share-links.ts';
import { TransportError, type Capabilities, type Transport, type TransportDeps } from '../transport.ts';
import { createAlarms } from './alarms.ts';
import { createBeats } from './beats.ts';
import { createFolderClass, meetPeers } from './class/folder-class.ts';
import { readMount } from './class/mount.ts';
import { findSyncMarker } from './class/sync-markers.ts';
import { openFormat } from './format.ts';
import { createGuardedShare } from './guarded-share.ts';
import { createHealth } from './health.ts';
import { createLayout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import { createLogReader, type LogReader } from './log-reader.ts';
import { createLogWriter } from './log-writer.ts';
import { createNews } from './news.ts';
import { checkOwnLog } from './own-check.ts';
import { openOwnLog } from './own-log.ts';
import { createLocalFiles } from './real-local-files.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

export interface FileTransportOptions {
  /** The shared folder; absolute. What is shared stands below `clutch-collab/` in it. */
  readonly folder: string;
  /** Default: the folder, through processes of its own. */
  readonly share?: ShareFiles;
  readonly local?: LocalFiles;
  readonly scheduler?: Scheduler;
  /** What is known of the place at this moment. Default: what races with its peers have shown. */
  readonly placeClass?: () => Capabilities['class'];
}

const ATTACH_RETRY_MS = 2_000;

/**
 * Machines of one project through a shared folder. Starts as well while the folder does not answer, where this machine has
 * seen it before; then everything is kept. Rejects with a `TransportError`: `in-use`, `future-version`, `not-startable`.
 */
export async function createFileTransport(deps: TransportDeps, options: FileTransportOptions): Promise<Transport> {
  const layout = createLayout(deps.project);
  const local = options.local ?? createLocalFiles(deps.localFolder);
  const lock = await local.lock('lock');
  if (lock === null) {
    throw new TransportError('in-use', `Another process takes part in ${deps.project} as ${deps.self}. End it first.`);
  }
  const share =
    options.share ?? createGuardedShare({ ...options, tmp: layout.tmp(deps.self), callMs: deps.timing.callMs });
  try {
    return await start(deps, options, { layout, local, share, lock });
  } catch (error) {
    await share.close();
    lock.release();
    throw error;
  }
}

interface Base {
  readonly layout: ReturnType<typeof createLayout>;
  readonly local: LocalFiles;
  readonly share: ShareFiles;
  readonly lock: { release(): void };
}

async function start(deps: TransportDeps, options: FileTransportOptions, base: Base): Promise<Transport> {
  const { layout, local, share, lock } = base;
  const { self, project, timing } = deps;
  const scheduler = options.scheduler ?? createScheduler(false);
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const tell of listeners) tell();
  };
  const health = createHealth(scheduler, options.folder, deps.log, changed);
  const alarms = createAlarms(scheduler, deps.log, changed);
  const onClone = (what: string): void => {
    const text = `${what} Another machine, a copy of this one or a restored backup, uses its identity. Join again on one of the two.`;
    alarms.raise('clone', self, text);
    health.refuse(text);
  };
  const own = await openOwnLog(local, { project, machine: self });
  const ep = await nextEpoch(local, own.last()?.ep ?? 0);
  const sightings = createSightings(scheduler);
  const view = createOwnView(scheduler, timing.beatMs);
  const folderClass = createFolderClass({
    files: share,
    folder: `${layout.root}/class`,
    self,
    epoch: ep,
    sync: findSyncMarker(options.folder, readMount(options.folder), null),
    scheduler,
    waitMs: timing.leaseSyncedMs,
    changed,
  });
  const placeClass = options.placeClass ?? (() => folderClass.current().class);
  const onDoubleToken = (what: string): void => {
    folderClass.reportDouble(what);
    alarms.raise('double-token', null, `${what} Work is given by main from now on.`);
  };
  const leases = await leasesOf(deps, { ...base, scheduler, sightings, placeClass, ep, onDoubleToken });
  const news = createNews(self, layout, share, scheduler);
  const parts = { transport: deps, layout, share, local, scheduler, health, alarms };
  const writer = await createLogWriter({ ...parts, own, ep, onPublished: news.tell, onClone });
  const onBeats = (): void => {
    if (!options.placeClass) meetPeers(folderClass, { self, main: deps.members.main(), peers: beats.peers() });
    changed();
  };
  const beats = createBeats({ ...parts, sightings, view, leases, ep, onClone, onChange: onBeats });
  let reader: LogReader | null = null;
  let isAttached = false;
  const closing = new AbortController();

  async function attach(): Promise<void> {
    await openFormat(project, self, layout, share, local);
    await checkOwnLog({ self, layout, share, own, alarms, onClone });
    isAttached = true;
    health.worked('read');
    health.worked('write');
    if (health.isRefused()) return;
    writer.attach();
    beats.start();
    reader?.start();
  }

  async function keepAttaching(): Promise<void> {
    while (!isAttached && !closing.signal.aborted) {
      await scheduler.sleep(ATTACH_RETRY_MS, closing.signal);
      await attach().catch((error: unknown) => {
        if (error instanceof ShareError) health.failed('read', error);
        else health.refuse(error instanceof Error ? error.message : String(error));
      });
      if (health.isRefused()) return;
    }
  }

  try {
    await attach();
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    if ((await local.read('attached')) === null) {
      const text = `${options.folder} cannot be used: ${error.message}`;
      throw new TransportError('not-startable', text, { cause: error });
    }
    health.failed('read', error);
    void keepAttaching();
  }

  return {
    capabilities: () => ({
      kind: 'file',
      atomicClaim: placeClass() === 'A',
      class: placeClass(),
      ordering: 'per-sender',
      maxBody: MAX_BODY_BYTES,
      durability: 'fsync',
    }),
    publish: (drafts) => writer.publish(drafts),
    subscribe(handle) {
      if (reader !== null) throw new Error('A transport is subscribed to once.');
      reader = createLogReader({ ...parts, handle });
      if (isAttached) reader.start();
    },
    poke() {
      reader?.poke();
      beats.poke();
      writer.poke();
    },
    peers: () => beats.peers(),
    health: () => ({ ...health.state(), undelivered: own.undelivered().records }),
    alarms: () => alarms.all(),
    leases,
    putBlob: () => Promise.reject(new TransportError('unavailable', 'No blobs yet.')),
    getBlob: () => Promise.resolve(null),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closing.abort();
      leases.close();
      await Promise.race([
        Promise.all([writer.close().then(() => news.close()), reader?.close(), beats.close(), folderClass.close()]),
        scheduler.sleep(CLOSE_MS),
      ]);
      await share.close();
      lock.release();
    },
  };
}

const CLOSE_MS = 4_800;

/** Counted up on this machine's disk before anything of it is said. */
async function nextEpoch(local: LocalFiles, last: number): Promise<number> {
  const bytes = await local.read('epoch');
  const saved = bytes === null ? 0 : Number(Buffer.from(bytes).toString('utf8'));
  const ep = Math.max(last, Number.isSafeInteger(saved) ? saved : 0) + 1;
  await local.write('epoch', Buffer.from(`${ep}\n`));
  return ep;
}

interface LeasesBase extends Base {
  readonly scheduler: Scheduler;
  readonly sightings: ReturnType<typeof createSightings>;
  readonly placeClass: () => Capabilities['class'];
  readonly ep: number;
  readonly onDoubleToken: (what: string) => void;
}

function leasesOf(
  { project, self, members, sign, timing }: TransportDeps,
  { layout, share, local, scheduler, sightings, placeClass, ep, onDoubleToken }: LeasesBase,
): Promise<LeaseKeeper> {
  return createLeases({
    self,
    members,
    scheduler,
    sightings,
    leaseMs: () => (placeClass() === 'A' ? timing.leaseMs : timing.leaseSyncedMs),
    memory: {
      async load() {
        const bytes = await local.read('leases.json');
        return bytes === null ? null : JSON.parse(Buffer.from(bytes).toString('utf8'));
      },
      save: (state) => local.write('leases.json', Buffer.from(JSON.stringify(state))),
    },
    claims: {
      store: createShareLinks(share, layout.leases),
      seal: {
        project,
        sign,
        isSignedBy(machine, bytes, signature) {
          const key = members.keyOf(machine);
          return key !== null && isSignedBy(key, bytes, signature);
        },
      },
      leaseMs: timing.leaseMs,
      epoch: () => ep,
      isAtomic: () => placeClass() === 'A',
      onDoubleToken(task, token) {
        const where = path.posix.join(layout.leases, task);
        onDoubleToken(`Two machines have created token ${token} in ${where}.`);
      },
    },
  });
}
