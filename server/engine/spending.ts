import type { EffectOf } from '#schemas/journal/effects.ts';
import { addCounts, type SessionUsage, type UsageRow } from '#schemas/run/usage.ts';

/** Adds what a session used to the row of its workstream, role, runtime and model. */
export function spend(
  rows: readonly UsageRow[],
  { phase, workstream, role, runtime }: EffectOf<'run-agent'>,
  usage: SessionUsage,
): readonly UsageRow[] {
  const row: UsageRow = { phase, workstream, role, runtime, sessions: 1, ...usage };
  const known = rows.find((other) => isSameRow(other, row));
  return known ? rows.map((other) => (other === known ? added(known, row) : other)) : [...rows, row];
}

/** What is estimated is never added to what an agent told: a sum is one or the other. */
function isSameRow(one: UsageRow, other: UsageRow): boolean {
  return (
    one.phase === other.phase &&
    one.workstream === other.workstream &&
    one.role === other.role &&
    one.runtime === other.runtime &&
    one.model === other.model &&
    one.costSource === other.costSource
  );
}

function added(one: UsageRow, other: UsageRow): UsageRow {
  return {
    ...one,
    sessions: one.sessions + other.sessions,
    turns: one.turns + other.turns,
    tokens: one.tokens + other.tokens,
    costUsd: one.costUsd + other.costUsd,
    counts: one.counts && other.counts ? addCounts(one.counts, other.counts) : (one.counts ?? other.counts),
  };
}
