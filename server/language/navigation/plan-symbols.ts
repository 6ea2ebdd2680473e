import type { PlanFacts } from '../facts.ts';
import type { TextRange } from '../line-index.ts';
import type { ProjectView } from '../project-view.ts';

/** A phase or a workstream, as a search over the whole project lists it. */
export interface PlanSymbol {
  readonly kind: 'phase' | 'workstream';
  /** `Phase 2: Reading`, or the workstream's name. */
  readonly name: string;
  /** Title of the PRD, or the file of the PRP. */
  readonly container: string;
  readonly path: string;
  /** The start of the phase's line, or exactly the name of the workstream. */
  readonly range: TextRange;
}

const MAX_SYMBOLS = 500;

/** Phases and workstreams whose name holds the letters of the query in that order, the closest first; at most 500. */
export function planSymbols(project: ProjectView, query: string): readonly PlanSymbol[] {
  const letters = query.toLowerCase().replace(/\s+/g, '').slice(0, 100);
  return [
    ...project.documents('prd').flatMap((facts) => phaseSymbols(facts)),
    ...project.documents('prp').flatMap((facts) => workstreamSymbols(facts)),
  ]
    .map((symbol, order) => ({ symbol, order, spread: spreadOf(symbol.name.toLowerCase(), letters) }))
    .filter(({ spread }) => spread !== null)
    .sort((a, b) => (a.spread ?? 0) - (b.spread ?? 0) || a.order - b.order)
    .slice(0, MAX_SYMBOLS)
    .map(({ symbol }) => symbol);
}

function phaseSymbols({ path, title: container, phases }: PlanFacts): readonly PlanSymbol[] {
  return phases.map(({ id, title, line }) => {
    const start = { line, character: 0 };
    const name = `Phase ${id}${title === '' ? '' : `: ${title}`}`;
    return { kind: 'phase', name, container: container || path, path, range: { start, end: start } };
  });
}

function workstreamSymbols({ path, workstreams }: PlanFacts): readonly PlanSymbol[] {
  const container = path.slice(path.lastIndexOf('/') + 1);
  return workstreams.map(({ name, nameRange }) => ({ kind: 'workstream', name, container, path, range: nameRange }));
}

/** How many other characters stand between the letters; null where they do not all occur in that order. */
function spreadOf(name: string, letters: string): number | null {
  if (letters === '') return 0;
  const whole = name.indexOf(letters);
  if (whole >= 0) return whole === 0 ? -1 : 0;
  let at = -1;
  let first = -1;
  for (const letter of letters) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return null;
    if (first < 0) first = at;
  }
  return at - first + 1 - letters.length;
}
