import { randomBytes } from 'node:crypto';
import type { Scheduler } from '../../platform/scheduler.ts';
import { readMount } from '../../transports/file/class/mount.ts';
import type { Side } from '../../transports/file/class/meeting.ts';
import { findSyncMarker } from '../../transports/file/class/sync-markers.ts';
import { createGuardedShare } from '../../transports/file/guarded-share.ts';
import { ShareError, type ShareFiles } from '../../transports/file/share-files.ts';
import { spreadOf, type DoctorFacts, type PeerFacts, type ProbeFacts } from './facts.ts';
import { meetPeer } from './meet-peer.ts';
import { probeFolder } from './probe.ts';

const SAMPLES = 20;
/** No answer within this time to anything that is not the other machine's. */
const CALL_MS = 15_000;

export interface ExamineDeps {
  /** Absolute. */
  readonly folder: string;
  /** What starts the probe, without the folder. */
  readonly probe: readonly string[];
  /** Whom to meet; null: nobody. */
  readonly peer: { readonly code: string; readonly side: Side; readonly waitMs: number } | null;
  readonly scheduler: Scheduler;
  readonly callMs?: number;
}

/** Everything that can be found out about a shared folder. What it makes there it removes again. */
export async function examineFolder({
  folder,
  probe,
  peer,
  scheduler,
  callMs = CALL_MS,
}: ExamineDeps): Promise<DoctorFacts> {
  const mount = readMount(folder);
  const found = await probeFolder(probe, folder, callMs);
  const facts = { folder, platform: process.platform, mount, sync: findSyncMarker(folder, mount, found.names) };
  if (found.outcome !== 'done') return { ...facts, probe: found, own: null, peer: null };
  const id = `doctor-${randomBytes(6).toString('hex')}`;
  const files = createGuardedShare({ folder, tmp: `clutch-collab/${id}`, callMs });
  try {
    await files.makeFolders(['clutch-collab', `clutch-collab/${id}`]);
    const own = await measureAlone(files, `clutch-collab/${id}`, scheduler);
    const met: PeerFacts | null = peer && (await meetPeer({ files, scheduler, ...peer }));
    await removeScratch(files, `clutch-collab/${id}`);
    return { ...facts, probe: found, own, peer: met };
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    if (error.code !== 'hangs') await removeScratch(files, `clutch-collab/${id}`).catch(() => undefined);
    return { ...facts, probe: lostMeanwhile(found, error), own: null, peer: null };
  } finally {
    await files.close();
  }
}

async function removeScratch(files: ShareFiles, folder: string): Promise<void> {
  const left = (await files.list(folder)) ?? [];
  await files.remove(left.map((name) => `${folder}/${name}`));
  await files.removeFolder(folder);
  // Only where it was ours alone: a folder that holds something stays.
  await files.removeFolder('clutch-collab');
}

function lostMeanwhile(probe: ProbeFacts, { code, message }: ShareError): ProbeFacts {
  const outcome = code === 'hangs' ? 'hangs' : 'failed';
  return { ...probe, outcome, step: null, error: { code, text: message } };
}

async function measureAlone(files: ShareFiles, folder: string, scheduler: Scheduler): Promise<DoctorFacts['own']> {
  const publish: number[] = [];
  const listed: number[] = [];
  const names = Array.from({ length: SAMPLES }, (_, index) => `sample-${index}.json`);
  for (const name of names) {
    const start = scheduler.monotonic();
    await files.publish(`${folder}/${name}`, Buffer.from(name));
    publish.push(scheduler.monotonic() - start);
    for (;;) {
      if ((await files.list(folder))?.includes(name)) break;
      if (scheduler.monotonic() - start > CALL_MS) throw new ShareError('failed', `${name} is never listed.`);
      await scheduler.sleep(5);
    }
    listed.push(scheduler.monotonic() - start);
  }
  return { publish: spreadOf(publish), listed: spreadOf(listed) };
}
