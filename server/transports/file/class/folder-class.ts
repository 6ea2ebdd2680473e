import { createHash, randomBytes } from 'node:crypto';
import type { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../../platform/scheduler.ts';
import type { PeerSighting } from '../../transport.ts';
import type { ShareFiles } from '../share-files.ts';
import { openMeeting, type Side } from './meeting.ts';
import type { RaceVerdict } from './judge-race.ts';
import { runRace } from './race.ts';
import type { SyncMarker } from './sync-markers.ts';

/** `unknown` is treated as B. `why` is a sentence for a person. */
export interface ClassOfFolder {
  readonly class: 'A' | 'B' | 'unknown';
  readonly why: string;
}

/** What is known of a folder. `races` are by peer; null: it did not answer or is still being asked. */
export interface ClassEvidence {
  readonly sync: SyncMarker | null;
  /** What was seen to be owned twice at run time. */
  readonly doubleToken: string | null;
  readonly races: ReadonlyMap<string, RaceVerdict | null>;
}

/** B until it was proved with every peer: one machine may reach by synchronised copies what all others mount. */
export function decideClass({ sync, doubleToken, races }: ClassEvidence): ClassOfFolder {
  if (doubleToken !== null) return { class: 'B', why: `Two machines held one lease: ${doubleToken}` };
  if (sync !== null) return { class: 'B', why: `${sync.program} keeps copies of ${sync.at} in step.` };
  for (const [peer, race] of races) {
    if (race?.result === 'double') return { class: 'B', why: `In a race with ${peer}, ${race.why}` };
  }
  const open = [...races].filter(([, race]) => race?.result !== 'atomic').map(([peer]) => peer);
  if (open.length > 0) return { class: 'unknown', why: `The race with ${open.join(', ')} has proved nothing yet.` };
  if (races.size === 0) return { class: 'unknown', why: 'No other machine was there to race with.' };
  return { class: 'A', why: `One winner for each name in races with ${[...races.keys()].join(', ')}.` };
}

export interface FolderClass {
  current(): ClassOfFolder;
  /**
   * A peer was seen alive in this epoch of its own. The first time, both race; until that is over, nothing is proved.
   * Both sides call it, each for the other: main for everybody and everybody for main. That is enough, because who has
   * one winner with main reaches the folder that main reaches. Returns at once.
   */
  meet(peer: MachineId, epoch: number): void;
  /** A lease had two owners: the folder is B from now on, whatever races say. */
  reportDouble(what: string): void;
  close(): Promise<void>;
}

export interface FolderClassDeps {
  readonly files: ShareFiles;
  /** Relative to the share: where the machines of this project meet. */
  readonly folder: string;
  readonly self: MachineId;
  readonly epoch: number;
  readonly sync: SyncMarker | null;
  readonly scheduler: Scheduler;
  /** How long one answer of a peer is waited for, in milliseconds. */
  readonly waitMs: number;
  changed(): void;
}

/** Finds out what the folder can do while the transport runs. */
export function createFolderClass(deps: FolderClassDeps): FolderClass {
  const { files, self, epoch, scheduler } = deps;
  const races = new Map<MachineId, RaceVerdict | null>();
  const epochs = new Map<MachineId, number>();
  const stop = new AbortController();
  let doubleToken: string | null = null;
  const running = new Set<Promise<void>>();
  const race = async (peer: MachineId, peerEpoch: number): Promise<void> => {
    const isFirst = self < peer;
    const name = isFirst ? meetingName(self, epoch, peer, peerEpoch) : meetingName(peer, peerEpoch, self, epoch);
    if (isFirst) await removeEarlier(deps, name);
    await raceIn(`${deps.folder}/${name}`, isFirst ? 'a' : 'b', (result) => {
      if (epochs.get(peer) === peerEpoch) races.set(peer, result);
      deps.changed();
    });
  };
  const raceIn = async (folder: string, side: Side, tell: (verdict: RaceVerdict | null) => void): Promise<void> => {
    const { waitMs } = deps;
    try {
      const meeting = await openMeeting({ files, folder, side, scheduler, waitMs, pollMs: 5, signal: stop.signal });
      const verdict = await runRace(meeting, randomBytes(16).toString('hex'));
      tell(verdict);
      await meeting.part(verdict !== null);
    } catch {
      // A share that does not answer is told by the transport's health; here it only proves nothing.
    }
  };
  return {
    current: () => decideClass({ sync: deps.sync, doubleToken, races }),
    meet(peer, peerEpoch) {
      if (epochs.get(peer) === peerEpoch) return;
      epochs.set(peer, peerEpoch);
      races.set(peer, null);
      const run = race(peer, peerEpoch).finally(() => running.delete(run));
      running.add(run);
    },
    reportDouble(what) {
      doubleToken ??= what;
      deps.changed();
    },
    async close() {
      stop.abort();
      await Promise.all(running);
    },
  };
}

/** Both sides come to the same name by themselves, and to another one after every start. */
function meetingName(first: MachineId, firstEpoch: number, second: MachineId, secondEpoch: number): string {
  const pair = createHash('sha256').update(`${first} ${second}`).digest('hex').slice(0, 16);
  return `${pair}-${firstEpoch}-${secondEpoch}`;
}

/** Meetings of the same two that one of them did not live to end: nobody comes back to them after a later start. */
async function removeEarlier({ files, folder }: FolderClassDeps, name: string): Promise<void> {
  const [pair, ...now] = name.split('-');
  const isEarlier = (other: string): boolean => {
    const [theirs, ...then] = other.split('-');
    if (theirs !== pair || other === name || then.length !== now.length) return false;
    return then.every((ep, index) => Number(ep) <= Number(now[index]));
  };
  try {
    for (const earlier of ((await files.list(folder)) ?? []).filter(isEarlier)) {
      const left = (await files.list(`${folder}/${earlier}`)) ?? [];
      await files.remove(left.map((file) => `${folder}/${earlier}/${file}`));
      await files.removeFolder(`${folder}/${earlier}`);
    }
  } catch {
    // They cost little, and the next start tries again.
  }
}

/** Lets this machine race with whom it has to: main with everybody who is alive, everybody else with main. */
export function meetPeers(
  folderClass: Pick<FolderClass, 'meet'>,
  { self, main, peers }: { self: MachineId; main: MachineId | null; peers: readonly PeerSighting[] },
): void {
  for (const { machine, ep, freshness } of peers) {
    if (freshness === 'fresh' && (self === main || machine === main)) folderClass.meet(machine, ep);
  }
}
