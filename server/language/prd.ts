import { labelKey, plainText } from './inline-text.ts';
import { sectionKey } from './known-sections.ts';
import type { Heading, ParsedDocument, Table } from './parse-document.ts';
import { perDocument } from './per-document.ts';
import { comparePhaseIds, normalizePhaseId } from './phase-id.ts';
import { readPhaseMention, readStandIn } from './phase-mention.ts';
import type { PhaseMention } from './phase-mention.ts';
import { readPhaseParts } from './phase-parts.ts';
import { headingBehind, sectionEnd } from './sections.ts';

/** A phase of a PRD. Lines are zero-based; `endLine` is the first line behind its text. */
export interface PrdPhase {
  readonly id: string;
  readonly title: string;
  readonly line: number;
  readonly endLine: number;
  readonly form: PhaseForm;
  readonly hasGoal: boolean;
  readonly hasDeliverables: boolean;
  readonly hasValidation: boolean;
}

/** How a phase was written, the most telling first. */
export type PhaseForm = 'heading' | 'bold' | 'table' | 'line';

const FORMS: readonly PhaseForm[] = ['heading', 'bold', 'table', 'line'];

/** An entry of an overview is no longer than this; what is longer is a section of its own. */
const OVERVIEW_LINES = 12;

interface Candidate extends PhaseMention {
  readonly line: number;
  readonly form: PhaseForm;
  /** Heading level; 7 for everything else, which a heading of any level ends. */
  readonly level: number;
  /** Lines up to the next heading of the same level or a higher one. */
  readonly size: number;
  /** Under a heading that announces phases, such as "Implementation Phases" or "Roadmap". */
  readonly announced: boolean;
}

type ReadMention = (text: string, announced: boolean) => PhaseMention | null;

/**
 * The phases of a PRD in document order. Where one is written twice (an overview and a detail) the detail wins.
 * Milestones, epics and sprints stand in only where there is no phase at all.
 */
export const readPhases: (document: ParsedDocument) => readonly PrdPhase[] = perDocument((document) => {
  const phases = collect(document, (text) => readPhaseMention(text));
  return phases.length > 0 ? phases : collect(document, (text, announced) => readStandIn(text, announced));
});

function collect(document: ParsedDocument, read: ReadMention): readonly PrdPhase[] {
  const announced = announcedLines(document);
  const isAnnounced = (line: number): boolean => announced.some((range) => line >= range.from && line < range.to);
  const candidates = [
    ...headingCandidates(document, read, isAnnounced),
    ...withOverviews(document, lineCandidates(document, read, isAnnounced)),
    ...document.tables.flatMap((table) => tableCandidates(table, read, isAnnounced)),
  ].sort((a, b) => a.line - b.line);
  const best = FORMS.find((form) => candidates.some((one) => one.form === form));
  const chosen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    // The best form decides what the phases are; others only add to it where an overview announces them.
    if (candidate.form !== best && !candidate.announced) continue;
    const known = chosen.get(candidate.id);
    if (!known || isBetter(candidate, known)) chosen.set(candidate.id, candidate);
  }
  const list = [...chosen.values()].sort((a, b) => a.line - b.line);
  return list.map((candidate, index) => toPhase(document, candidate, list[index + 1]?.line));
}

function isBetter(candidate: Candidate, known: Candidate): boolean {
  const difference = FORMS.indexOf(candidate.form) - FORMS.indexOf(known.form);
  if (difference !== 0) return difference < 0;
  if (candidate.separated !== known.separated) return candidate.separated;
  // A short entry of an overview gives way to the detail; of two plans in one document the first counts.
  const weight = (one: Candidate): number => one.size * (one.announced ? 2 : 1);
  return weight(candidate) > weight(known) && known.size <= OVERVIEW_LINES;
}

/** Three or more lines of one form under one heading, with rising ids, are an overview even where no heading says so. */
function withOverviews(document: ParsedDocument, candidates: readonly Candidate[]): readonly Candidate[] {
  const runs: Candidate[][] = [];
  for (const candidate of candidates) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const goesOn =
      last !== undefined &&
      last.form === candidate.form &&
      comparePhaseIds(last.id, candidate.id) < 0 &&
      (headingBehind(document, last.line)?.line ?? Infinity) > candidate.line;
    if (run && goesOn) run.push(candidate);
    else runs.push([candidate]);
  }
  return runs.flatMap((run) => (run.length < 3 ? run : run.map((candidate) => ({ ...candidate, announced: true }))));
}

function toPhase(document: ParsedDocument, candidate: Candidate, next: number | undefined): PrdPhase {
  const end = candidate.form === 'table' ? candidate.line + 1 : sectionEnd(document, candidate);
  const endLine = Math.min(end, next ?? end);
  const { id, title, line, form } = candidate;
  return { id, title, line, endLine, form, ...readPhaseParts(document, line, endLine) };
}

const ANNOUNCING =
  /\b(?:phases|phasen|phased|fases|étapes|etapas|fazy|roadmap|rollout|release plan|milestones?|epics|epic list|sprints|sprint (?:mapping|plan|planning|breakdown|schedule)|timeline|implementation plan|delivery plan|development plan|execution plan|feuille de route)\b|阶段|階段|路线图|フェーズ/iu;

function announcedLines(document: ParsedDocument): readonly { from: number; to: number }[] {
  return document.headings.flatMap((heading) => {
    const key = sectionKey(heading.text);
    if (!ANNOUNCING.test(key) || /\b(?:out of scope|non goals|future|comparison|compared)\b/.test(key)) return [];
    return [{ from: heading.line + 1, to: sectionEnd(document, heading) }];
  });
}

function headingCandidates(
  document: ParsedDocument,
  read: ReadMention,
  isAnnounced: (line: number) => boolean,
): readonly Candidate[] {
  const found = document.headings.flatMap((heading: Heading) => {
    const announced = isAnnounced(heading.line);
    const mention = read(heading.text, announced);
    if (!mention) return [];
    const size = sectionEnd(document, heading) - heading.line;
    return [{ ...mention, line: heading.line, form: 'heading' as const, level: heading.level, size, announced }];
  });
  // "Phase 1 Deliverables" under "Phase 1: Foundation" is a part of it, not a phase that lacks a colon.
  const separated = new Set(found.filter((one) => one.separated).map((one) => one.id));
  const kept = found.filter((one) => one.separated || !separated.has(one.id));
  const parts =
    /^(?:summary|overview|deliverables|goals?|validation|success|scope|tasks|notes|timeline|status|results?)\b/i;
  const anySeparated = separated.size > 0;
  return kept.filter((one) => one.separated || !(anySeparated && parts.test(one.title)));
}

const BOLD_LINE = /^\s{0,8}(?:>\s*)?(?:(?:[-*+]|\d{1,3}[.)])\s+)?(?:\[[ xX]\]\s+)?(\*\*|__)(?!\s)(.{1,300}?)\1(.*)$/;
const PLAIN_LINE = /^\s{0,8}(?:(?:[-*+]|\d{1,3}[.)])\s+)?(?:\[[ xX]\]\s+)?([^\s*_|[>#].{3,200})$/;
const QUICK = /\d|[一二三四五六七八九十]/;

function lineCandidates(
  document: ParsedDocument,
  read: ReadMention,
  isAnnounced: (line: number) => boolean,
): readonly Candidate[] {
  const headingLines = new Set(document.headings.map((heading) => heading.line));
  const candidates: Candidate[] = [];
  for (let line = 0; line < document.lines.count; line += 1) {
    const text = document.visibleLine(line);
    if (text.length < 6 || text.length > 600 || headingLines.has(line) || !QUICK.test(text)) continue;
    const announced = isAnnounced(line);
    const bold = BOLD_LINE.exec(text);
    if (bold) {
      const mention = readBold(bold[2] ?? '', bold[3] ?? '', (part) => read(part, announced));
      if (mention) candidates.push({ ...mention, line, form: 'bold', level: 7, size: 1, announced });
      continue;
    }
    const plain = PLAIN_LINE.exec(text);
    const mention = plain ? read(plain[1] ?? '', announced) : null;
    if (mention && isIntroduction(document, line, mention, announced)) {
      candidates.push({ ...mention, line, form: 'line', level: 7, size: 1, announced });
    }
  }
  return candidates;
}

/** `**Phase 1: Name**`, `**Phase 1:** Name` and `**Phase 1** — Name`, but not `**Phase 1** is where we …`. */
function readBold(inside: string, behind: string, read: (text: string) => PhaseMention | null): PhaseMention | null {
  const mention = read(inside);
  // `**Phase 1 Status**: done` reports on a phase.
  if (!mention || /^(?:gate )?(?:status|(?:re-?)?check|gate)$/i.test(mention.title)) return null;
  const rest = plainText(behind);
  const joined = rest === '' ? mention : read(`${inside}${behind}`);
  if (mention.title !== '') return mention.separated || rest === '' || /^[^\p{L}\p{N}]/u.test(rest) ? mention : null;
  if (rest === '') return mention;
  const separator = /[:：—–-]\s*$/u.test(inside) || /^[:：—–-]/u.test(rest);
  if (!separator || !joined) return null;
  const title = joined.title.length <= 120 ? joined.title : `${joined.title.slice(0, 117)}…`;
  return { ...joined, title };
}

/** Tells `Phase 1: Foundation` from a sentence of prose that begins with the same words. */
function isIntroduction(document: ParsedDocument, line: number, mention: PhaseMention, announced: boolean): boolean {
  if (!mention.separated || mention.title === '' || mention.title.length > 120) return false;
  if (/[.;,!?]$/.test(mention.title) || /\.\s+\p{Lu}/u.test(mention.title)) return false;
  if (announced) return true;
  const parts = readPhaseParts(document, line, Math.min(document.lines.count, line + 12));
  const next = document.visibleLine(line + 1).trim();
  return (next === '' || /^[-*+\d]|^\p{L}+\s*:/u.test(next)) && (parts.hasGoal || parts.hasDeliverables);
}

const TITLE_COLUMNS =
  /^(?:name|title|phase name|description|focus|theme|milestone|scope|goals?|objectives?|deliverables?|what|titre|nom|nombre|objectif|objetivo|名称|目标|内容)$/u;

function tableCandidates(
  table: Table,
  read: ReadMention,
  isAnnounced: (line: number) => boolean,
): readonly Candidate[] {
  const keys = table.header.cells.map(labelKey);
  const phaseColumn = keys.findIndex((key) => /^(?:phases?|fases?|étapes?|etapas?|阶段|階段|フェーズ)$/u.test(key));
  const numberColumn = table.header.cells.findIndex((cell) => /^(?:#|no\.?|nr\.?|n°|id)$/iu.test(cell.trim()));
  const named = keys.findIndex((key, index) => index !== phaseColumn && TITLE_COLUMNS.test(key));
  const titleColumn = named >= 0 ? named : Math.max(phaseColumn, 0) + 1;
  return table.rows.flatMap((row) => {
    const announced = isAnnounced(row.line);
    const cell = row.cells[Math.max(phaseColumn, 0)] ?? '';
    const mention = read(cell, announced);
    const at = { line: row.line, form: 'table' as const, level: 7, size: 1, announced };
    if (mention)
      return [{ ...mention, title: mention.title || (row.cells[titleColumn] ?? ''), separated: true, ...at }];
    if (phaseColumn < 0) return [];
    const own = /^(\d{1,3}(?:\.\d{1,3})*[a-z]?)\s*(?:[:：.)—–-]\s*(.*))?$/iu.exec(cell);
    const id = normalizePhaseId(own?.[1] ?? row.cells[numberColumn] ?? '');
    if (id === null) return [];
    const title = own ? own[2] || (row.cells[titleColumn] ?? '') : cell;
    return [{ id, title, separated: true, ...at }];
  });
}

/** The phases whose ids lie between `start` and `end`, both included; null leaves that side open. */
export function phasesBetween(
  phases: readonly PrdPhase[],
  start: string | null,
  end: string | null,
): readonly PrdPhase[] {
  return phases
    .filter((phase) => start === null || comparePhaseIds(phase.id, start) >= 0)
    .filter((phase) => end === null || comparePhaseIds(phase.id, end) <= 0)
    .sort((a, b) => comparePhaseIds(a.id, b.id));
}
