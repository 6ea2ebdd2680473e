import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EffectType } from '#schemas/journal/effects.ts';
import { EngineEvent } from '#schemas/journal/events.ts';
import { begin, step, type Step } from '../../../server/engine/step.ts';
import { openJournal } from '../../../server/store/journal.ts';

export interface Span {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** Where the time of a run went, as its journal tells it. */
export interface RunTimes {
  readonly whole: Span;
  /** When an agent mission or a validation command was under way; they may overlap. */
  readonly work: readonly Span[];
}

/** The events of the only run in this CLUTCH_HOME, in order. */
export function readEvents(home: string): EngineEvent[] {
  const database = new DatabaseSync(path.join(home, 'journal.db'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT body FROM event ORDER BY seq').all();
    return rows.map((row) => EngineEvent.parse(JSON.parse(String(row['body']))));
  } finally {
    database.close();
  }
}

const WORK: ReadonlySet<EffectType> = new Set(['run-agent', 'run-command']);

/**
 * An effect begins when the event that asked for it was journaled. That counts a few git calls around an agent as work;
 * a command's receipt names its own time exactly.
 */
export function timesOf(events: readonly EngineEvent[]): RunTimes {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) throw new Error('The journal holds no event.');
  const begun = new Map<string, number>();
  const work: Span[] = [];
  replay(events, ({ effects }, { at }) => {
    for (const { id, type } of effects) if (WORK.has(type)) begun.set(id, at);
  });
  for (const event of events) {
    if (event.type === 'command-finished') {
      const { startedAt, durationMs } = event.receipt;
      work.push({ from: startedAt, to: startedAt + durationMs });
    } else if (event.type === 'agent-ended' || event.type === 'agent-failed') {
      work.push({ from: begun.get(event.effect) ?? event.at, to: event.at });
    }
  }
  return { whole: { from: first.at, to: last.at }, work };
}

/** Folds events as a server does that starts again. */
export function replay(events: readonly EngineEvent[], seen: (step: Step, event: EngineEvent) => void): Step {
  const [first, ...rest] = events;
  if (first?.type !== 'run-requested') throw new Error('The journal does not begin with a request.');
  let last = begin(first);
  seen(last, first);
  for (const event of rest) {
    last = step(last.state, event);
    seen(last, event);
  }
  return last;
}

/** How long deciding and journaling take for all of these events: each is a step and a transaction, as in a server. */
export function engineTimeOf(events: readonly EngineEvent[], folder: string): number {
  const journal = openJournal(folder);
  try {
    const startedAt = performance.now();
    let pending: readonly string[] = [];
    replay(events, ({ state, effects }, event) => {
      const over = pending.filter((id) => !(id in state.pending));
      pending = Object.keys(state.pending);
      journal.append(state.id, event, effects, over);
    });
    return performance.now() - startedAt;
  } finally {
    journal.close();
  }
}

export const lengthOf = ({ from, to }: Span): number => to - from;

/** How much of the run nobody worked: git, the journal, starting processes, deciding what comes next. */
export function overheadOf({ whole, work }: RunTimes): number {
  const covered = [...work]
    .sort((a, b) => a.from - b.from)
    .reduce(
      ({ end, sum }, { from, to }) => ({ end: Math.max(end, to), sum: sum + Math.max(0, to - Math.max(from, end)) }),
      { end: whole.from, sum: 0 },
    );
  return lengthOf(whole) - covered.sum;
}
