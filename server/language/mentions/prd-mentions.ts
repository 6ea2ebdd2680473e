import { labelKey, MAX_LINE } from '../inline-text.ts';
import type { Mention } from '../mentions.ts';
import type { ParsedDocument, Table, TableRow } from '../parse-document.ts';
import { normalizePhaseId } from '../phase-id.ts';
import { readPhases } from '../prd.ts';
import type { PrdPhase } from '../prd.ts';
import { cellSpans } from '../tracker/places.ts';
import type { Span } from '../tracker/places.ts';
import { comparePositions, MAX_MENTIONS, rangeIn } from './collect.ts';
import { documentReferences } from './document-references.ts';
import { phaseWords, toMention } from './phase-mentions.ts';
import type { PhaseMention } from './phase-mentions.ts';
import { phaseNamesIn, standInOf } from './phase-words.ts';

/** What a PRD names: its phases, where they are introduced and wherever it speaks of them, and other plan documents. */
export function prdMentions(path: string, document: ParsedDocument): readonly Mention[] {
  const phases = readPhases(document);
  const references = [
    ...namedPhases(document, phases),
    ...document.tables.flatMap((table) => tablePhases(document, table)),
    ...dependsLines(document),
  ].sort((a, b) => comparePositions(a.range.start, b.range.start));
  return [...withDefinitions(document, references, phases), ...documentReferences(path, document, 'visible')];
}

function namedPhases(document: ParsedDocument, phases: readonly PrdPhase[]): readonly PhaseMention[] {
  // Milestones and sprints are phases only where they stand in for them, so their word is looked for only then.
  const standIns = phases.flatMap(({ line }) => standInOf(document.visibleLine(line)) ?? []);
  const words = new Set([...phaseWords(document), ...standIns.slice(0, 1)]);
  const searched = { text: document.visible, from: 0, to: document.visible.length };
  const byAnchor = new Map(phases.toReversed().map(({ id }) => [id.replaceAll('.', ''), id] as const));
  for (const { id } of phases) if (!id.includes('.')) byAnchor.set(id, id);
  return phaseNamesIn(searched, [...words], MAX_MENTIONS).map((name) =>
    toMention(document, name.anchor ? { ...name, id: byAnchor.get(name.id) ?? name.id } : name),
  );
}

/** Marks the first name of each phase on its own line as the definition, and adds those that only a model can see. */
function withDefinitions(
  document: ParsedDocument,
  references: readonly PhaseMention[],
  phases: readonly PrdPhase[],
): readonly PhaseMention[] {
  const idOfLine = new Map(phases.map(({ line, id }) => [line, id] as const));
  const defined = new Set<string>();
  const marked = references.map((mention) => {
    const isDefinition =
      !mention.anchor && !defined.has(mention.id) && idOfLine.get(mention.range.start.line) === mention.id;
    if (isDefinition) defined.add(mention.id);
    return isDefinition ? { ...mention, role: 'definition' as const } : mention;
  });
  const others = phases
    .filter(({ id }) => !defined.has(id))
    .flatMap(({ id, line }) => definitionOnLine(document, line, id) ?? []);
  return [...others, ...marked];
}

const ANY_ID = /\d{1,3}(?:\.\d{1,3})*[a-z]?(?![\p{L}\p{N}])|[一二三四五六七八九十]{1,3}/giu;

/** For forms such as `Phase1`, `M0` and `3rd`: where the line first writes the id. */
function definitionOnLine(document: ParsedDocument, line: number, id: string): PhaseMention | null {
  const text = document.visibleLine(line).slice(0, 400);
  for (const match of text.matchAll(ANY_ID)) {
    if (normalizePhaseId(match[0]) === id) return phaseAt(line, match.index, match[0], id, 'definition');
  }
  return null;
}

function phaseAt(
  line: number,
  character: number,
  written: string,
  id: string,
  role: PhaseMention['role'],
): PhaseMention {
  const range = rangeIn(line, character, character + written.length);
  return { type: 'phase', id, prd: null, role, range, written, anchor: false };
}

const PHASE_COLUMN = /^(?:phases?|fases?|étapes?|etapas?|阶段|階段|フェーズ)$/u;
const NUMBER_COLUMN = /^(?:#|no\.?|nr\.?|n°|id)$/iu;
const DEPENDS_COLUMN =
  /^(?:depends|depends on|dependencies|dependency|blocked by|requires|prerequisites?|dépend de|dépendances|depende de|abhängig von)$/u;
const OWN_ID = /^[\s*_`[(]*(\d{1,3}(?:\.\d{1,3})*[a-z]?)(?=\s*(?:[:：.)\]*_`—–-]|$))/iu;

/** Ids without a word in front of them, in the columns of a table of phases. */
function tablePhases(document: ParsedDocument, table: Table): readonly PhaseMention[] {
  if (!/phas|fase|tap|阶段|階段|フェーズ/i.test(document.visibleLine(table.header.line).slice(0, MAX_LINE))) return [];
  const { cells } = table.header;
  const keys = cells.map(labelKey);
  const phaseColumn = keys.findIndex((key) => PHASE_COLUMN.test(key));
  if (phaseColumn < 0) return [];
  const numberColumn = cells.findIndex((cell) => NUMBER_COLUMN.test(cell.trim()));
  const dependsColumn = keys.findIndex((key) => DEPENDS_COLUMN.test(key));
  return table.rows.flatMap((row) => {
    const text = document.visibleLine(row.line).slice(0, MAX_LINE);
    const spans = cellSpans(text);
    const own = ownId(row, text, spans[phaseColumn]) ?? ownId(row, text, spans[numberColumn]);
    return [...(own ? [own] : []), ...listedIds(row.line, text, spans[dependsColumn])];
  });
}

function ownId({ line }: TableRow, text: string, span: Span | undefined): PhaseMention | null {
  const match = span ? OWN_ID.exec(text.slice(span.from, span.to)) : null;
  const written = match?.[1] ?? '';
  const id = normalizePhaseId(written);
  if (!span || !match || id === null) return null;
  return phaseAt(line, span.from + match[0].length - written.length, written, id, 'reference');
}

const LISTED_ID = /(?<![\p{L}\p{N}.])\d{1,3}(?:\.\d{1,3})*[a-z]?(?![\p{L}\p{N}])/giu;

/** `1, 2.1 and 3`; nothing where other words say that the numbers may be something else. */
function listedIds(line: number, text: string, span: Span | undefined): readonly PhaseMention[] {
  if (!span || span.to - span.from > 200) return [];
  const part = text.slice(span.from, span.to);
  if (!/\d/.test(part) || /\p{L}{2}/u.test(part.replace(/phases?|fases?|and|und|et|étapes?/giu, ''))) return [];
  return [...part.matchAll(LISTED_ID)].flatMap((match) => {
    const id = normalizePhaseId(match[0]);
    return id === null ? [] : [phaseAt(line, span.from + match.index, match[0], id, 'reference')];
  });
}

const DEPENDS_LINE = /^[\s>*+_-]*Depend(?:s on|s|encies|ency)[*_\s]{0,4}[:：][*_\s]{0,4}/i;

/** `**Depends on:** 1, 2` below a phase. */
function dependsLines(document: ParsedDocument): readonly PhaseMention[] {
  const { visible, lines } = document;
  const found: PhaseMention[] = [];
  for (
    let at = visible.indexOf('epend');
    at >= 0 && found.length < MAX_MENTIONS;
    at = visible.indexOf('epend', at + 5)
  ) {
    const line = lines.lineAt(at);
    if (at - lines.start(line) > 40) continue;
    const text = document.visibleLine(line).slice(0, 400);
    const label = DEPENDS_LINE.exec(text);
    if (label) found.push(...listedIds(line, text, { from: label[0].length, to: text.trimEnd().length }));
  }
  return found;
}
