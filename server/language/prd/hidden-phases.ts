import type { Fence } from '../fences.ts';
import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { perDocument } from '../per-document.ts';
import { readPhaseMention } from '../phase-mention.ts';
import { phaseWordLines } from './phase-words.ts';

/** What looks like the introduction of a phase to a reader, where nothing reads it as one. */
export interface HiddenPhase {
  readonly id: string;
  readonly title: string;
  /** From its first to its last word. */
  readonly range: TextRange;
}

/** `fence` is null where the phases stand in prose. */
export interface HiddenPhases {
  readonly fence: Fence | null;
  readonly phases: readonly HiddenPhase[];
}

/** Fences that hold text rather than code, in which authors put a plan by mistake. */
const TEXT = new Set(['', 'markdown', 'md', 'mdx', 'text', 'txt', 'plaintext']);
const MARKS = /^[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,3}[.)][ \t]+)?(?:\[[ xX]\][ \t]+)?(?:\*\*|__)?/;
/** The word and the number of a phase, and when it is, as in `Phase 1 (weeks 1-2):`. */
const COLON = /^[^:：().]{1,30}(?:\([^()]{1,80}\))?[\s*_]*[:：]/u;
const MAX_HEAD = 200;

/**
 * The phases of a fence, or else those of the prose, of a document in which no phases are read. Null when there are
 * none; a lone mention in prose of a phase that is not the first one is none either.
 */
export const readHiddenPhases: (document: ParsedDocument) => HiddenPhases | null = perDocument((document) => {
  const fenced = new Map<Fence, HiddenPhase[]>();
  const prose: HiddenPhase[] = [];
  const { fences } = document;
  let next = 0;
  for (const line of phaseWordLines(document)) {
    while (next < fences.length && (fences[next]?.endLine ?? 0) <= line) next += 1;
    const fence = fences[next];
    const inside = fence !== undefined && line > fence.line;
    const text = inside ? document.lines.text(line) : document.visibleLine(line);
    if (inside && !TEXT.has(fence.language)) continue;
    const phase = hiddenPhase(text.slice(0, 2000), line);
    if (!phase) continue;
    if (!inside) {
      // `Phase 1 (drawing) - required` speaks of a phase; only a colon introduces one.
      if (COLON.test(text.slice(phase.range.start.character, MAX_HEAD))) prose.push(phase);
    } else {
      const known = fenced.get(fence) ?? [];
      known.push(phase);
      fenced.set(fence, known);
    }
  }
  for (const [fence, phases] of fenced) if (startsAPlan(phases)) return { fence, phases };
  return startsAPlan(prose) ? { fence: null, phases: prose } : null;
});

function startsAPlan(phases: readonly HiddenPhase[]): boolean {
  return phases.some(({ id }) => id === '1' || id === '0' || id === 'a');
}

function hiddenPhase(text: string, line: number): HiddenPhase | null {
  const from = MARKS.exec(text)?.[0].length ?? 0;
  // A link is an entry of a table of contents.
  if (!/^\p{L}/u.test(text.slice(from, from + 2)) || text.includes('](')) return null;
  const mention = readPhaseMention(text.slice(from));
  if (!mention?.separated || mention.title === '') return null;
  const to = text.replace(/[\s*_]{1,20}$/, '').length;
  const { id, title } = mention;
  return { id, title, range: { start: { line, character: from }, end: { line, character: to } } };
}
