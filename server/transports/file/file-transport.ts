import { MAX_BODY_BYTES, type WireRecord } from '#schemas/wire/record.ts';
import { createScheduler, type Scheduler } from '../../platform/scheduler.ts';
import { TransportError, type Capabilities, type Transport, type TransportDeps } from '../transport.ts';
import { createAttaching } from './attaching.ts';
import { createGuardedShare } from './guarded-share.ts';
import { createLayout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import { createParts, type Parts, type PartsDeps } from './parts.ts';
import { createLocalFiles } from './real-local-files.ts';
import type { ShareFiles } from './share-files.ts';

export interface FileTransportOptions {
  /** The shared folder; absolute. What is shared stands below `clutch-collab/` in it. */
  readonly folder: string;
  /** Default: the folder, through processes of its own. */
  readonly share?: ShareFiles;
  readonly local?: LocalFiles;
  readonly scheduler?: Scheduler;
  /** What is known of the place. Default: what races with its peers show. */
  readonly placeClass?: Capabilities['class'];
}

const CLOSE_MS = 4_800;

/**
 * Machines of one project through a shared folder. Starts as well while the folder does not answer, where this machine has
 * seen it before; then everything is kept. Rejects with a `TransportError`: `in-use`, `future-version`, `not-startable`.
 */
export async function createFileTransport(deps: TransportDeps, options: FileTransportOptions): Promise<Transport> {
  const local = options.local ?? createLocalFiles(deps.localFolder);
  const lock = await local.lock('lock');
  if (lock === null) {
    throw new TransportError('in-use', `Another process takes part in ${deps.project} as ${deps.self}. End it first.`);
  }
  const layout = createLayout(deps.project);
  const { folder } = options;
  const share = options.share ?? createGuardedShare({ folder, tmp: layout.tmp(deps.self), callMs: deps.timing.callMs });
  const scheduler = options.scheduler ?? createScheduler(false);
  const letGo = async (): Promise<void> => {
    await share.close();
    await local.close();
    lock.release();
  };
  try {
    const given = { transport: deps, folder, layout, share, local, scheduler, knownClass: options.placeClass ?? null };
    return await begin(given, await createParts(given), letGo);
  } catch (error) {
    await letGo();
    throw error;
  }
}

async function begin(deps: PartsDeps, parts: Parts, letGo: () => Promise<void>): Promise<Transport> {
  const { scheduler } = deps;
  const { own, health, alarms, writer, news, beats, upkeep, leases, blobs, snapshots, listeners, placeClass } = parts;
  let isSubscribed = false;
  const attaching = createAttaching({
    ...deps,
    ...parts,
    onAttached() {
      writer.attach();
      beats.start();
      upkeep.start();
      parts.reader()?.start();
    },
  });
  await attaching.begin();

  return {
    ...blobs,
    snapshots,
    leases,
    capabilities: () => capabilitiesOf(placeClass.current()),
    publish: writer.publish,
    subscribe(handle: (record: WireRecord) => Promise<void>) {
      if (isSubscribed) throw new Error('A transport is subscribed to once.');
      isSubscribed = true;
      const reader = parts.subscribe(handle);
      if (attaching.isDone() && !health.isRefused()) reader.start();
    },
    poke() {
      parts.reader()?.poke();
      beats.poke();
      writer.poke();
    },
    peers: beats.peers,
    health: () => ({ ...health.state(), undelivered: own.undelivered().records }),
    alarms: alarms.all,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      leases.close();
      const said = writer.close().then(news.close);
      const done = Promise.all([
        said,
        parts.reader()?.close(),
        beats.close(),
        upkeep.close(),
        attaching.close(),
        placeClass.close(),
      ]);
      await Promise.race([done, scheduler.sleep(CLOSE_MS)]);
      await letGo();
    },
  };
}

function capabilitiesOf(placeClass: Capabilities['class']): Capabilities {
  return {
    kind: 'file',
    atomicClaim: placeClass === 'A',
    class: placeClass,
    ordering: 'per-sender',
    maxBody: MAX_BODY_BYTES,
    durability: 'fsync',
  };
}
