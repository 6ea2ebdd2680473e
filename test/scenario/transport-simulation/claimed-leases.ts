import type { Scheduler } from '../../../server/platform/scheduler.ts';
import { createSightings } from '../../../server/transports/freshness/sightings.ts';
import { createLeases } from '../../../server/transports/leases/create-leases.ts';
import { createShareLinks } from '../../../server/transports/leases/share-links.ts';
import type { Lease } from '../../../server/transports/transport.ts';
import { createLocalDisk } from '../../helpers/simulated-share/local-disk.ts';
import { createMachine, type Machine, type Process } from '../../helpers/simulated-share/machine.ts';
import type { SimulatedRun } from '../../helpers/simulated-share/seeds.ts';
import { createSimulatedShare, type ShareKind } from '../../helpers/simulated-share/share.ts';
import { createWorld } from '../../helpers/simulated-share/world.ts';
import { memberPlace, NAMES, PROJECT } from './members.ts';

const LEASE_MS = 10_000;
const END_MS = 100_000;
const TASK = 'request-1';
const FOLDER = `clutch-collab/${PROJECT}/lease`;

export const simulateSeed = (seed: number): Promise<SimulatedRun> => simulateClaims(seed);

/** Three machines that claim one task by themselves, again and again. `clockRate`: how much too fast the first one counts. */
export async function simulateClaims(seed: number, kind: ShareKind = 'mounted', clockRate = 1): Promise<SimulatedRun> {
  const world = createWorld(seed);
  const { random } = world;
  const share = createSimulatedShare(world, kind);
  const latency = (): number => (random.chance(0.95) ? random.between(1, 200) : random.between(0, 12_000));
  const machines = NAMES.map((name) => createMachine(world, name, latency));
  const violations: string[] = [];
  const tokens = new Map<number, string>();
  let held: { readonly name: string; readonly process: Process; readonly lease: Lease }[] = [];
  let isAtomic = true;

  const start = async (machine: Machine): Promise<void> => {
    const { name } = machine;
    const process = machine.start();
    const watch = (): void => {
      if (!process.isAlive()) throw new Error('This process is gone.');
    };
    const disk = createLocalDisk(world, name);
    const place = memberPlace({ world, share, process, name, disk, watch });
    const { scheduler } = process;
    const leases = await createLeases({
      self: name,
      members: { main: () => null, term: () => 0 },
      scheduler: name === NAMES[0] && clockRate !== 1 ? fast(scheduler, clockRate) : scheduler,
      sightings: createSightings(scheduler),
      leaseMs: () => LEASE_MS,
      memory: { load: async () => null, save: async () => {} },
      claims: {
        store: createShareLinks(place.share, FOLDER),
        seal: { project: PROJECT, sign: () => 'A'.repeat(86), isSignedBy: () => true },
        leaseMs: LEASE_MS,
        epoch: () => 1,
        isAtomic: () => isAtomic,
        onDoubleToken(_, token) {
          world.count('double token noticed');
          world.trace(`${name} sees two of ${token}`);
          isAtomic = false;
        },
      },
    });
    for (;;) {
      await scheduler.sleep(random.between(200, 2_500));
      await place.share
        .makeFolders(['clutch-collab', `clutch-collab/${PROJECT}`, FOLDER, `clutch-collab/${PROJECT}/tmp`, place.tmp])
        .catch(() => {});
      const lease = await leases.claim(TASK).catch(() => null);
      if (lease === null) continue;
      world.count('claimed');
      world.trace(`${name} claims ${lease.token}`);
      const before = tokens.get(lease.token);
      if (before !== undefined && lease.isValid()) violations.push(`token ${lease.token} is of ${before} and ${name}`);
      tokens.set(lease.token, name);
      held.push({ name, process, lease });
      await scheduler.sleep(random.between(500, 30_000), lease.signal);
      if (lease.isValid()) {
        world.count('renewed and released');
        await leases.release(lease).catch(() => {});
      }
    }
  };

  const check = (): void => {
    held = held.filter(({ process, lease }) => process.isAlive() && !lease.signal.aborted);
    const owners = held.filter(({ lease }) => lease.isValid()).map(({ name, lease }) => `${name}/${lease.token}`);
    if (owners.length < 2 || violations.length > 4) return;
    violations.push(`owned by ${owners.join(' and ')}`);
    world.trace(violations.at(-1) ?? '');
  };

  for (const machine of machines) void start(machine);
  for (let time = 0; time < END_MS; time += random.between(2_000, 12_000)) {
    world.at(time, () => {
      const machine = random.pick(machines);
      const what = random.pick(['pause', 'suspend', 'crash', 'clock jump', 'full'] as const);
      if (what === 'full') return share.fillFor(random.between(500, 5_000));
      world.count(what);
      if (what === 'pause') machine.pause(random.between(0, 30_000));
      if (what === 'suspend') machine.suspend(random.between(0, 30_000));
      if (what === 'clock jump') machine.jump(random.pick([-3_600_000, 3_600_000]));
      if (what !== 'crash' || !machine.isRunning()) return;
      machine.kill();
      world.after(random.between(100, 20_000), () => void start(machine));
    });
  }
  await world.run(END_MS, check);
  return { violations, faults: world.faults, last: world.last(40) };
}

const fast = (scheduler: Scheduler, rate: number): Scheduler => ({
  ...scheduler,
  monotonic: () => scheduler.monotonic() * rate,
  wall: () => scheduler.monotonic() * rate,
});
