import type { MachineId } from '#schemas/wire/names.ts';
import { newestOf } from './layout.ts';
import { createPauses } from './pauses.ts';
import { createSenderStream, type SenderStream, type SenderStreamDeps } from './sender-stream.ts';

/** Without hints, one machine's folders are looked at this often, in turn: a hint may be lost, a record never. */
const SWEEP_MS = 4_000;
/** So long after the last news it looks as often as while there are some. */
const ACTIVE_MS = 3_000;

/** Looks for news of all machines by one listing, and has each sender's stream read what is new. */
export interface LogReader {
  start(): void;
  poke(): void;
  /** By sender. */
  streams(): ReadonlyMap<MachineId, SenderStream>;
  close(): Promise<void>;
}

export function createLogReader(deps: SenderStreamDeps): LogReader {
  const { transport, scheduler, health } = deps;
  const { pollMs, idlePollMs } = transport.timing;
  const streams = createStreams(deps);
  const sweep = sweeper(deps, streams);
  const pauses = createPauses(scheduler);
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    let waitMs = pollMs;
    let activeUntil = 0;
    while (!pauses.hasEnded() && !health.isRefused()) {
      try {
        await lookForNews(deps, streams);
        await sweep();
        health.worked('read');
      } catch (error) {
        health.failed('read', error);
      }
      const now = scheduler.monotonic();
      if ([...streams.all().values()].some((stream) => stream.isBehind())) activeUntil = now + ACTIVE_MS;
      waitMs = now < activeUntil ? pollMs : Math.min(waitMs * 1.5, idlePollMs);
      const jitter = 0.9 + 0.2 * scheduler.random();
      await pauses.pause(waitMs * jitter);
    }
  }

  return {
    start() {
      running ??= run();
    },
    poke: pauses.wake,
    streams: streams.all,
    async close() {
      pauses.end();
      await running;
      await Promise.all([...streams.all().values()].map((stream) => stream.close()));
    },
  };
}

type Streams = ReturnType<typeof createStreams>;

/** One for each member that has said something. */
function createStreams(deps: SenderStreamDeps) {
  const { layout, alarms } = deps;
  const { members, self } = deps.transport;
  const streams = new Map<MachineId, SenderStream>();
  return {
    all: () => streams,
    /** Null: none of a member. */
    of(machine: MachineId): SenderStream | null {
      if (machine === self || !MACHINE.test(machine)) return null;
      if (members.keyOf(machine) === null) {
        const text = `${layout.log(machine)} is not that of a member, so nothing of it is read. Remove it, unless main is about to confirm that machine.`;
        alarms.raise('stranger', null, text);
        return null;
      }
      const stream = streams.get(machine) ?? createSenderStream(machine, deps);
      streams.set(machine, stream);
      return stream;
    },
  };
}

const MACHINE = /^[a-z0-9-]{1,64}$/;

async function lookForNews({ share, layout }: SenderStreamDeps, streams: Streams): Promise<void> {
  for (const tip of newestOf((await share.list(layout.news)) ?? [], '')) {
    const stream = streams.of(tip.machine);
    const isNews = stream !== null && (stream.cursor().chunk < tip.counter || stream.isBehind());
    if (isNews) stream.look({ ep: tip.ep, chunk: tip.counter });
  }
}

/** Looks at all machines once, then at one after the other. */
function sweeper({ share, layout, scheduler }: SenderStreamDeps, streams: Streams): () => Promise<void> {
  let sweptAt: number | null = null;
  let rest: readonly MachineId[] = [];
  return async () => {
    const now = scheduler.monotonic();
    if (sweptAt !== null && now - sweptAt < SWEEP_MS) return;
    if (rest.length === 0) rest = (await share.list(layout.logs)) ?? [];
    const count = sweptAt === null ? rest.length : 1;
    sweptAt = now;
    for (const machine of rest.slice(0, count)) streams.of(machine)?.look(null);
    rest = rest.slice(count);
  };
}
