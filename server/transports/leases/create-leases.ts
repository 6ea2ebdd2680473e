import type { Heartbeat } from '#schemas/wire/machine.ts';
import type { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { BeatNumber, Sightings } from '../freshness/sightings.ts';
import { TransportError, type Leases, type Members } from '../transport.ts';
import { ArbiterState, createArbiter, type Arbiter } from './arbiter.ts';
import { createChain } from './chain.ts';
import { createClaims, type Claims } from './claims.ts';
import { createHolder, type Holder } from './holder.ts';
import type { LinkSeal, LinkStore } from './links.ts';

export interface LeaseDeps {
  readonly self: MachineId;
  readonly members: Pick<Members, 'main' | 'term'>;
  readonly scheduler: Scheduler;
  /** What `sawBeat` fills; the transport reads the ages of its peers from it. */
  readonly sightings: Sightings;
  /** H as it is to be from now on; it may change with the class of the place. */
  leaseMs(): number;
  readonly memory: LeaseMemory;
  /** Where machines may claim by themselves; null where they never can. */
  readonly claims: ClaimDeps | null;
}

/** Durable and local: what main must not forget. `save` resolves when it is on the disk. */
export interface LeaseMemory {
  load(): Promise<unknown>;
  save(state: ArbiterState): Promise<void>;
}

export interface ClaimDeps {
  readonly store: LinkStore;
  readonly seal: LinkSeal;
  readonly leaseMs: number;
  epoch(): number;
  /** Whether the place is class A at this moment. */
  isAtomic(): boolean;
  /** The place was taken for class A and is not. */
  onDoubleToken(task: string, token: number): void;
}

/** The leases of a transport, whichever way its beats and links travel. */
export interface LeaseKeeper extends Leases {
  /** What the next beat says; called right before that beat is published, and only once for a beat. */
  nextBeat(beat: BeatNumber): Promise<Pick<Heartbeat, 'echo' | 'leases' | 'released'>>;
  /** A beat of another member whose signature is right. Whether it was news. */
  sawBeat(beat: Heartbeat): boolean;
  /** A record of main or of another machine was written under this token. */
  sawToken(task: string, token: number): void;
  /** All leases of this machine have ended when it returns. */
  close(): void;
}

/** Rejects where the memory cannot be read or is not what was saved: without it main could grant what somebody holds. */
export async function createLeases(deps: LeaseDeps): Promise<LeaseKeeper> {
  const { self, scheduler } = deps;
  const parts: Parts = {
    deps,
    holder: createHolder(scheduler, deps.leaseMs),
    claims: deps.claims === null ? null : claimsOf(deps.claims, self, scheduler),
    main: await rememberedMain(deps),
  };
  const { holder, claims, main } = parts;
  const watch = watchOf(parts);
  return {
    ...beatsOf(parts),
    async grant(task, to) {
      const arbiter = main.arbiter();
      if (arbiter === null) throw new TransportError('not-main', `Only main grants tasks, and ${self} is not main.`);
      const granted = arbiter.grant(task, to);
      await main.save();
      return granted;
    },
    holder: (task) => main.arbiter()?.holder(task) ?? null,
    held(task, token) {
      const lease = holder.held(task, token);
      watch.start();
      return lease;
    },
    async claim(task) {
      if (claims === null || deps.claims?.isAtomic() !== true) {
        throw new TransportError('not-atomic', `The shared place cannot decide who is first: ask main for ${task}.`);
      }
      const lease = await claims.claim(task);
      watch.start();
      return lease;
    },
    async release({ task, token }) {
      if ((await claims?.release({ task, token })) === true) return;
      const arbiter = main.arbiter();
      const granted = arbiter?.holder(task);
      if (granted?.machine !== undefined && granted.token === token) arbiter?.release(granted.machine, token);
      // Others tell main with their next beat.
      holder.release(task, token);
      await main.save();
    },
    close() {
      watch.stop();
      holder.close();
      claims?.endAll();
    },
  };
}

interface Parts {
  readonly deps: LeaseDeps;
  readonly holder: Holder;
  readonly claims: Claims | null;
  readonly main: RememberedMain;
}

/** What beats say of leases, and what is learned from those of others. */
function beatsOf({ deps, holder, main }: Parts): Pick<LeaseKeeper, 'nextBeat' | 'sawBeat' | 'sawToken'> {
  const { self, sightings, members } = deps;
  return {
    async nextBeat(beat) {
      holder.makesBeat(beat);
      // Promise and echo belong together: an echo must not renew what a grant takes away while this waits for the disk.
      const promise = main.arbiter()?.promise() ?? null;
      const echo = Object.fromEntries(sightings.all().map(({ machine, ep, counter }) => [machine, { ep, counter }]));
      const released = [...holder.released()];
      await main.save();
      if (promise !== null) holder.sawMain({ promise, echo: beat, over: promise.over[self] ?? 0 });
      return { echo, leases: promise, released };
    },
    sawBeat({ machine, ep, counter, echo, leases, released }) {
      if (!sightings.saw(machine, { ep, counter })) return false;
      for (const token of released) main.arbiter()?.release(machine, token);
      if (leases !== null && machine === members.main() && machine !== self) {
        holder.sawMain({ promise: leases, echo: echo[self] ?? null, over: leases.over[self] ?? 0 });
      }
      return true;
    },
    sawToken: (task, token) => holder.sawToken(task, token),
  };
}

/** While any lease is held, its signal is aborted in time although nobody asks. */
function watchOf({ deps: { scheduler, leaseMs }, holder, claims }: Parts) {
  const stopping = new AbortController();
  let isWatching = false;
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted && (holder.holdsAny() || claims?.holdsAny() === true)) {
      await scheduler.sleep(Math.min(1_000, leaseMs() / 10), stopping.signal);
      holder.settle();
      claims?.settle();
    }
    isWatching = false;
  };
  return {
    start(): void {
      if (isWatching) return;
      isWatching = true;
      void watch();
    },
    stop: () => stopping.abort(),
  };
}

function claimsOf(deps: ClaimDeps, self: MachineId, scheduler: Scheduler): Claims {
  const claims: Claims = createClaims(
    createChain({
      ...deps,
      clock: scheduler,
      self,
      onDoubleToken(task, token) {
        claims.endAll();
        deps.onDoubleToken(task, token);
      },
    }),
    scheduler,
    deps.leaseMs,
  );
  return claims;
}

interface RememberedMain {
  /** Null while this machine is not main. */
  arbiter(): Arbiter | null;
  /** Resolves when everything up to now is on the disk. */
  save(): Promise<void>;
}

async function rememberedMain({
  self,
  members,
  scheduler,
  sightings,
  leaseMs,
  memory,
}: LeaseDeps): Promise<RememberedMain> {
  const loaded = await memory.load();
  let state = loaded === null ? null : ArbiterState.parse(loaded);
  let current: { readonly term: number; readonly arbiter: Arbiter } | null = null;
  let saved = JSON.stringify(state);
  let saving: Promise<void> = Promise.resolve();

  const arbiter = (): Arbiter | null => {
    const term = members.term();
    if (members.main() !== self || term < 1) {
      state = current?.arbiter.state() ?? state;
      current = null;
    } else if (current?.term !== term) {
      state = current?.arbiter.state() ?? state;
      const seenAt = (machine: MachineId) =>
        machine === self ? scheduler.monotonic() : (sightings.of(machine)?.seenAt ?? null);
      current = { term, arbiter: createArbiter({ clock: scheduler, term, leaseMs, state, seenAt }) };
    }
    return current?.arbiter ?? null;
  };

  const write = async (): Promise<void> => {
    const latest = current?.arbiter.state();
    if (latest === undefined || JSON.stringify(latest) === saved) return;
    await memory.save(latest);
    saved = JSON.stringify(latest);
  };

  return {
    arbiter,
    save(): Promise<void> {
      saving = saving.catch(() => {}).then(write);
      return saving;
    },
  };
}
