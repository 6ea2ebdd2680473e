import type { TextRange } from '../line-index.ts';
import { readMentions } from '../mentions.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { normalizePhaseId } from '../phase-id.ts';
import type { ProjectView } from '../project-view.ts';
import { prpsOfPhase, trackersOf } from '../relations.ts';
import type { TextEdit } from '../text-edit.ts';
import { phaseWordLines } from './phase-words.ts';

/** A phase that gets another number. */
export interface Renumbering {
  /** Where it is introduced. */
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

/** Enough for any plan; more would ask the whole project for each. */
const MAX_PHASES = 50;

/**
 * The edits that give phases other numbers, where they are introduced and wherever the document refers to them; made
 * when they are asked for. Null where a number is not to be found in its line.
 */
export function numberPhases(
  document: ParsedDocument,
  path: string,
  renumberings: readonly Renumbering[],
): (() => readonly TextEdit[]) | null {
  if (renumberings.length > MAX_PHASES) return null;
  const introductions: TextEdit[] = [];
  for (const { line, from, to } of renumberings) {
    const range = rangeOfId(document, line, from);
    if (!range) return null;
    introductions.push({ range, newText: to });
  }
  const changed = new Map(renumberings.map(({ from, to }) => [from, to]));
  return () => {
    const references = readMentions(path, document, 'prd').flatMap((mention) => {
      if (mention.type !== 'phase' || mention.role !== 'reference' || mention.prd !== null) return [];
      const to = changed.get(mention.id);
      return to === undefined || introductions.some(({ range }) => overlaps(range, mention.range))
        ? []
        : [{ range: mention.range, newText: to }];
    });
    return [...introductions, ...references];
  };
}

/** Whether any other line than those speaks of a phase of that number; in doubt it does. */
export function isReferredTo(document: ParsedDocument, id: string, introductions: ReadonlySet<number>): boolean {
  const near = new RegExp(`(?:${WORDS})s?[^.]{0,30}?(?<![\\d.])0{0,2}${id}(?![\\d])`, 'iu');
  return phaseWordLines(document).some(
    (line) => !introductions.has(line) && near.test(document.visibleLine(line).slice(0, MAX_LINE)),
  );
}

/** Whether other documents know these phases by their numbers: then they are renamed, with everything that names them. */
export function isNumberInUse(project: ProjectView, prd: string, ids: readonly string[]): boolean {
  if (ids.some((id) => prpsOfPhase(project, prd, id).length > 0)) return true;
  const wanted = new Set(ids);
  return trackersOf(project, prd).some(({ tracker }) =>
    [...tracker.phases, ...tracker.summary].some(({ id }) => wanted.has(id)),
  );
}

const MAX_LINE = 2000;
const WORDS = 'phase|phasen|fase|faza|fáze|fázis|étape|etape|etapa|этап|фаза|giai đoạn|フェーズ|단계|阶段|階段';
const ID_BEHIND_WORD = new RegExp(`(?:${WORDS})[\\s_#-]{0,4}(\\d{1,4})(?![\\p{L}\\p{N}]|\\.\\d)`, 'diu');

function rangeOfId(document: ParsedDocument, line: number, id: string): TextRange | null {
  const match = ID_BEHIND_WORD.exec(document.lines.text(line).slice(0, 400));
  const [from, to] = match?.indices?.[1] ?? [];
  if (from === undefined || to === undefined || normalizePhaseId(match?.[1] ?? '') !== id) return null;
  return { start: { line, character: from }, end: { line, character: to } };
}

function overlaps(a: TextRange, b: TextRange): boolean {
  return a.start.line === b.start.line && a.start.character < b.end.character && b.start.character < a.end.character;
}
