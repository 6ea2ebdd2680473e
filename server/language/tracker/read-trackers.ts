import { readFields } from '../field-lines.ts';
import type { Field } from '../field-lines.ts';
import { labelKey, plainText } from '../inline-text.ts';
import { splitList } from '../owned-files.ts';
import type { Heading, ParsedDocument } from '../parse-document.ts';
import { normalizePhaseId } from '../phase-id.ts';
import { readPhaseMention } from '../phase-mention.ts';
import { headingBehind, sectionEnd } from '../sections.ts';

export type TrackerStatus = 'completed' | 'in-progress' | 'deferred' | 'pending';

/** A nested workstream line of a checkpoint. Lines are zero-based everywhere in this file. */
export interface TrackedWorkstream {
  readonly name: string;
  readonly status: 'completed' | 'skipped' | 'deferred';
  readonly files: readonly string[];
  /** Null where the line gives none, or only a placeholder. */
  readonly reason: string | null;
  readonly line: number;
}

export interface TrackedPhase {
  readonly id: string;
  readonly title: string;
  /** Null when the words are none of ours; `writtenStatus` has them. */
  readonly status: TrackerStatus | null;
  readonly writtenStatus: string | null;
  readonly commit: { readonly sha: string; readonly message: string } | null;
  readonly workstreams: readonly TrackedWorkstream[];
  /** Remaining fields by label key: `execution mode`, `next phase`, `resume instructions` … */
  readonly fields: ReadonlyMap<string, string>;
  readonly line: number;
  readonly endLine: number;
}

export interface SummaryRow {
  readonly id: string;
  readonly title: string;
  readonly status: TrackerStatus | null;
  readonly commit: string | null;
  readonly line: number;
}

/** One tracker; a file may hold several, one for each PRD, each under a first-level heading of its own. */
export interface Tracker {
  readonly version: 1 | 2;
  /** As written in the head: path or name of the PRD. */
  readonly prd: string | null;
  readonly project: string | null;
  readonly summary: readonly SummaryRow[];
  /** Lines of the summary table's header and of the first line behind it. */
  readonly summaryTable: { readonly line: number; readonly endLine: number } | null;
  readonly phases: readonly TrackedPhase[];
  readonly line: number;
  readonly endLine: number;
}

const SHA = /(?<![0-9a-z])([0-9a-f]{7,64})(?![0-9a-z])/;

/** Reads every tracker of a WORKFLOW.md; samples in HTML comments are not seen. Free-form files give what they have. */
export function readTrackers(document: ParsedDocument): readonly Tracker[] {
  const tops = document.headings.filter((heading) => heading.level === 1);
  const starts = tops.length > 0 ? tops.map((heading) => heading.line) : [0];
  // Sections in front of the first heading of level 1 belong to it.
  return starts.map((line, index) => {
    const from = index === 0 ? 0 : line;
    return readTracker(document, from, starts[index + 1] ?? document.lines.count);
  });
}

function readTracker(document: ParsedDocument, from: number, to: number): Tracker {
  const headings = document.headings.filter((heading) => heading.line >= from && heading.line < to);
  const firstSection = headings.find((heading) => heading.level > 1)?.line ?? to;
  const head = readFields(
    document,
    from,
    firstSection,
    (key) => key === 'prd' || key === 'project' || key === 'active prds',
  );
  const table = document.tables.find(
    (one) => one.header.line >= from && one.header.line < to && isSummaryHeader(one.header.cells.map(labelKey)),
  );
  const version = headings.some((heading) => labelKey(heading.text) === 'phase progress') ? 1 : 2;
  const valueOf = (key: string): string | null =>
    plainText(head.find((field) => field.key === key)?.value ?? '') || null;
  return {
    version,
    prd: valueOf('prd'),
    project: valueOf('project'),
    summary: table ? table.rows.flatMap((row) => readSummaryRow(table.header.cells, row)) : [],
    summaryTable: table ? { line: table.header.line, endLine: table.endLine } : null,
    phases: headings.flatMap((heading) => readTrackedPhase(document, heading)),
    line: from,
    endLine: to,
  };
}

function isSummaryHeader(keys: readonly string[]): boolean {
  return keys[0] === 'phase' && keys.includes('status');
}

function readSummaryRow(
  header: readonly string[],
  row: { readonly line: number; readonly cells: readonly string[] },
): readonly SummaryRow[] {
  const cell = row.cells[0] ?? '';
  const mention = readPhaseMention(cell) ?? readPhaseMention(`Phase ${cell}`);
  if (!mention) return [];
  const column = (name: string): string => row.cells[header.findIndex((one) => labelKey(one) === name)] ?? '';
  const commit = SHA.exec(column('commit'))?.[1] ?? null;
  return [{ id: mention.id, title: mention.title, status: readStatus(column('status')), commit, line: row.line }];
}

/** The status that free words mean; null when they mean none. */
export function readStatus(words: string): TrackerStatus | null {
  const key = labelKey(words);
  if (/^(?:completed?|done|shipped|pass(?:ed)?|finished)\b/.test(key) || words.trim().startsWith('✅'))
    return 'completed';
  if (/^(?:in progress|started|running|wip|ongoing)\b/.test(key)) return 'in-progress';
  if (/^(?:deferred|postponed)\b/.test(key)) return 'deferred';
  if (/^(?:pending|not started|todo|planned|ready)\b/.test(key) || /^(?:-+|—)?$/.test(words.trim())) return 'pending';
  return null;
}

const PHASE_FIELDS = new Set([
  'status',
  'commit',
  'execution mode',
  'team failure',
  'workstreams',
  'workstream status',
  'tests',
  'files changed',
  'validation',
  'context budget',
  'next phase',
  'resume instructions',
]);

function readTrackedPhase(document: ParsedDocument, heading: Heading): readonly TrackedPhase[] {
  if (heading.level !== 2) return [];
  const mention = readPhaseMention(heading.text.replace(/^PRD-\d+\s+/i, ''));
  if (!mention || normalizePhaseId(mention.id) === null) return [];
  const endLine = sectionEnd(document, heading);
  const firstSub = Math.min(headingBehind(document, heading.line)?.line ?? endLine, endLine);
  const fields = readFields(document, heading.line + 1, firstSub, (key) => PHASE_FIELDS.has(key));
  const values = new Map(fields.map((field) => [field.key, plainText(field.value)] as const).toReversed());
  const written = values.get('status') ?? null;
  return [
    {
      id: mention.id,
      title: mention.title,
      status: written === null ? null : readStatus(written),
      writtenStatus: written,
      commit: readCommit(fields.find((field) => field.key === 'commit')),
      workstreams: fields.filter((field) => field.key.startsWith('workstream')).flatMap(readTrackedWorkstreams),
      fields: values,
      line: heading.line,
      endLine,
    },
  ];
}

function readCommit(field: Field | undefined): TrackedPhase['commit'] {
  const match = SHA.exec(field?.value ?? '');
  if (!field || !match) return null;
  const rest = field.value.slice(match.index + match[0].length).replace(/^[`*\s]+/, '');
  const message =
    rest.startsWith('(') && rest.trimEnd().endsWith(')') ? rest.trimEnd().slice(1, -1) : rest.replace(/^[—–-]\s*/, '');
  return { sha: match[1] ?? '', message: plainText(message) };
}

const WORKSTREAM = /^(.{1,400}?)\s*[:：]\s*(completed?|skipped|deferred)\b\s*(.*)$/iu;
const PLACEHOLDER = /^(?:none|n\/?a|tbd|todo|reason|unknown|-+|…|\.{2,}|\?+)?[.!]?$/i;

function readTrackedWorkstreams(field: Field): readonly TrackedWorkstream[] {
  const depth = Math.min(...field.items.map((item) => item.indent));
  return field.items.flatMap((item) => {
    const match = item.indent === depth ? WORKSTREAM.exec(plainStatusLine(item.text)) : null;
    if (!match) return [];
    const word = (match[2] ?? '').toLowerCase();
    const status = word === 'skipped' || word === 'deferred' ? word : 'completed';
    const rest = (match[3] ?? '').trim();
    const name = plainText(match[1] ?? '');
    const files = status === 'completed' ? filesIn(rest) : [];
    return [{ name, status, files, reason: status === 'completed' ? null : reasonIn(rest), line: item.line }];
  });
}

/** Emphasis goes, back-ticks stay, because they hold the file names together. */
function plainStatusLine(text: string): string {
  const parts = text.slice(0, 4000).split('`');
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll('**', ''))).join('`');
}

function filesIn(rest: string): readonly string[] {
  const list = /^\(files?:\s*(.*)\)/i.exec(rest)?.[1];
  if (list === undefined) return [];
  const quoted = [...list.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
  return quoted.length > 0 ? quoted : splitList(list).filter((file) => !PLACEHOLDER.test(file));
}

/** `(reason: …)`, or any words behind the status in a tracker that people write by hand. */
export function reasonIn(rest: string): string | null {
  const inner = /^[([]\s*(.*?)\s*[)\]]?$/u.exec(rest)?.[1] ?? rest.replace(/^[\s:：—–-]+/u, '');
  const reason = plainText(inner.replace(/^(?:reason|because)\s*[:：]?\s*/iu, ''));
  return PLACEHOLDER.test(reason) || /^[<{[].*[>}\]]$/.test(reason) ? null : reason;
}

function cleanPath(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .toLowerCase();
}

/** Whether two ways to write a PRD's path mean the same file; a tracker without one is taken to be of any. */
export function isSamePrd(written: string | null, prd: string): boolean {
  if (written === null) return true;
  const right = cleanPath(plainText(prd));
  return [written, written.replace(/\s.*$/, '')].map(cleanPath).some((left) => {
    return left === right || left.endsWith(`/${right}`) || right.endsWith(`/${left}`);
  });
}
