import { createAcks, type Acks } from '../../../server/transports/file/acks.ts';
import { createAlarms } from '../../../server/transports/file/alarms.ts';
import { CURSORS_FILE, openCursors, parseCursors, type SavedCursors } from '../../../server/transports/file/cursors.ts';
import { openFormat } from '../../../server/transports/file/format.ts';
import { createHealth } from '../../../server/transports/file/health.ts';
import { createLayout } from '../../../server/transports/file/layout.ts';
import { createLogReader, type LogReader } from '../../../server/transports/file/log-reader.ts';
import { createLogWriter } from '../../../server/transports/file/log-writer.ts';
import { createNews } from '../../../server/transports/file/news.ts';
import { checkOwnLog } from '../../../server/transports/file/own-check.ts';
import { openOwnLog } from '../../../server/transports/file/own-log.ts';
import { resumeFrom } from '../../../server/transports/file/resume.ts';
import { createRetention } from '../../../server/transports/file/retention.ts';
import { createScratch } from '../../../server/transports/file/scratch.ts';
import { createSnapshots, type SnapshotFiles } from '../../../server/transports/file/snapshots.ts';
import { createLocalDisk } from '../../helpers/simulated-share/local-disk.ts';
import { createMachine, type Machine, type Process } from '../../helpers/simulated-share/machine.ts';
import type { SimulatedRun } from '../../helpers/simulated-share/seeds.ts';
import { createSimulatedShare, type SimulatedShare } from '../../helpers/simulated-share/share.ts';
import { createWorld } from '../../helpers/simulated-share/world.ts';
import { createBook } from './book.ts';
import { memberPlace, NAMES, PROJECT } from './members.ts';

const TROUBLE_MS = 15_000;
/** Long enough for an alarm about what is missing, and for what is done about it. */
const CALM_MS = 600_000;
const RETENTION_MS = 4_000;
/** So long it may take until the others have noticed that somebody is back, and until a newer snapshot helps. */
const COMING_BACK_MS = 60_000;
/** A machine that is away for longer does not count any more, and begins anew from a snapshot. */
const GONE_MS = 9_000;

export interface Retained {
  readonly seed: number;
  /** Replaces what the others have said that they applied. */
  readonly acks?: (acks: Acks) => Acks;
  readonly snapshots?: (snapshots: SnapshotFiles) => SnapshotFiles;
  readonly retentionMs?: number;
}

export const simulateSeed = (seed: number): Promise<SimulatedRun> => simulateRetention({ seed });

/** Three machines that talk, acknowledge, write snapshots and prune, one of which may be away for long. */
export async function simulateRetention({ seed, acks, snapshots, retentionMs }: Retained): Promise<SimulatedRun> {
  const world = createWorld(seed);
  const { random } = world;
  const share = createSimulatedShare(
    world,
    random.pick(['mounted', 'mounted', 'mounted-without-links', 'synchronised']),
  );
  world.count(share.kind);
  const layout = createLayout(PROJECT);
  const book = createBook(world, NAMES);
  const disks = new Map(NAMES.map((name) => [name as string, createLocalDisk(world, name)]));
  const epochs = new Map<string, number>();
  const left = new Map<string, number>();
  const cameBack = new Map<string, number>();
  /** By sender: up to which chunk some snapshot holds what was said. */
  const covered = new Map<string, number>();
  let isCalm = false;
  const machines = NAMES.map((name) =>
    createMachine(world, name, () =>
      isCalm || random.chance(0.97) ? random.between(1, 40) : random.between(0, 5_000),
    ),
  );
  const setsClocks = random.chance(0.5);

  /** Whether the others count it: it is there, or has not been away for long. */
  const isActive = (name: string): boolean => world.now() - (left.get(name) ?? Infinity) < GONE_MS || !left.has(name);

  const start = async (machine: Machine): Promise<void> => {
    const { name } = machine;
    const disk = disks.get(name);
    if (disk === undefined) return;
    const process = machine.start();
    const mustResume = !isActive(name);
    if (!mustResume) left.delete(name);
    else cameBack.set(name, world.now());
    world.trace(`${name} starts${mustResume ? ' after a long time' : ''}`);
    const watch = (call: string): void => {
      if (!process.isAlive()) throw new Error('This process is gone.');
      watchPruning(name, call);
    };
    const place = memberPlace({
      world,
      share,
      process,
      name,
      disk,
      watch,
      timing: { retentionMs: retentionMs ?? RETENTION_MS },
    });
    const health = createHealth(process.scheduler, '/share', place.transport.log, () => {});
    const alarms = createAlarms(process.scheduler, place.transport.log, () => {});
    const ep = (epochs.get(name) ?? 0) + 1;
    epochs.set(name, ep);
    const onClone = (text: string): void => book.violation(`${name} refuses: ${text}`);
    const cursors = await openCursors(place.local, process.scheduler);
    const own = await openOwnLog(place.local, { project: PROJECT, machine: name });
    for (;;) {
      try {
        await openFormat(PROJECT, name, layout, place.share, place.local);
        await checkOwnLog({ transport: place.transport, layout, share: place.share, own, alarms, onClone });
        break;
      } catch (error) {
        world.trace(`${name} waits: ${String(error)}`);
        await process.scheduler.sleep(1_000);
      }
    }
    const common = { ...place, layout, health, alarms, ep };
    let reader: LogReader | null = null;
    const applied = () =>
      Object.fromEntries([...(reader?.streams() ?? [])].map(([sender, stream]) => [sender, stream.cursor()]));
    const ownCursor = () => {
      const said = own.find(own.delivered());
      return said === null ? {} : { [name]: { ep: said.ep, chunk: said.chunk, seq: said.last, hash: said.hash } };
    };
    const realAcks = createAcks({
      ...common,
      cursors: () =>
        Object.fromEntries(
          Object.entries(applied()).map(([sender, { ep: at, chunk, seq }]) => [sender, { ep: at, chunk, seq }]),
        ),
    });
    const realSnapshots = createSnapshots({
      ...common,
      cursors() {
        const held = { ...applied(), ...ownCursor() };
        for (const [sender, { chunk }] of Object.entries(held)) {
          covered.set(sender, Math.max(chunk, covered.get(sender) ?? 0));
        }
        return held;
      },
    });
    const parts = { acks: acks?.(realAcks) ?? realAcks, snapshots: snapshots?.(realSnapshots) ?? realSnapshots };
    if (mustResume) await resume(process, name, realSnapshots, cursors);
    left.delete(name);
    const news = createNews(name, layout, place.share, process.scheduler);
    const writer = await createLogWriter({ ...common, own, onPublished: news.tell, onClone });
    const retention = createRetention({
      ...common,
      ...parts,
      own,
      active: () => Promise.resolve(NAMES.filter((one) => one !== name && isActive(one))),
    });
    writer.attach();
    reader = createLogReader({ ...common, cursors, handle: (record) => book.handle(process, name, record) });
    reader.start();
    void repeat(process, 500, 3_000, async () => {
      if (isCalm) return;
      const drafts = [book.draft(name)];
      book.promised(name, drafts, await writer.publish(drafts));
    });
    void repeat(process, 500, 2_000, realAcks.tell);
    const scratch = createScratch(place.share, layout.tmp(name));
    void repeat(process, 1_500, 4_000, retention.prune);
    void repeat(process, 10_000, 20_000, scratch.prune);
    void repeat(process, 2_000, 4_000, async () => {
      if (alarms.all().some((alarm) => alarm.kind === 'gap' && alarm.machine !== name)) beginAnew(machine);
    });
    if (name === NAMES[0]) void repeat(process, 1_000, 4_000, () => realSnapshots.write(() => Promise.resolve(null)));
  };

  const resume = async (process: Process, name: string, from: SnapshotFiles, cursors: SavedCursors): Promise<void> => {
    for (;;) {
      const snapshot = await from.read().catch(() => null);
      if (snapshot !== null) {
        await resumeFrom(
          snapshot,
          Object.keys(snapshot.cursors).filter((one) => one !== name),
          cursors,
        );
        for (const [sender, { seq }] of Object.entries(snapshot.cursors))
          if (sender !== name) book.resume(name, sender, seq);
        return;
      }
      await process.scheduler.sleep(500);
    }
  };

  const repeat = async (process: Process, least: number, most: number, work: () => Promise<void>): Promise<void> => {
    for (;;) {
      await process.scheduler.sleep(random.between(least, most));
      await work().catch((error: unknown) => world.trace(String(error)));
    }
  };

  /** No chunk goes that somebody may still need; who is needed is told from what is durable on each machine. */
  const watchPruning = (name: string, call: string): void => {
    const match = /^before unlink .*\/log\/([a-z]+)\/\d{10}\/\d{7}\/(\d{10})\.jsonl$/.exec(call);
    if (match === null) return;
    world.count('pruned');
    if (match[1] !== name) book.violation(`${name} removed ${call}`);
    if (Number(match[2]) > (covered.get(name) ?? 0)) book.violation(`${name} removed what no snapshot holds`);
    for (const reader of NAMES) {
      const isBack = world.now() - (cameBack.get(reader) ?? -Infinity) > COMING_BACK_MS;
      if (reader === name || !isActive(reader) || !isBack) continue;
      const bytes = disks.get(reader)?.peek(CURSORS_FILE);
      const cursor = bytes ? (parseCursors(bytes)[name]?.chunk ?? 0) : 0;
      if (cursor < Number(match[2])) book.violation(`${name} removed chunk ${Number(match[2])}, which ${reader} needs`);
    }
  };

  /** What was pruned while a machine came back: it begins anew once more, from a newer snapshot. */
  const beginAnew = (machine: Machine): void => {
    world.count('began anew once more');
    machine.kill();
    left.set(machine.name, -Infinity);
    void start(machine);
  };

  const crash = (machine: Machine, awayMs: number): void => {
    if (!machine.isRunning()) return;
    const isPower = random.chance(0.4);
    world.count(isPower ? 'power cut' : 'kill');
    world.trace(`${machine.name} ${isPower ? 'loses its power' : 'is killed'} for ${awayMs.toFixed(0)} ms`);
    machine.kill();
    if (isPower) share.crashClient(machine.name);
    left.set(machine.name, left.get(machine.name) ?? world.now());
    world.after(awayMs, () => void start(machine));
  };

  const misfortune = (machine: Machine): void => {
    const what = random.pick(['pause', 'crash', 'away', 'clock jump', 'server crash', 'full'] as const);
    if (what === 'server crash') return share.crashServer();
    if (what === 'full') return share.fillFor(random.between(500, 6_000));
    if (what === 'crash') return crash(machine, random.between(50, GONE_MS / 2));
    if (what === 'away') return machine === machines[2] ? crash(machine, random.between(GONE_MS, 12_000)) : undefined;
    if (what === 'clock jump' && !setsClocks) return;
    world.count(what);
    if (what === 'pause') machine.pause(random.between(100, 8_000));
    if (what === 'clock jump') machine.jump(random.pick([-3_600_000, 3_600_000]));
  };

  for (const machine of machines) void start(machine);
  for (let time = random.between(500, 3_000); time < TROUBLE_MS; time += random.between(1_000, 4_000)) {
    world.at(time, () => misfortune(random.pick(machines)));
  }
  world.at(TROUBLE_MS, () => {
    isCalm = true;
    share.heal();
    world.trace('nothing goes wrong any more');
  });
  await world.run(TROUBLE_MS);
  const isTidy = (): boolean => setsClocks || overfull(share).length === 0;
  for (let until = TROUBLE_MS; until <= CALM_MS && !(book.isComplete() && isTidy()); until += 1_000)
    await world.run(until);
  book.end();
  if (!setsClocks) for (const text of overfull(share)) book.violation(text);
  return { violations: book.violations, faults: world.faults, last: world.last(60) };
}

/** What should not be there any more when everybody has applied everything. */
function overfull(share: SimulatedShare): readonly string[] {
  return NAMES.flatMap((name) => {
    const paths = share.tree(name).paths();
    const count = (pattern: RegExp): number => paths.filter((path) => pattern.test(path)).length;
    const bounds = [
      ['chunks', count(new RegExp(`/log/${name}/.*jsonl$`)), 2],
      ['acknowledgements', count(new RegExp(`/ack/${name}\\.`)), 3],
      ['snapshots', count(new RegExp(`/snap/${name}\\.`)), 3],
      ['hints', count(new RegExp(`/news/${name}\\.`)), 4],
      ['scratch files', count(new RegExp(`/tmp/${name}/`)), 2],
    ] as const;
    return bounds.flatMap(([what, found, most]) => (found > most ? [`${name} keeps ${found} ${what}`] : []));
  });
}
