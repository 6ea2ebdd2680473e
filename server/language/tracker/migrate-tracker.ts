import { readFields } from '../field-lines.ts';
import { labelKey, MAX_LINE, plainText } from '../inline-text.ts';
import { insertLines, replaceRange } from '../line-edits.ts';
import { rangeOfLine } from '../line-index.ts';
import type { Heading, ParsedDocument } from '../parse-document.ts';
import type { ProjectView } from '../project-view.ts';
import { prdOfTracker } from '../relations.ts';
import { newlineOf } from '../text-edit.ts';
import type { FileChange, TextEdit } from '../text-edit.ts';
import { cellSpans, fieldPlace } from './places.ts';
import { resumeCommand } from './resume-command.ts';
import { sameStatus } from './status-words.ts';
import { SUMMARY_COLUMNS, SUMMARY_HEAD } from './summary-table.ts';
import type { SummaryRow, Tracker, TrackerStatus } from './tracker.ts';

/** The heading over the table of the first version; null where the tracker is not of that version, or has no table. */
export function earlierTableHeading(document: ParsedDocument, tracker: Tracker): Heading | null {
  const table = tracker.summaryTable;
  if (tracker.version !== 1 || !table) return null;
  return (
    document.headings.findLast(
      ({ line, text }) => line >= tracker.line && line < table.line && labelKey(text) === 'phase progress',
    ) ?? null
  );
}

/**
 * Makes a tracker of the first version one of the second: the table becomes the Execution Summary, and what it said
 * beyond that becomes a section for each phase. Nothing that a person wrote is lost or changed.
 */
export function migrateTracker(
  document: ParsedDocument,
  path: string,
  project: ProjectView,
  { tracker, heading }: { readonly tracker: Tracker; readonly heading: Heading },
): readonly FileChange[] {
  const table = tracker.summaryTable;
  if (!table) return [];
  // Sections that people wrote follow no form of ours, so the tracker may not promise one.
  const strict = tracker.phases.length === 0 && titleOf(document, tracker) !== null;
  const rows = readRows(document, tracker, project);
  const { sections, edits } = sectionsOf(document, project, { tracker, rows, strict });
  const newline = newlineOf(document.text);
  const hashes = document.lines.text(heading.line).trimStart().startsWith('#') ? `${'#'.repeat(heading.level)} ` : '';
  const start = { line: table.line, character: 0 };
  const end = { line: table.endLine - 1, character: document.lines.text(table.endLine - 1).length };
  const summary = [...SUMMARY_HEAD, ...rows.filter(({ row }) => row !== null).map(summaryLine)];
  return [
    {
      kind: 'edit',
      path,
      edits: [
        ...headEdits(document, project, tracker, strict),
        { range: rangeOfLine(document.lines, heading.line), newText: `${hashes}Execution Summary` },
        { range: { start, end }, newText: [...summary, ...sections].join(newline) },
        ...edits,
      ],
    },
  ];
}

interface EarlierRow {
  /** Null for a row that names no phase. */
  readonly row: SummaryRow | null;
  readonly title: string;
  /** As written, by label key, with the words of its header. */
  readonly cells: ReadonlyMap<string, { readonly header: string; readonly text: string }>;
}

function readRows(document: ParsedDocument, tracker: Tracker, project: ProjectView): readonly EarlierRow[] {
  const table = tracker.summaryTable;
  if (!table) return [];
  const cellsOf = (line: number): readonly string[] => {
    const text = document.lines.text(line).slice(0, MAX_LINE);
    return cellSpans(text).map(({ from, to }) => text.slice(from, to));
  };
  const header = cellsOf(table.line).map((cell) => plainText(cell));
  const byLine = new Map(tracker.summary.map((row) => [row.line, row] as const));
  const titles = new Map(prdOfTracker(project, tracker)?.phases.map(({ id, title }) => [id, title] as const));
  // The second line is the row of dashes.
  return Array.from({ length: Math.max(0, table.endLine - table.line - 2) }, (_, index) => table.line + 2 + index).map(
    (line) => {
      const row = byLine.get(line) ?? null;
      const cells = cellsOf(line).map((text, index) => {
        const name = header[index] || `Column ${index + 1}`;
        const key = header.indexOf(name) === index ? labelKey(name) : `column ${index + 1}`;
        return [key, { header: name, text }] as const;
      });
      return { row, title: row ? row.title || (titles.get(row.id) ?? '') : '', cells: new Map(cells) };
    },
  );
}

const NOTHING = /^(?:[-–—]*|n\/a)$/i;

function summaryLine({ row, title, cells }: EarlierRow): string {
  const rest = SUMMARY_COLUMNS.slice(2).map((column) => cells.get(labelKey(column))?.text || '-');
  const phase = title === '' ? (row?.id ?? '') : `${row?.id ?? ''}: ${title.replaceAll('|', '\\|')}`;
  return `| ${[phase, row?.status ?? 'pending', ...rest].join(' | ')} |`;
}

/** What a row says beyond the summary, as lines of a checkpoint. */
function detailsOf({ row, cells }: EarlierRow): readonly string[] {
  return [...cells].flatMap(([key, { header, text }]) => {
    if (row === null || NOTHING.test(text) || IN_SUMMARY.has(key) || saysNoMore(row, key, text)) return [];
    const label = key === 'phase' || key === 'status' ? `${header} as written` : header;
    return [`- **${label}**: ${text}`];
  });
}

const IN_SUMMARY = new Set(SUMMARY_COLUMNS.slice(3).map(labelKey));

/** Whether the summary's row says all that the cell says. */
function saysNoMore({ id, title, status }: SummaryRow, key: string, text: string): boolean {
  const words = labelKey(text);
  if (key === 'phase') return [id, `${id} ${title}`].map(labelKey).includes(words.replace(/^phase /, ''));
  return key === 'status' && (sameStatus(text) === status || words === labelKey(status ?? ''));
}

/** Sections that are new, as lines behind the table, and edits of those that are there. */
function sectionsOf(
  document: ParsedDocument,
  project: ProjectView,
  {
    tracker,
    rows,
    strict,
  }: { readonly tracker: Tracker; readonly rows: readonly EarlierRow[]; readonly strict: boolean },
): { readonly sections: readonly string[]; readonly edits: readonly TextEdit[] } {
  const known = new Map(tracker.phases.map((phase) => [phase.id, phase] as const));
  const begun = (status: TrackerStatus | null | undefined): boolean =>
    status === 'completed' || status === 'in-progress';
  const last = strict ? rows.findLast(({ row }) => begun(row?.status)) : undefined;
  const sections: string[] = [];
  const edits: TextEdit[] = [];
  for (const one of rows) {
    const { row, title } = one;
    if (!row) continue;
    const details = detailsOf(one);
    const section = known.get(row.id);
    if (section) {
      if (details.length > 0) edits.push(insertLines(document, section.bodyEnd, details));
    } else if (details.length > 0 || one === last) {
      const status = row.status === null || row.status === 'pending' ? [] : [`- **Status**: ${row.status}`];
      const resume = `- **Resume Instructions**: \`${resumeCommand(project, tracker, row).replaceAll('`', "'")}\``;
      const heading = title === '' ? `## Phase ${row.id}` : `## Phase ${row.id}: ${title}`;
      sections.push('', heading, '', ...status, ...details, ...(one === last ? [resume] : []));
    }
  }
  const foreign = rows.filter(({ row, cells }) => row === null && [...cells.values()].some(({ text }) => text !== ''));
  const kept = foreign.map(({ cells }) => `- ${[...cells.values()].map(({ text }) => text || '-').join(' | ')}`);
  if (kept.length > 0) sections.push('', '## Kept from the earlier table', '', ...kept);
  return { sections, edits };
}

/** The line of the title that the trackers of both versions have; null where people chose one of their own. */
function titleOf(document: ParsedDocument, tracker: Tracker): number | null {
  const title = document.headings.find(({ line, level }) => line >= tracker.line && level === 1);
  return title && title.line < tracker.endLine && /^(?:Project|CLUTCH) Workflow Tracker\b/i.test(title.text)
    ? title.line
    : null;
}

function headEdits(
  document: ParsedDocument,
  project: ProjectView,
  tracker: Tracker,
  strict: boolean,
): readonly TextEdit[] {
  const line = titleOf(document, tracker);
  if (line === null || !strict) return [];
  const text = document.lines.text(line);
  const at = text.search(/\bProject(?= Workflow Tracker)/i);
  const title =
    at < 0 ? [] : [{ range: { start: { line, character: at }, end: { line, character: at + 7 } }, newText: 'CLUTCH' }];
  const first = document.headings.find((heading) => heading.line > line)?.line ?? document.lines.count;
  const head = readFields(document, line + 1, first, (key) => HEAD.test(key));
  const generated = head.find(({ key }) => key === 'generated by');
  const prd = tracker.prd === null ? prdOfTracker(project, tracker) : null;
  const added = [...(prd ? [`**PRD:** ${prd.path}`] : []), ...(generated ? [] : [`**Generated by:** ${GENERATOR}`])];
  const behind = head.at(-1);
  const insertion = behind
    ? insertLines(document, behind.line + 1, added)
    : insertLines(document, line + 1, ['', ...added]);
  const replaced = generated ? replaceRange('', fieldPlace(document, generated).value, GENERATOR) : [];
  return [
    ...title,
    ...(added.length > 0 ? [insertion] : []),
    ...replaced.flatMap((change) => (change.kind === 'edit' ? change.edits : [])),
  ];
}

const GENERATOR = 'CLUTCH v2 (migrated from the first version)';
const HEAD =
  /^(?:project|project name|prd|prd file|created|started|date|last updated|updated|generated by|owner|version)$/;
