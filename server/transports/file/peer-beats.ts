import { Heartbeat } from '#schemas/wire/machine.ts';
import type { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import { bytesToSign, isSignedBy } from '../../platform/signed-json.ts';
import { freshnessOf } from '../freshness/freshness.ts';
import type { Sightings } from '../freshness/sightings.ts';
import { createSkew, type Skew } from '../freshness/skew.ts';
import type { LeaseKeeper } from '../leases/create-leases.ts';
import type { PeerSighting, TransportDeps } from '../transport.ts';
import type { Alarms } from './alarms.ts';
import { isLater, type CountedName, type Layout } from './layout.ts';
import { parseJson } from './parse-json.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

const MAX_BEAT_BYTES = 65_536;
const REMOVE = 'Somebody else has put it there: remove it, and look at who may write in the shared folder.';
/** In one look. Of more machines each is seen every second beat or so, which is still fresh, at half the cost. */
const MAX_READ_BEATS = 32;

/** What the beats of others say, each proved to be of its machine. */
export interface PeerBeats {
  /** The newest name of each. */
  see(newest: readonly CountedName[]): Promise<void>;
  peers(): readonly PeerSighting[];
}

interface Peer {
  readonly beat: Heartbeat;
  readonly skew: Skew;
}

export interface PeerBeatsDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
  readonly alarms: Alarms;
  readonly sightings: Sightings;
  readonly leases: LeaseKeeper;
}

export function createPeerBeats(deps: PeerBeatsDeps, madeAt: (beat: CountedBeat) => number | null): PeerBeats {
  const { transport, scheduler, sightings, leases } = deps;
  const { self, members, timing } = transport;
  const peers = new Map<MachineId, Peer>();
  /** What lay there at the first look may be old. */
  let before: ReadonlyMap<MachineId, CountedName> | null = null;

  function isNews(name: CountedName): boolean {
    const known = sightings.of(name.machine);
    return members.keyOf(name.machine) !== null && (known === null || isLater(name, known));
  }

  /** Main first, because leases live on its beats; then who was not seen for longest. */
  function byNeed(a: CountedName, b: CountedName): number {
    const rank = ({ machine }: CountedName): number =>
      machine === members.main() ? -Infinity : (sightings.of(machine)?.seenAt ?? 0);
    return rank(a) < rank(b) ? -1 : 1;
  }

  async function see(name: CountedName): Promise<void> {
    const key = members.keyOf(name.machine);
    if (key === null) return;
    const beat = await readBeat(deps, name, key);
    if (beat === null || !leases.sawBeat(beat)) return;
    const skew = peers.get(name.machine)?.skew ?? createSkew();
    const echo = beat.echo[self];
    skew.observed({ at: beat.at, seen: scheduler.wall(), echoed: echo === undefined ? null : madeAt(echo) });
    peers.set(name.machine, { beat, skew });
  }

  function sightingOf({ beat: { machine, ep, counter, status }, skew }: Peer): PeerSighting {
    const old = before?.get(machine);
    const ageMs = old === undefined || isLater({ ep, counter }, old) ? sightings.ageMs(machine) : null;
    const freshness = freshnessOf(ageMs, timing.beatMs);
    return { machine, ep, counter, ageMs, freshness, status, skewMs: skew.ms(), mustResync: false };
  }

  return {
    async see(newest) {
      before ??= new Map(newest.map((name) => [name.machine, name]));
      for (const name of newest.filter(isNews).sort(byNeed).slice(0, MAX_READ_BEATS)) await see(name);
    },
    peers: () => [...peers.values()].filter(({ beat }) => members.keyOf(beat.machine) !== null).map(sightingOf),
  };
}

interface CountedBeat {
  readonly ep: number;
  readonly counter: number;
}

/** Null: it is gone again, not whole yet, or not that machine's. */
export async function readBeat(
  { share, layout, alarms, transport }: Pick<PeerBeatsDeps, 'share' | 'layout' | 'alarms' | 'transport'>,
  { machine, ep, counter }: CountedName,
  key: string,
): Promise<Heartbeat | null> {
  const path = layout.beat(machine, ep, counter);
  const bytes = await share.read(path, MAX_BEAT_BYTES).catch((error: unknown) => {
    if (!(error instanceof ShareError) || (error.code !== 'not-a-file' && error.code !== 'too-large')) throw error;
    alarms.raise(
      error.code === 'too-large' ? 'oversized' : 'not-a-file',
      machine,
      `${error.message} It does not count. ${REMOVE}`,
    );
    return null;
  });
  const beat = bytes && parseJson(bytes, Heartbeat);
  if (!beat || beat.machine !== machine || beat.ep !== ep || beat.counter !== counter) return null;
  if (isSignedBy(key, bytesToSign('heartbeat', transport.project, beat), beat.signature)) return beat;
  alarms.raise('bad-signature', machine, `${path} is not signed by ${machine}, so it does not count. ${REMOVE}`);
  return null;
}
