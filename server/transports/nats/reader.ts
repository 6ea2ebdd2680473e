/**
 * The logs of all other members. Each sender has a lane of its own: its messages in order, from where this machine has
 * applied them, so that one that has to wait or was stopped holds nobody up. The place that was reached is local and
 * durable; the server is asked for what follows, and remembers nothing of its readers.
 */
import type { WireRecord } from '#schemas/wire/record.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { Alarm } from '../transport.ts';
import { openLane, type Lane } from './lane.ts';
import type { LocalState } from './local-state.ts';
import { machineOf, type PlaceNames } from './names.ts';
import type { Place } from './place.ts';

/** More senders than any roster may have are noise. */
const MOST_SUBJECTS = 256;

export interface ReaderDeps {
  readonly project: string;
  readonly self: string;
  readonly names: PlaceNames;
  readonly state: LocalState;
  readonly scheduler: Scheduler;
  readonly pollMs: number;
  readonly idlePollMs: number;
  keyOf(machine: string): string | null;
  alarm(kind: Alarm['kind'], machine: string | null, text: string): void;
  failed(error: unknown): void;
  /** Machines that were seen to beat; they may say something at any time. */
  seen(): readonly string[];
}

export interface Reader {
  subscribe(handle: (record: WireRecord) => Promise<void>): void;
  poke(): void;
  begin(place: Place): void;
  end(): void;
  /** Resolves when no handler runs any more. */
  close(): Promise<void>;
}

export function createReader(deps: ReaderDeps): Reader {
  const { scheduler } = deps;
  const lanes = new Map<string, Lane>();
  /** Stopped for as long as this process lives: what is wrong with a log does not go away by looking again. */
  const stopped = new Set<string>();
  let handle: ((record: WireRecord) => Promise<void>) | null = null;
  let session: AbortController | null = null;
  let nudge = new AbortController();
  const running = new Set<Promise<void>>();

  async function look(place: Place, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (handle !== null) await openLanes(place, handle);
      } catch (error) {
        if (!signal.aborted) deps.failed(error);
      }
      if (nudge.signal.aborted) nudge = new AbortController();
      await scheduler.sleep(deps.idlePollMs * (0.9 + scheduler.random() / 5), AbortSignal.any([nudge.signal, signal]));
    }
  }

  async function openLanes(place: Place, apply: (record: WireRecord) => Promise<void>): Promise<void> {
    for (const machine of await sendersIn(place, deps)) {
      if (lanes.has(machine) || stopped.has(machine)) continue;
      const lane = openLane({ ...deps, place, machine, apply, stop: () => stopped.add(machine) });
      lanes.set(machine, lane);
      const ended = lane.ended.then(() => void (lanes.get(machine) === lane && lanes.delete(machine)));
      running.add(ended);
      void ended.then(() => running.delete(ended));
    }
  }

  return {
    subscribe(given) {
      handle = given;
      nudge.abort();
    },
    poke: () => nudge.abort(),
    begin(place) {
      session = new AbortController();
      void look(place, session.signal);
    },
    end() {
      session?.abort();
      for (const lane of lanes.values()) lane.close();
      lanes.clear();
    },
    async close() {
      session?.abort();
      for (const lane of lanes.values()) lane.close();
      await Promise.all(running);
    },
  };
}

/** Members that have said something or may do so. */
async function sendersIn(place: Place, deps: ReaderDeps): Promise<readonly string[]> {
  const { names, state, self, keyOf, alarm } = deps;
  const info = await place.manager.streams.info(names.logStream, { subjects_filter: names.logSubjects });
  // Another stream than the one that was read so far: its places mean nothing there, only the records' own numbers do.
  if (state.stream !== info.created) state.setStream(info.created);
  const subjects = Object.keys(info.state.subjects ?? {}).slice(0, MOST_SUBJECTS);
  for (const subject of subjects) {
    const machine = machineOf(subject);
    if (machine === self || (machine !== null && keyOf(machine) !== null)) continue;
    const todo = 'They are ignored; confirm the machine if it is one of yours.';
    alarm('stranger', machine, `${subject} holds records of nobody that main's roster names. ${todo}`);
  }
  const machines = new Set([...subjects.flatMap((subject) => machineOf(subject) ?? []), ...deps.seen()]);
  return [...machines].filter((machine) => machine !== self && keyOf(machine) !== null);
}
