import type { MachineId } from '#schemas/wire/names.ts';
import { parseCounted, type CountedName } from './layout.ts';
import { openSenderStream, type SenderStream, type SenderStreamDeps } from './sender-stream.ts';

/** Without hints, one machine's folders are looked at this often, in turn: a hint may be lost, a record never. */
const SWEEP_MS = 4_000;
/** So long after the last news it looks as often as while there are some. */
const ACTIVE_MS = 3_000;

/** Looks for news of all machines by one listing, and has each sender's stream read what is new. */
export interface LogReader {
  start(): void;
  poke(): void;
  /** What was applied, by sender. */
  streams(): ReadonlyMap<MachineId, SenderStream>;
  close(): Promise<void>;
}

export function createLogReader(deps: SenderStreamDeps): LogReader {
  const { transport, layout, share, scheduler, health, alarms } = deps;
  const { timing, self, members } = transport;
  const streams = new Map<MachineId, SenderStream>();
  const closing = new AbortController();
  let wake = new AbortController();
  let running: Promise<void> | null = null;
  let activeUntil = 0;
  let sweptAt = -Infinity;
  let toSweep: readonly MachineId[] = [];

  async function run(): Promise<void> {
    let waitMs = timing.pollMs;
    while (!closing.signal.aborted && !health.isRefused()) {
      wake = new AbortController();
      try {
        await lookForNews();
        await sweep();
        health.worked('read');
      } catch (error) {
        health.failed('read', error);
      }
      const now = scheduler.monotonic();
      if ([...streams.values()].some((stream) => stream.isBehind())) activeUntil = now + ACTIVE_MS;
      waitMs = now < activeUntil ? timing.pollMs : Math.min(waitMs * 1.5, timing.idlePollMs);
      const jitter = 0.9 + 0.2 * scheduler.random();
      await scheduler.sleep(waitMs * jitter, AbortSignal.any([closing.signal, wake.signal]));
    }
  }

  async function lookForNews(): Promise<void> {
    for (const tip of newestOf((await share.list(layout.news)) ?? [])) {
      if (tip.machine === self) continue;
      const stream = await streamOf(tip.machine);
      if (stream === null || tip.counter <= stream.applied().chunk) continue;
      activeUntil = scheduler.monotonic() + ACTIVE_MS;
      stream.look({ ep: tip.ep, chunk: tip.counter });
    }
  }

  async function sweep(): Promise<void> {
    const now = scheduler.monotonic();
    if (now - sweptAt < SWEEP_MS) return;
    const isFirst = sweptAt === -Infinity;
    sweptAt = now;
    if (toSweep.length === 0) toSweep = ((await share.list(layout.logs)) ?? []).filter((name) => name !== self);
    const count = isFirst ? toSweep.length : 1;
    for (const machine of toSweep.slice(0, count)) (await streamOf(machine))?.look(null);
    toSweep = toSweep.slice(count);
  }

  async function streamOf(machine: MachineId): Promise<SenderStream | null> {
    if (members.keyOf(machine) === null) {
      if (!MACHINE.test(machine)) return null;
      const text = `${layout.log(machine)} is not that of a member, so nothing of it is read.`;
      alarms.raise('stranger', null, text);
      return null;
    }
    const known = streams.get(machine);
    if (known !== undefined) return known;
    const stream = await openSenderStream(machine, deps);
    streams.set(machine, stream);
    return stream;
  }

  return {
    start() {
      running ??= run();
    },
    poke: () => wake.abort(),
    streams: () => streams,
    async close() {
      closing.abort();
      await running;
      await Promise.all([...streams.values()].map((stream) => stream.close()));
    },
  };
}

const MACHINE = /^[a-z0-9-]{1,64}$/;

/** Of each machine the one that was counted last. */
export function newestOf(names: readonly string[], ending: '' | '.json' = ''): readonly CountedName[] {
  const newest = new Map<MachineId, CountedName>();
  for (const name of names) {
    const found = parseCounted(name, ending);
    if (found === null) continue;
    const known = newest.get(found.machine);
    const isNewer =
      known === undefined || found.ep > known.ep || (found.ep === known.ep && found.counter > known.counter);
    if (isNewer) newest.set(found.machine, found);
  }
  return [...newest.values()];
}
