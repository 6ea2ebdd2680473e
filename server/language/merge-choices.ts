import { sharesContract } from './contract-names.ts';
import { readContractChain } from './contract-chain.ts';
import { mergeClosesCycle } from './dependency-graph.ts';
import type { ParsedDocument } from './parse-document.ts';
import type { Workstream } from './workstreams.ts';

/** How many workstreams a phase should have at most: as many as are worth to be executed side by side. */
export const MAX_WORKSTREAMS = 4;

/** A plan with more than this is to be thought over, not merged by a rule. */
const MAX_MERGED = 12;

/**
 * Groups that leave no more than four workstreams when each is merged: the two smallest, again and again. The first of
 * a group is the one that stands first. Null when that cannot be done without workstreams that wait for each other.
 */
export function smallestGroups(workstreams: readonly Workstream[]): readonly (readonly Workstream[])[] | null {
  if (workstreams.length > MAX_MERGED || hasTwins(workstreams)) return null;
  let groups = workstreams.map((workstream) => [workstream]);
  while (groups.length > MAX_WORKSTREAMS) {
    const pair = pairsOf(groups)
      .toSorted((a, b) => sizeOf(a.flat()) - sizeOf(b.flat()))
      .find((one) => !mergeClosesCycle(workstreams, merged(groups, one).map(namesOf)));
    if (!pair) return null;
    groups = merged(groups, pair);
  }
  return groups.filter((group) => group.length > 1);
}

/** The two that share the most contracts and dependencies; null when none share any. */
export function mostCoupled(
  document: ParsedDocument,
  workstreams: readonly Workstream[],
): readonly [Workstream, Workstream] | null {
  if (workstreams.length > MAX_MERGED || hasTwins(workstreams)) return null;
  const [best] = pairsOf(workstreams)
    .map((pair) => ({ pair, weight: couplingOf(document, pair) }))
    .filter(({ pair, weight }) => weight > 0 && !mergeClosesCycle(workstreams, [namesOf(pair)]))
    .toSorted((a, b) => b.weight - a.weight || sizeOf(a.pair) - sizeOf(b.pair));
  return best?.pair ?? null;
}

function hasTwins(workstreams: readonly Workstream[]): boolean {
  return new Set(workstreams.map(({ name }) => name)).size < workstreams.length;
}

function pairsOf<Item>(items: readonly Item[]): readonly (readonly [Item, Item])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other] as const));
}

function merged(groups: readonly Workstream[][], [one, other]: readonly [Workstream[], Workstream[]]): Workstream[][] {
  return groups.filter((group) => group !== other).map((group) => (group === one ? [...one, ...other] : group));
}

function namesOf(group: readonly Workstream[]): readonly string[] {
  return group.map(({ name }) => name);
}

function sizeOf(group: readonly Workstream[]): number {
  return group.reduce((sum, { files, tasks }) => sum + files.length + tasks.length, 0);
}

function couplingOf(document: ParsedDocument, [a, b]: readonly [Workstream, Workstream]): number {
  const isBetween = (from: string | null, to: string | null): boolean =>
    (from === a.name && to === b.name) || (from === b.name && to === a.name);
  const depends = (one: Workstream, other: Workstream): number =>
    one.dependsOn.some(({ name }) => name === other.name) ? 1 : 0;
  const hops = readContractChain(document)?.hops.filter(({ from, to }) => isBetween(from.name, to.name)).length ?? 0;
  return hops + depends(a, b) + depends(b, a) + (sharesContract(a, b) ? 1 : 0) + (sharesContract(b, a) ? 1 : 0);
}
