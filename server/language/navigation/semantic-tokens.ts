import { labelKey, MAX_LINE } from '../inline-text.ts';
import type { TextRange } from '../line-index.ts';
import { comparePositions, rangeIn } from '../mentions/collect.ts';
import type { Mention } from '../mentions.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { cellSpans } from '../tracker/places.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import { readStatus } from '../tracker/status-words.ts';
import type { Here } from './here.ts';

/** A word that is coloured for what it is. The range stays inside of one line. */
export interface SemanticToken {
  readonly range: TextRange;
  readonly type: 'phase' | 'workstream' | 'status';
  /** Whether the word introduces what it names. */
  readonly definition: boolean;
}

/** Ids of phases, names of workstreams and statuses, in document order and without overlaps. */
export function semanticTokens(here: Here): readonly SemanticToken[] {
  const { facts, document } = here;
  // In a PRD `Phase 3` may also be one of a clinical trial; ids that are no phases of the plan stay plain there.
  const own = new Set(facts.phases.map(({ id }) => id));
  const names = facts.mentions.flatMap((mention): readonly SemanticToken[] => {
    const isNamed = mention.type === 'workstream' || (mention.type === 'phase' && !mention.anchor);
    const isKnown = facts.kind !== 'prd' || (mention.type === 'phase' && own.has(mention.id));
    return isNamed && isKnown ? [tokenOf(mention)] : [];
  });
  const statuses =
    facts.kind === 'workflow' ? trackerStatuses(document) : facts.kind === 'prd' ? tableStatuses(document) : [];
  return withoutOverlaps([
    ...names,
    ...statuses.map((range) => ({ range, type: 'status' as const, definition: false })),
  ]);
}

function tokenOf(mention: Extract<Mention, { type: 'phase' | 'workstream' }>): SemanticToken {
  return { range: mention.range, type: mention.type, definition: mention.role === 'definition' };
}

function withoutOverlaps(tokens: readonly SemanticToken[]): readonly SemanticToken[] {
  const kept: SemanticToken[] = [];
  for (const token of tokens.toSorted((a, b) => comparePositions(a.range.start, b.range.start))) {
    const { start, end } = token.range;
    const last = kept.at(-1)?.range.end;
    if (start.line !== end.line || start.character >= end.character) continue;
    if (last === undefined || comparePositions(last, start) <= 0) kept.push(token);
  }
  return kept;
}

/** Statuses of phases and workstreams, where they are words that we know. */
function trackerStatuses(document: ParsedDocument): readonly TextRange[] {
  return readTrackers(document).flatMap((tracker) => [
    ...tracker.summary.flatMap(({ status, statusRange }) => (status !== null && statusRange ? [statusRange] : [])),
    ...tracker.phases.flatMap(({ status, places, workstreams }) => {
      const value = places.get('status')?.value;
      return [...(status !== null && value ? [value] : []), ...workstreams.map(({ statusRange }) => statusRange)];
    }),
  ]);
}

/** The status column of a PRD's table of phases. */
function tableStatuses(document: ParsedDocument): readonly TextRange[] {
  return document.tables.flatMap((table) => {
    const keys = table.header.cells.slice(0, 20).map(labelKey);
    const column = keys.indexOf('status');
    if (column < 0 || !keys.includes('phase')) return [];
    return table.rows.flatMap(({ line, cells }) => {
      const written = cells[column] ?? '';
      const span = cellSpans(document.visibleLine(line).slice(0, MAX_LINE))[column];
      return span && written !== '' && readStatus(written) !== null ? [rangeIn(line, span.from, span.to)] : [];
    });
  });
}
