import { addCounts, sumOf, type TokenCounts, type UsageRow } from '#schemas/run/usage.ts';

/** By what spending can be summed. */
export const GROUPINGS = ['phase', 'workstream', 'role', 'runtime', 'model'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface SpendingGroup {
  /** `no model named` for an agent that does not tell. */
  readonly name: string;
  readonly sessions: number;
  readonly turns: number;
  readonly tokens: number;
  /** Null where no session of the group told its tokens one by one. */
  readonly counts: TokenCounts | null;
  readonly costUsd: number;
  /** How much of `costUsd` is estimated. */
  readonly estimatedUsd: number;
  /** Whether there are sessions of which nothing is known about the cost. */
  readonly hasUnknownCost: boolean;
}

/** Sums of rows, the most expensive first and then the one with most tokens. */
export function groupSpending(rows: readonly UsageRow[], by: Grouping): SpendingGroup[] {
  const groups = new Map<string, SpendingGroup>();
  for (const row of rows) {
    const name = nameOf(row, by);
    groups.set(name, added(groups.get(name) ?? empty(name), row));
  }
  return [...groups.values()].toSorted((one, other) => other.costUsd - one.costUsd || other.tokens - one.tokens);
}

function nameOf(row: UsageRow, by: Grouping): string {
  if (by === 'workstream') return `${row.phase}/${row.workstream}`;
  return row[by] ?? 'no model named';
}

function empty(name: string): SpendingGroup {
  return { name, sessions: 0, turns: 0, tokens: 0, counts: null, costUsd: 0, estimatedUsd: 0, hasUnknownCost: false };
}

function added(group: SpendingGroup, row: UsageRow): SpendingGroup {
  return {
    ...group,
    sessions: group.sessions + row.sessions,
    turns: group.turns + row.turns,
    tokens: group.tokens + (row.counts ? sumOf(row.counts) : row.tokens),
    counts: group.counts && row.counts ? addCounts(group.counts, row.counts) : (group.counts ?? row.counts),
    costUsd: group.costUsd + row.costUsd,
    estimatedUsd: group.estimatedUsd + (row.costSource === 'estimated' ? row.costUsd : 0),
    hasUnknownCost: group.hasUnknownCost || row.costSource === null,
  };
}
