import { Heartbeat } from '#schemas/wire/machine.ts';
import type { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import { bytesToSign, isSignedBy } from '../../platform/signed-json.ts';
import { freshnessOf } from '../freshness/freshness.ts';
import type { OwnView } from '../freshness/own-view.ts';
import type { Sightings } from '../freshness/sightings.ts';
import { createSkew, type Skew } from '../freshness/skew.ts';
import type { LeaseKeeper } from '../leases/create-leases.ts';
import type { PeerSighting, TransportDeps } from '../transport.ts';
import type { Alarms } from './alarms.ts';
import type { Health } from './health.ts';
import { isLater, newestOf, parseCounted, type CountedName, type Layout } from './layout.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

const KEPT_BEATS = 4;
const MAX_BEAT_BYTES = 65_536;

export interface BeatsDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
  readonly health: Health;
  readonly alarms: Alarms;
  readonly sightings: Sightings;
  readonly view: OwnView;
  readonly leases: LeaseKeeper;
  readonly ep: number;
  onClone(text: string): void;
  onChange(): void;
}

/** Says that this machine is there, under a new name each time, and sees who else is. */
export interface Beats {
  start(): void;
  poke(): void;
  peers(): readonly PeerSighting[];
  close(): Promise<void>;
}

interface Peer {
  readonly beat: Heartbeat;
  readonly skew: Skew;
}

export function createBeats(deps: BeatsDeps): Beats {
  const { transport, layout, share, scheduler, health, sightings, view, leases, ep } = deps;
  const { self, timing, project } = transport;
  const peers = new Map<MachineId, Peer>();
  /** What lay there at the first look may be old. */
  let before: ReadonlyMap<MachineId, CountedName> | null = null;
  /** When own beats were made, by this machine's wall clock. */
  const made = new Map<number, number>();
  const closing = new AbortController();
  let wake = new AbortController();
  let running: Promise<void> | null = null;
  let counter = 0;

  async function run(): Promise<void> {
    while (!closing.signal.aborted && !health.isRefused()) {
      const startedAt = scheduler.monotonic();
      wake = new AbortController();
      await attempt('write', beat);
      await attempt('read', look);
      health.setStaleView(view.isStale());
      deps.onChange();
      const rest = Math.max(timing.beatMs - (scheduler.monotonic() - startedAt), timing.beatMs / 10);
      await scheduler.sleep(rest, AbortSignal.any([closing.signal, wake.signal]));
    }
  }

  async function attempt(what: 'read' | 'write', work: () => Promise<void>): Promise<void> {
    try {
      await work();
      health.worked(what);
    } catch (error) {
      health.failed(what, error);
    }
  }

  async function beat(): Promise<void> {
    counter += 1;
    const said = await leases.nextBeat({ ep, counter });
    const at = scheduler.wall();
    const unsigned = { v: 1 as const, machine: self, ep, counter, at, status: transport.status(), ...said };
    const signature = transport.sign(bytesToSign('heartbeat', project, unsigned));
    made.set(counter, at);
    made.delete(counter - 1_000);
    const bytes = Buffer.from(JSON.stringify({ ...unsigned, signature }));
    if (!(await share.publish(layout.beat(self, ep, counter), bytes))) {
      return deps.onClone(`${layout.beat(self, ep, counter)} was written by somebody else.`);
    }
    view.wrote(counter);
    if (counter > KEPT_BEATS) await share.remove([layout.beat(self, ep, counter - KEPT_BEATS)]);
  }

  async function look(): Promise<void> {
    const names = (await share.list(layout.beats)) ?? [];
    const newest = newestOf(names, '.json');
    before ??= new Map(newest.map((one) => [one.machine, one]));
    if (counter === 1) await removeEarlier(names);
    for (const found of newest) {
      if (found.machine === self) seeOwn(found);
      else await seePeer(found);
    }
  }

  /** Of earlier starts. */
  async function removeEarlier(names: readonly string[]): Promise<void> {
    const earlier = names.filter((name) => {
      const found = parseCounted(name, '.json');
      return found?.machine === self && found.ep < ep;
    });
    await share.remove(earlier.map((name) => `${layout.beats}/${name}`));
  }

  function seeOwn(found: CountedName): void {
    if (found.ep === ep && found.counter <= counter) view.cameBack(found.counter);
    else if (isLater(found, { ep, counter })) {
      deps.onClone(`${layout.beat(self, found.ep, found.counter)} was not written by this machine as it is now.`);
    }
  }

  async function seePeer({ machine, ep: theirEp, counter: theirs }: CountedName): Promise<void> {
    const key = transport.members.keyOf(machine);
    const known = sightings.of(machine);
    if (key === null || (known !== null && !isLater({ ep: theirEp, counter: theirs }, known))) return;
    const path = layout.beat(machine, theirEp, theirs);
    const bytes = await readBeat(path, machine);
    const found = bytes === null ? null : parseBeat(bytes);
    if (found === null || found.machine !== machine || found.ep !== theirEp || found.counter !== theirs) return;
    if (!isSignedBy(key, bytesToSign('heartbeat', project, found), found.signature)) {
      const text = `${path} is not signed by ${machine}, so it does not count.`;
      return deps.alarms.raise('bad-signature', machine, text);
    }
    if (!leases.sawBeat(found)) return;
    const skew = peers.get(machine)?.skew ?? createSkew();
    const echo = found.echo[self];
    const echoed = echo?.ep === ep ? (made.get(echo.counter) ?? null) : null;
    skew.observed({ at: found.at, seen: scheduler.wall(), echoed });
    peers.set(machine, { beat: found, skew });
  }

  /** Null: it is already gone again, or not whole yet. */
  async function readBeat(path: string, machine: MachineId): Promise<Uint8Array | null> {
    try {
      return await share.read(path, MAX_BEAT_BYTES);
    } catch (error) {
      if (!(error instanceof ShareError) || (error.code !== 'not-a-file' && error.code !== 'too-large')) throw error;
      deps.alarms.raise(error.code === 'too-large' ? 'oversized' : 'not-a-file', machine, error.message);
      return null;
    }
  }

  function sightingOf({ beat: { machine, status }, skew }: Peer): PeerSighting {
    const { ep: theirEp, counter: theirs } = sightings.of(machine) ?? { ep: 0, counter: 0 };
    const old = before?.get(machine);
    const isOld = old !== undefined && !isLater({ ep: theirEp, counter: theirs }, old);
    const ageMs = isOld ? null : sightings.ageMs(machine);
    const freshness = freshnessOf(ageMs, timing.beatMs);
    return { machine, ep: theirEp, counter: theirs, ageMs, freshness, status, skewMs: skew.ms(), mustResync: false };
  }

  return {
    start() {
      running ??= run();
    },
    poke: () => wake.abort(),
    peers: () => [...peers.values()].map(sightingOf),
    async close() {
      closing.abort();
      await running;
    },
  };
}

/** Null for everything that is no heartbeat of version 1. */
function parseBeat(bytes: Uint8Array): Heartbeat | null {
  try {
    const parsed = Heartbeat.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
