import type { Heartbeat } from '#schemas/wire/machine.ts';
import type { ArbiterState } from '../../../server/transports/leases/arbiter.ts';
import { createLeases, type LeaseDeps, type LeaseKeeper } from '../../../server/transports/leases/create-leases.ts';
import { createSightings } from '../../../server/transports/freshness/sightings.ts';
import type { Lease } from '../../../server/transports/transport.ts';
import { createMachine, type Machine, type Process } from '../../helpers/simulated-share/machine.ts';
import type { SimulatedRun } from '../../helpers/simulated-share/seeds.ts';
import { createWorld, type World } from '../../helpers/simulated-share/world.ts';

const LEASE_MS = 10_000;
const BEAT_MS = 2_000;
const END_MS = 150_000;
const WORKERS = ['w1', 'w2', 'w3'];
const TASKS = ['t1', 't2'];
const PLANNED_TERM = 2;

/** A part of the real thing that is taken away, to see whether the simulation notices. */
export type Weakness =
  | 'main waits less than a lease lasts'
  | 'what was lost is not said with the echo'
  | 'main forgets what it granted'
  | 'a new main does not wait'
  | 'sleep is not noticed'
  | 'results are not compared with the last token';

interface Offer {
  readonly task: string;
  readonly token: number;
  readonly to: string;
}

export const simulateSeed = (seed: number): Promise<SimulatedRun> => simulateGrants(seed);

/** One main and three workers, where everything that can go wrong between them does. */
export async function simulateGrants(seed: number, weakness: Weakness | null = null): Promise<SimulatedRun> {
  const world = createWorld(seed);
  const { random } = world;
  const latency = (): number => (random.chance(0.95) ? random.between(1, 200) : random.between(0, 12_000));
  const machines = ['m', ...WORKERS].map((name) => createMachine(world, name, latency));
  const place = createPlace(world);
  const memories = new Map<string, ArbiterState>();
  let held: { readonly machine: Machine; readonly process: Process; readonly lease: Lease }[] = [];
  const granted = new Map<string, number>();
  const violations: string[] = [];
  /** What machines know durably: which tokens they are done with, and the highest that they were offered for a task. */
  const finished = new Set<string>();
  const newest = new Map<string, number>();
  const handOverAt = random.chance(0.25) ? random.between(30_000, 90_000) : Infinity;
  if (handOverAt < END_MS) world.count('hand-over');
  /** The old main is the first to know. */
  const knows = new Map(
    machines.map(({ name }) => [name, handOverAt + (name === 'm' ? 0 : random.between(500, 20_000))]),
  );
  const mainFor = (name: string): string => (world.now() >= (knows.get(name) ?? Infinity) ? 'w1' : 'm');

  const start = async (machine: Machine): Promise<void> => {
    const process = machine.start();
    const ep = place.nextEpoch(machine.name);
    world.trace(`${machine.name} starts as ${ep}`);
    const leases = await createLeases(weakened(depsOf(machine.name, process), weakness, machine.name));
    const running = { machine, process, leases, ep };
    void beats(running);
    void looks(running);
    void grants(running);
  };

  const depsOf = (name: string, process: Process): LeaseDeps => ({
    self: name,
    members: { main: () => mainFor(name), term: () => (mainFor(name) === 'm' ? 1 : PLANNED_TERM) },
    scheduler: process.scheduler,
    sightings: createSightings(process.scheduler),
    leaseMs: () => LEASE_MS,
    memory: {
      load: () => process.call(() => memories.get(name) ?? null),
      save: (state) => process.call(() => void memories.set(name, structuredClone(state))),
    },
    claims: null,
  });

  interface Running {
    readonly machine: Machine;
    readonly process: Process;
    readonly leases: LeaseKeeper;
    readonly ep: number;
  }

  const beats = async ({ machine, process, leases, ep }: Running): Promise<void> => {
    for (let counter = 1; ; counter += 1) {
      const said = await leases.nextBeat({ ep, counter });
      await process.call(() => place.beat({ machine: machine.name, ep, counter, ...said })).catch(() => {});
      await process.scheduler.sleep(random.between(0.7, 1.3) * BEAT_MS);
    }
  };

  const looks = async (running: Running): Promise<void> => {
    const { machine, process, leases } = running;
    const working = new Set<string>();
    for (;;) {
      await process.scheduler.sleep(random.between(300, 1_500));
      for (const other of machines) {
        if (other === machine) continue;
        const beat = await process.call(() => place.look(other.name)).catch(() => null);
        if (beat !== null)
          leases.sawBeat(weakness === 'what was lost is not said with the echo' ? withoutLost(beat) : beat);
      }
      for (const { task, token } of await process.call(() => place.offersFor(machine.name))) {
        if (working.has(`${task}/${token}`) || finished.has(`${machine.name}/${token}`)) continue;
        // The log of main is in order, so what comes after a higher token was handled before a crash.
        if (token < (newest.get(`${machine.name}/${task}`) ?? 0)) continue;
        newest.set(`${machine.name}/${task}`, token);
        working.add(`${task}/${token}`);
        void work(running, task, token);
      }
    }
  };

  const work = async ({ machine, process, leases }: Running, task: string, token: number): Promise<void> => {
    const lease = leases.held(task, token);
    held.push({ machine, process, lease });
    while (!lease.isValid() && !lease.signal.aborted) await process.scheduler.sleep(500);
    if (lease.signal.aborted) return;
    world.count('lease began');
    await process.scheduler.sleep(random.between(1_000, 30_000), lease.signal);
    // Whoever says that it is done does not begin again. Zombies say so too, and are recognised by their token.
    const isZombie = !lease.isValid();
    if (isZombie && random.chance(0.3)) return;
    finished.add(`${machine.name}/${token}`);
    if (!isZombie) {
      await leases.release(lease);
      world.count('released by its holder');
    }
    if (isZombie || random.chance(0.7)) await process.call(() => place.result({ task, token })).catch(() => {});
  };

  const grants = async ({ machine, process, leases }: Running): Promise<void> => {
    for (;;) {
      await process.scheduler.sleep(random.between(1_000, 4_000));
      if (mainFor(machine.name) !== machine.name) continue;
      for (const result of await process.call(() => place.results())) {
        const isCurrent = leases.holder(result.task)?.token === result.token;
        if (!isCurrent) world.count('late result refused');
        if (!isCurrent && weakness !== 'results are not compared with the last token') continue;
        if (result.token !== granted.get(result.task)) violations.push(`result under the old token ${result.token}`);
        world.count('result applied');
        await leases.release(result);
      }
      const task = random.pick(TASKS);
      const to = random.pick(WORKERS);
      const grant = await leases.grant(task, to).catch(() => ({ retryInMs: 0 }));
      if (!('token' in grant)) continue;
      if (grant.token <= (granted.get(task) ?? 0)) violations.push(`token ${grant.token} of ${task} was used before`);
      granted.set(task, Math.max(grant.token, granted.get(task) ?? 0));
      world.trace(`${machine.name} grants ${task}/${grant.token} to ${to}`);
      await process.call(() => place.offer({ task, token: grant.token, to })).catch(() => {});
    }
  };

  const check = (): void => {
    held = held.filter(({ process, lease }) => process.isAlive() && !lease.signal.aborted);
    for (const task of TASKS) {
      const owners = held.filter(({ lease }) => lease.task === task && lease.isValid());
      if (new Set(owners.map(({ machine }) => machine)).size < 2) continue;
      violations.push(
        `${task} is owned by ${owners.map(({ machine, lease }) => `${machine.name}/${lease.token}`).join(' and ')}`,
      );
      world.trace(violations.at(-1) ?? '');
    }
  };

  for (const machine of machines) void start(machine);
  misfortunes(world, machines, (machine) => void start(machine));
  await world.run(END_MS, () => violations.length < 5 && check());
  return { violations, faults: world.faults, last: world.last(40) };
}

/** What all see of each other: late, sometimes as it was half a minute ago, and now and then nothing at all. */
function createPlace(world: World) {
  const { random } = world;
  const beats = new Map<string, { readonly at: number; readonly beat: Heartbeat }[]>();
  const epochs = new Map<string, number>();
  const offers: (Offer & { readonly arrivesAt: number })[] = [];
  const results: { readonly task: string; readonly token: number; readonly arrivesAt: number }[] = [];
  const loseReply = (): void => {
    if (!random.chance(0.05)) return;
    world.count('lost reply');
    throw new Error('EIO');
  };
  return {
    nextEpoch(machine: string): number {
      epochs.set(machine, (epochs.get(machine) ?? 0) + 1);
      return epochs.get(machine) ?? 1;
    },
    beat(beat: Pick<Heartbeat, 'machine' | 'ep' | 'counter' | 'echo' | 'leases' | 'released'>): void {
      const all = beats.get(beat.machine) ?? [];
      all.push({ at: world.now(), beat: { v: 1, at: 0, status: STATUS, signature: '', ...beat } });
      beats.set(beat.machine, all);
      loseReply();
    },
    look(machine: string): Heartbeat | null {
      loseReply();
      const back = random.chance(0.6) ? 0 : random.chance(0.8) ? random.between(0, 5_000) : random.between(0, 40_000);
      if (back > 0) world.count('stale read');
      return beats.get(machine)?.findLast(({ at }) => at <= world.now() - back)?.beat ?? null;
    },
    offer(offer: Offer): void {
      offers.push({ ...offer, arrivesAt: world.now() + random.between(10, random.chance(0.7) ? 2_000 : 40_000) });
      loseReply();
    },
    offersFor: (machine: string): readonly Offer[] =>
      offers.filter(({ to, arrivesAt }) => to === machine && arrivesAt <= world.now()),
    result(result: { readonly task: string; readonly token: number }): void {
      results.push({ ...result, arrivesAt: world.now() + random.between(10, random.chance(0.7) ? 2_000 : 40_000) });
      loseReply();
    },
    results() {
      const arrived = results.filter(({ arrivesAt }) => arrivesAt <= world.now());
      for (const result of arrived) results.splice(results.indexOf(result), 1);
      return arrived;
    },
  };
}

const STATUS: Heartbeat['status'] = {
  role: 'worker',
  activity: null,
  queue: 0,
  busy: 0,
  slots: 0,
  task: null,
  lastResult: null,
  capabilities: [],
  ssh: null,
};

const withoutLost = (beat: Heartbeat): Heartbeat => ({ ...beat, leases: beat.leases && { ...beat.leases, over: {} } });

function misfortunes(world: World, machines: readonly Machine[], start: (machine: Machine) => void): void {
  const { random } = world;
  for (let time = 0; time < END_MS; time += random.between(2_000, 12_000)) {
    world.at(time, () => {
      const machine = random.pick(machines);
      const what = random.pick(['pause', 'suspend', 'crash', 'clock jump'] as const);
      world.count(what);
      world.trace(`${machine.name}: ${what}`);
      if (what === 'pause') machine.pause(random.between(0, 30_000));
      if (what === 'suspend') machine.suspend(random.between(0, 40_000));
      if (what === 'clock jump') machine.jump(random.pick([-3_600_000, 3_600_000]));
      if (what !== 'crash' || !machine.isRunning()) return;
      machine.kill();
      world.after(random.between(100, 20_000), () => start(machine));
    });
  }
}

function weakened(deps: LeaseDeps, weakness: Weakness | null, name: string): LeaseDeps {
  const { scheduler } = deps;
  switch (weakness) {
    case 'main waits less than a lease lasts':
      return name === 'm' ? { ...deps, scheduler: { ...scheduler, monotonic: () => scheduler.monotonic() * 3 } } : deps;
    case 'sleep is not noticed':
      return { ...deps, scheduler: { ...scheduler, wall: () => scheduler.monotonic() } };
    case 'main forgets what it granted':
      return { ...deps, memory: { load: async () => null, save: async () => {} } };
    case 'a new main does not wait':
      return { ...deps, memory: { ...deps.memory, load: async () => (name === 'w1' ? forged() : null) } };
    case 'what was lost is not said with the echo':
    case 'results are not compared with the last token':
    case null:
      return deps;
  }
}

/** A state that says that this machine knows all that was granted in its term: nothing. */
const forged = (): ArbiterState => ({
  v: 1,
  term: PLANNED_TERM,
  high: PLANNED_TERM * 2 ** 32,
  longestMs: LEASE_MS,
  grants: {},
  over: {},
});
