import { bytesToSign } from '../../platform/signed-json.ts';
import type { OwnView } from '../freshness/own-view.ts';
import type { PeerSighting } from '../transport.ts';
import type { Health } from './health.ts';
import { isLater, newestOf, parseCounted, type CountedName } from './layout.ts';
import { createPauses } from './pauses.ts';
import { createPeerBeats, readBeat, type PeerBeatsDeps } from './peer-beats.ts';

const KEPT_BEATS = 4;
/** Echoes of older ones tell nothing about clocks any more. */
const REMEMBERED_BEATS = 1_000;

export interface BeatsDeps extends PeerBeatsDeps {
  readonly health: Health;
  readonly view: OwnView;
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

export function createBeats(deps: BeatsDeps): Beats {
  const { transport, layout, share, scheduler, health, view } = deps;
  const own = createOwnBeat(deps);
  const others = createPeerBeats(deps, own.madeAt);
  const pauses = createPauses(scheduler);
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (!pauses.hasEnded() && !health.isRefused()) {
      const startedAt = scheduler.monotonic();
      await attempt('write', own.beat);
      await attempt('read', look);
      health.setStaleView(view.isStale());
      deps.onChange();
      const { beatMs } = transport.timing;
      const rest = Math.max(beatMs - (scheduler.monotonic() - startedAt), beatMs / 10);
      await pauses.pause(rest);
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

  async function look(): Promise<void> {
    const names = (await share.list(layout.beats)) ?? [];
    const newest = newestOf(names, '.json');
    await own.see(names, newest.find(({ machine }) => machine === transport.self) ?? null);
    await others.see(newest.filter(({ machine }) => machine !== transport.self));
  }

  return {
    start() {
      running ??= run();
    },
    poke: pauses.wake,
    peers: others.peers,
    async close() {
      pauses.end();
      await running;
    },
  };
}

/** This machine's own beats: made, seen again, removed. */
function createOwnBeat(deps: BeatsDeps) {
  const { transport, layout, share, scheduler, view, leases, ep, onClone } = deps;
  const { self, project } = transport;
  const made = new Map<number, number>();
  let counter = 0;
  /** Also those of earlier starts, and those that could not be removed when it was their turn. */
  async function removeOld(names: readonly string[]): Promise<void> {
    const isOld = (found: CountedName | null): boolean =>
      found?.machine === self && isLater({ ep, counter: counter - KEPT_BEATS + 1 }, found);
    const old = names.filter((name) => isOld(parseCounted(name, '.json')));
    if (old.length > 0) await share.remove(old.map((name) => `${layout.beats}/${name}`));
  }

  return {
    /** By this machine's wall clock; null: not by this start, or long ago. */
    madeAt: (beat: { readonly ep: number; readonly counter: number }): number | null =>
      beat.ep === ep ? (made.get(beat.counter) ?? null) : null,
    async beat(): Promise<void> {
      counter += 1;
      const said = await leases.nextBeat({ ep, counter });
      const at = scheduler.wall();
      const unsigned = { v: 1 as const, machine: self, ep, counter, at, status: transport.status(), ...said };
      const signature = transport.sign(bytesToSign('heartbeat', project, unsigned));
      made.set(counter, at);
      made.delete(counter - REMEMBERED_BEATS);
      const path = layout.beat(self, ep, counter);
      if (!(await share.publish(path, Buffer.from(JSON.stringify({ ...unsigned, signature }))))) {
        return onClone(`${path} holds what this machine did not write.`);
      }
      view.wrote(counter);
    },
    async see(names: readonly string[], newest: CountedName | null): Promise<void> {
      await removeOld(names);
      if (newest === null) return;
      if (newest.ep === ep && newest.counter <= counter) return view.cameBack(newest.counter);
      if (!isLater(newest, { ep, counter })) return;
      const path = layout.beat(self, newest.ep, newest.counter);
      const key = transport.members.keyOf(self);
      if (key === null || (await readBeat(deps, newest, key)) !== null) {
        return onClone(`${path} was not written by this machine as it is now.`);
      }
      // What somebody else has put there hides this machine's own.
      if (names.some((name) => `${layout.beats}/${name}` === layout.beat(self, ep, counter))) view.cameBack(counter);
    },
  };
}
