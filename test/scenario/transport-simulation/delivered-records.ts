import type { Transport } from '../../../server/transports/transport.ts';
import { createLocalDisk } from '../../helpers/simulated-share/local-disk.ts';
import { createMachine, type Machine, type Process } from '../../helpers/simulated-share/machine.ts';
import type { SimulatedRun } from '../../helpers/simulated-share/seeds.ts';
import { createSimulatedShare } from '../../helpers/simulated-share/share.ts';
import { createWorld } from '../../helpers/simulated-share/world.ts';
import { createBook } from './book.ts';
import { NAMES, startMember, type Replaced } from './members.ts';

const TROUBLE_MS = 20_000;
/** Where nothing but one stop happens, a short talk is enough. */
const SHORT_MS = 3_000;
const CALM_MS = 140_000;

export interface Delivery {
  readonly seed: number;
  readonly replaced?: Replaced;
  /** Nothing goes wrong, but for this machine's power and the server's at this call of its. */
  readonly stopAt?: { readonly machine: string; readonly call: number };
  /** The handler says that it is done before it has begun. */
  readonly handlerIsHasty?: boolean;
}

export const simulateSeed = (seed: number): Promise<SimulatedRun> => simulateDelivery({ seed });

/** Three machines that talk to each other, while everything goes wrong and then nothing any more. */
export async function simulateDelivery({ seed, replaced, stopAt, handlerIsHasty }: Delivery): Promise<SimulatedRun> {
  const world = createWorld(seed);
  const { random } = world;
  const kind = random.pick(['mounted', 'mounted', 'mounted-without-links', 'synchronised'] as const);
  const share = createSimulatedShare(world, stopAt ? 'mounted' : kind);
  if (stopAt) share.heal();
  const troubleMs = stopAt ? SHORT_MS : TROUBLE_MS;
  world.count(share.kind);
  let isCalm = false;
  const latency = (): number =>
    isCalm || stopAt !== undefined || random.chance(0.97) ? random.between(1, 40) : random.between(0, 5_000);
  const names = stopAt ? NAMES.slice(0, 2) : NAMES;
  const machines = names.map((name) => createMachine(world, name, latency));
  const book = createBook(world, names);
  const disks = new Map(names.map((name) => [name as string, createLocalDisk(world, name)]));
  const dooms = new Map<string, number>(stopAt ? [[stopAt.machine, stopAt.call]] : []);

  const start = async (machine: Machine): Promise<void> => {
    const process = machine.start();
    const disk = disks.get(machine.name);
    if (disk === undefined) return;
    const watch = (call: string): void => {
      if (!process.isAlive()) throw new Error('This process is gone.');
      const left = (dooms.get(machine.name) ?? Infinity) - 1;
      dooms.set(machine.name, left);
      if (left > 0) return;
      dooms.delete(machine.name);
      crash(machine, `at ${call}`);
      throw new Error('This process is gone.');
    };
    world.trace(`${machine.name} starts`);
    const deps = { world, share, process, name: machine.name, disk, watch, ...(replaced ? { replaced } : {}) };
    let transport: Transport;
    try {
      transport = await startMember(deps);
    } catch (error) {
      world.trace(`${machine.name} could not start: ${String(error)}`);
      await process.scheduler.sleep(1_000);
      machine.kill();
      return start(machine);
    }
    transport.subscribe(async (record) => {
      const handled = book.handle(process, machine.name, record);
      if (handlerIsHasty !== true) await handled;
      else void handled.catch(() => {});
    });
    void speak(machine, process, transport);
    void watchHealth(process, machine.name, transport);
  };

  const crash = (machine: Machine, how: string): void => {
    if (!machine.isRunning()) return;
    const isPower = stopAt !== undefined || random.chance(0.4);
    world.count(isPower ? 'power cut' : 'kill');
    world.trace(`${machine.name} ${isPower ? 'loses its power' : 'is killed'} ${how}`);
    machine.kill();
    if (isPower) share.crashClient(machine.name);
    if (stopAt) share.crashServer();
    world.after(random.between(50, isCalm ? 500 : 8_000), () => void start(machine));
  };

  const speak = async (machine: Machine, process: Process, transport: Transport): Promise<void> => {
    for (;;) {
      if (isCalm) return;
      await process.scheduler.sleep(random.between(200, stopAt ? 1_000 : 5_000));
      const drafts = Array.from({ length: random.integer(1, 4) }, () => book.draft(machine.name));
      void transport.publish(drafts).then(
        (said) => book.promised(machine.name, drafts, said),
        (error: unknown) => world.trace(`${machine.name} could not say it: ${String(error)}`),
      );
    }
  };

  const watchHealth = async (process: Process, name: string, transport: Transport): Promise<void> => {
    for (;;) {
      await process.scheduler.sleep(2_000);
      if (transport.health().state === 'refused') book.violation(`${name} refuses: ${transport.health().text}`);
      for (const { kind: alarm } of transport.alarms()) world.count(`alarm ${alarm}`);
    }
  };

  for (const machine of machines) void start(machine);
  const firstAt = stopAt ? Infinity : random.between(500, 3_000);
  for (let time = firstAt; time < troubleMs; time += random.between(1_000, 6_000)) {
    world.at(time, () => misfortune(random.pick(machines)));
  }
  const misfortune = (machine: Machine): void => {
    const what = random.pick([
      'pause',
      'suspend',
      'crash',
      'crash at a call',
      'clock jump',
      'server crash',
      'full',
    ] as const);
    world.trace(`${machine.name}: ${what}`);
    if (what === 'server crash') return share.crashServer();
    if (what === 'full') return share.fillFor(random.between(500, 8_000));
    if (what === 'crash') return crash(machine, 'between two calls');
    if (what === 'crash at a call') return void dooms.set(machine.name, random.integer(1, 60));
    world.count(what);
    if (what === 'pause') machine.pause(random.between(100, 30_000));
    if (what === 'suspend') machine.suspend(random.between(100, 30_000));
    if (what === 'clock jump') machine.jump(random.pick([-3_600_000, 3_600_000]));
  };
  world.at(troubleMs, () => {
    isCalm = true;
    dooms.clear();
    share.heal();
    world.trace('nothing goes wrong any more');
  });
  await world.run(troubleMs);
  for (let until = troubleMs; until <= CALM_MS && !book.isComplete(); until += 1_000) await world.run(until);
  book.end();
  return { violations: book.violations, faults: world.faults, last: world.last(60) };
}
