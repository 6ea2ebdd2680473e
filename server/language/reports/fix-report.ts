import type { Fix, FixReport } from '#schemas/run/reports.ts';
import { labelKey } from '../inline-text.ts';
import { lastReport, wordsOf } from './report-body.ts';
import type { ReportText } from './report-body.ts';
import { filesOf } from './report-files.ts';
import { readReportParts } from './report-parts.ts';
import type { ReportItem, ReportShape } from './report-shape.ts';

type Part = 'status' | 'fixes' | 'remaining';
type Field = 'gap' | 'rootCause' | 'fix' | 'files' | 'verification';
type Status = FixReport['status'];

const MAX_TEXT = 2000;

const PARTS: readonly (readonly [Part, RegExp])[] = [
  ['status', /^(?:(?:overall|final|fix) )?status$/],
  [
    'fixes',
    /^(?:fixes(?: (?:applied|made|details?))?|(?:gaps|issues)(?: (?:fixed|addressed|resolved|closed|details?))?)$/,
  ],
  ['remaining', /^(?:remaining|open|outstanding|unresolved)(?: (?:issues?|gaps?|problems?|work))?$/],
];

const FIELDS: readonly (readonly [Field, RegExp])[] = [
  ['gap', /^(?:gap|issue|problem)(?: (?:description|fixed|critical|major|minor))?$/],
  ['rootCause', /^(?:root )?causes?$|^diagnosis$/],
  ['fix', /^(?:fix|solution|resolution|changes?)(?: (?:applied|made|description))?$/],
  ['files', /^(?:(?:affected|changed|modified) )?files?(?: (?:changed|modified|touched|affected|created))?$/],
  ['verification', /^(?:verification|verified|proof)(?: (?:by|steps?|results?|command))?$/],
];

const shape: ReportShape<Part, Field> = {
  partOf: (key) => PARTS.find(([, pattern]) => pattern.test(key))?.[0] ?? null,
  fieldOf: (key) => FIELDS.find(([, pattern]) => pattern.test(key))?.[0] ?? null,
  scalar: 'status',
  items: 'fixes',
  title: 'gap',
  // Many begin with the fields at once. What is still open names gaps, too, but none that was fixed.
  begins: (_key, part) => part !== 'remaining',
  isGroup: () => false,
};

/**
 * Reads the last FIX REPORT in what an agent said, whatever markdown it is dressed in. Null when there is none, or when
 * it names no status. Only the last 256 KiB are looked at.
 */
export function parseFixReport(text: string): FixReport | null {
  return lastReport(text, 'FIX REPORT', readReport);
}

function readReport({ headline, body }: ReportText): FixReport | null {
  const { parts, items } = readReportParts(body, shape);
  const status = statusOf(parts.get('status') ?? []) ?? statusOf([headline]);
  if (status === null) return null;
  return {
    status,
    fixes: items.map(readFix).filter((fix) => fix !== null),
    remaining: wordsOf(parts.get('remaining') ?? []),
  };
}

/** Of several, one for each gap perhaps, the one that is stuck counts: a report that contradicts itself fixed nothing. */
function statusOf(lines: readonly string[]): Status | null {
  const all = lines.map(readStatus).filter((status) => status !== null);
  return all.find((status) => status === 'STUCK') ?? all[0] ?? null;
}

function readStatus(line: string): Status | null {
  const text = labelKey(line.replace(/~~[^~]*~~/g, ''));
  // The line of the instruction itself, with both words, is no answer.
  if (/fixed\W*(?:[|/,]|\bor\b)\W*stuck/i.test(line)) return null;
  if (/\b(?:stuck|unfixed|not (?:yet )?fixed|partial(?:ly)?(?: fixed)?)\b/.test(text)) return 'STUCK';
  return /\bfixed\b/.test(text) ? 'FIXED' : null;
}

function readFix(item: ReportItem<Field>): Fix | null {
  const text = (field: Field) => wordsOf(item.fields.get(field) ?? [], MAX_TEXT);
  const [gap, rootCause, fix, verification] = [text('gap'), text('rootCause'), text('fix'), text('verification')];
  const isEmpty = rootCause === '' && fix === '' && verification === '';
  if (isEmpty && /^(?:none|nothing|na|n a|\d+(?: of \d+)?|)$/.test(labelKey(gap))) return null;
  return { gap, rootCause, fix, files: filesOf(item.fields.get('files') ?? [], item.lines), verification };
}
