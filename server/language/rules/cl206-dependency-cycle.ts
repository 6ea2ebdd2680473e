import { isCyclicWithout, mergeClosesCycle, readCycles } from '../dependency-graph.ts';
import type { CycleStep, DependencyCycle } from '../dependency-graph.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { mergeWorkstreams } from '../refactorings/merge-workstreams.ts';
import { editDependencies } from '../workstream-edits.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { Fix, Rule } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_NAMES = 8;

/** Longer cycles are shown, but which step is wrong only their author can tell. */
const MAX_MENDED = 20;

export const dependencyCycle: Rule = {
  id: 'CL206',
  title: 'Workstreams wait for each other',
  rationale:
    'A workstream starts when those it depends on are finished. Where the dependencies lead back to where they began, none of them can ever start, so the phase cannot be run.',
  kinds: ['prp'],
  defaultSeverity: 'error',
  check: (document, { path }) =>
    readCycles(document)
      .slice(0, MAX_REPORTS)
      .flatMap((cycle) => {
        const [first] = cycle.steps;
        if (!first) return [];
        return [{ range: first.dependency.range, message: messageOf(cycle), fixes: fixesFor(document, path, cycle) }];
      }),
};

function messageOf({ steps }: DependencyCycle): string {
  const [first] = steps;
  const name = first?.from.name ?? '';
  if (steps.length === 1)
    return `Workstream "${name}" depends on itself, so it can never start. Remove the dependency.`;
  const shown = steps.slice(0, MAX_NAMES).map(({ to }) => to.name);
  const way = [name, ...shown, ...(steps.length > MAX_NAMES ? ['…', name] : [])].join(' → ');
  return `These workstreams wait for each other: ${way}. Remove one of the dependencies, or merge two of them.`;
}

function fixesFor(document: ParsedDocument, path: string, cycle: DependencyCycle): readonly Fix[] {
  const { members, steps } = cycle;
  if (members.length > MAX_MENDED) return [];
  // The last step is the one that leads back, so it is the most likely mistake.
  const mending = steps.toReversed().filter((step) => !isCyclicWithout(cycle, step));
  const fixes = mending.map((step) => removal(document, path, step));
  const [one, other] = members;
  if (members.length !== 2 || !one || !other) return fixes;
  const workstreams = readWorkstreams(document);
  const twins = new Set(workstreams.map(({ name }) => name)).size < workstreams.length;
  if (twins || workstreams.length > MAX_MENDED || mergeClosesCycle(workstreams, [[one.name, other.name]])) return fixes;
  return [
    ...fixes,
    {
      title: `Merge "${other.name}" into "${one.name}"`,
      safe: false,
      changes: () => mergeWorkstreams(document, path, [[one, other]]),
    },
  ];
}

function removal(document: ParsedDocument, path: string, { from, dependency }: CycleStep): Fix {
  return {
    title: `Remove the dependency of "${from.name}" on "${dependency.written}"`,
    safe: false,
    changes: () => {
      const rename = (written: string, name: string | null): string | null =>
        name === dependency.name ? null : written;
      return [{ kind: 'edit', path, edits: editDependencies(document, from, rename) }];
    },
  };
}
