import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EngineEvent } from '#schemas/journal/events.ts';

export interface Span {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** Where the time of a run went, as its journal tells it. */
export interface RunTimes {
  readonly whole: Span;
  /** When an agent mission or a validation command was under way; in order, never overlapping. */
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

/**
 * An effect starts when the event before its own was journaled, so a mission is everything between those two. That
 * counts a few git calls before the agent's start as work; a command's receipt names its own time exactly.
 */
export function timesOf(events: readonly EngineEvent[]): RunTimes {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) throw new Error('The journal holds no event.');
  const work: Span[] = [];
  let before = first.at;
  for (const event of events) {
    if (event.type === 'agent-ended') work.push({ from: before, to: event.at });
    if (event.type === 'command-finished') {
      const { startedAt, durationMs } = event.receipt;
      work.push({ from: startedAt, to: startedAt + durationMs });
    }
    before = event.at;
  }
  return { whole: { from: first.at, to: last.at }, work };
}

export const lengthOf = ({ from, to }: Span): number => to - from;

/** How much of the run nobody worked: git, the journal, starting processes, deciding what comes next. */
export function overheadOf({ whole, work }: RunTimes): number {
  return work.reduce((left, span) => left - lengthOf(span), lengthOf(whole));
}
