import type { ParsedDocument } from './parse-document.ts';
import { perDocument } from './per-document.ts';
import { readWorkstreams } from './workstreams.ts';
import type { Dependency, Workstream } from './workstreams.ts';

/** Workstreams that wait for each other. */
export interface DependencyCycle {
  /** All that wait for one another, in document order. */
  readonly members: readonly Workstream[];
  /** The shortest way round from the first member; the last step leads back to it. */
  readonly steps: readonly CycleStep[];
}

/** `from` depends on `to`. */
export interface CycleStep {
  readonly from: Workstream;
  readonly to: Workstream;
  readonly dependency: Dependency;
}

interface Edge {
  readonly to: number;
  readonly dependency: Dependency;
}

/** One cycle for each set of workstreams that wait for each other, in document order. Linear in what is written. */
export const readCycles = perDocument((document: ParsedDocument): readonly DependencyCycle[] =>
  cyclesAmong(readWorkstreams(document)),
);

function cyclesAmong(workstreams: readonly Workstream[]): readonly DependencyCycle[] {
  const edges = edgesOf(workstreams);
  const component = components(edges.map((own) => own.map(({ to }) => to)));
  const members = new Map<number, number[]>();
  for (const [index, id] of component.entries()) {
    const known = members.get(id);
    if (known) known.push(index);
    else members.set(id, [index]);
  }
  return [...members.values()]
    .filter(([first = 0, ...others]) => others.length > 0 || (edges[first] ?? []).some(({ to }) => to === first))
    .sort(([a = 0], [b = 0]) => a - b)
    .map((indices) => ({
      members: indices.flatMap((index) => workstreams[index] ?? []),
      steps: wayRound(workstreams, edges, component, indices[0] ?? 0),
    }));
}

function edgesOf(workstreams: readonly Workstream[]): readonly (readonly Edge[])[] {
  const byName = new Map<string, number>();
  for (const [index, { name }] of workstreams.entries()) if (!byName.has(name)) byName.set(name, index);
  return workstreams.map(({ dependsOn }) =>
    dependsOn.flatMap((dependency) => {
      const to = dependency.name === null ? undefined : byName.get(dependency.name);
      return to === undefined ? [] : [{ to, dependency }];
    }),
  );
}

/** Whether merging these workstreams, by name, would leave the others waiting for each other. */
export function mergeClosesCycle(workstreams: readonly Workstream[], groups: readonly (readonly string[])[]): boolean {
  const target = new Map(groups.flatMap(([first = '', ...others]) => others.map((name) => [name, first] as const)));
  const nameOf = (name: string): string => target.get(name) ?? name;
  const names = [...new Set(workstreams.map(({ name }) => nameOf(name)))];
  const index = new Map(names.map((name, at) => [name, at]));
  const edges: number[][] = names.map(() => []);
  for (const { name, dependsOn } of workstreams) {
    const from = index.get(nameOf(name)) ?? 0;
    for (const dependency of dependsOn) {
      const to = dependency.name === null ? undefined : index.get(nameOf(dependency.name));
      if (to !== undefined && to !== from) edges[from]?.push(to);
    }
  }
  return new Set(components(edges)).size < names.length;
}

/** Whether `from` comes to wait for `to`, directly or through others. */
export function waitsFor(document: ParsedDocument, from: string, to: string): boolean {
  const workstreams = readWorkstreams(document);
  const byName = new Map(workstreams.map((workstream) => [workstream.name, workstream]));
  const seen = new Set([from]);
  for (const name of seen) {
    for (const dependency of byName.get(name)?.dependsOn ?? []) {
      if (dependency.name === to) return true;
      if (dependency.name !== null) seen.add(dependency.name);
    }
  }
  return false;
}

/** Whether the members of a cycle still wait for each other once this step is gone. */
export function isCyclicWithout({ members }: DependencyCycle, step: CycleStep): boolean {
  const left = members.map((workstream) => ({
    ...workstream,
    dependsOn: workstream.dependsOn.filter((dependency) => dependency !== step.dependency),
  }));
  return cyclesAmong(left).length > 0;
}

/** The shortest way from a workstream over others of its component back to it. */
function wayRound(
  workstreams: readonly Workstream[],
  edges: readonly (readonly Edge[])[],
  component: readonly number[],
  start: number,
): readonly CycleStep[] {
  const cameBy = new Map<number, { from: number; edge: Edge }>();
  const reached = new Set([start]);
  for (const from of reached) {
    for (const edge of edges[from] ?? []) {
      if (component[edge.to] !== component[start]) continue;
      if (!cameBy.has(edge.to)) cameBy.set(edge.to, { from, edge });
      reached.add(edge.to);
    }
    if (cameBy.has(start)) break;
  }
  const steps: CycleStep[] = [];
  let at = start;
  do {
    const step = cameBy.get(at);
    const from = step && workstreams[step.from];
    const to = workstreams[at];
    if (!step || !from || !to) break;
    steps.unshift({ from, to, dependency: step.edge.dependency });
    at = step.from;
  } while (at !== start);
  return steps;
}

/**
 * The number of the strongly connected component of each node (Tarjan). It keeps its own stack: a chain of thousands of
 * workstreams would exhaust that of the language.
 */
function components(edges: readonly (readonly number[])[]): readonly number[] {
  const order: number[] = edges.map(() => -1);
  const low: number[] = edges.map(() => 0);
  const component: number[] = edges.map(() => -1);
  const open: number[] = [];
  let visited = 0;
  let found = 0;
  for (let root = 0; root < edges.length; root += 1) {
    if (order[root] !== -1) continue;
    const path: { node: number; next: number }[] = [{ node: root, next: 0 }];
    while (path.length > 0) {
      const step = path[path.length - 1];
      if (!step) break;
      const { node } = step;
      if (step.next === 0) {
        order[node] = visited;
        low[node] = visited;
        visited += 1;
        open.push(node);
      }
      const to = edges[node]?.[step.next];
      step.next += 1;
      if (to !== undefined) {
        if (order[to] === -1) path.push({ node: to, next: 0 });
        else if (component[to] === -1) low[node] = Math.min(low[node] ?? 0, order[to] ?? 0);
        continue;
      }
      if (low[node] === order[node]) {
        for (let member = open.pop(); member !== undefined; member = member === node ? undefined : open.pop()) {
          component[member] = found;
        }
        found += 1;
      }
      path.pop();
      const parent = path[path.length - 1]?.node;
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
    }
  }
  return component;
}
