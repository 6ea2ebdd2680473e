import type { Gap, VerificationReport } from '#schemas/run/reports.ts';
import { labelKey, plainText } from '../inline-text.ts';
import { lastReport, wordsOf } from './report-body.ts';
import type { ReportText } from './report-body.ts';
import { filesOf } from './report-files.ts';
import { readReportParts } from './report-parts.ts';
import type { ReportItem, ReportShape } from './report-shape.ts';

type Part = 'grade' | 'requirements' | 'tests' | 'gaps' | 'warnings';
type Field = 'gap' | 'expected' | 'actual' | 'severity' | 'files';
type Grade = VerificationReport['grade'];

const MAX_TEXT = 2000;

const PARTS: readonly (readonly [Part, RegExp])[] = [
  ['grade', /^(?:(?:overall|final|verification|phase) )?(?:grade|verdict)$/],
  ['requirements', /^requirements?(?: (?:checked|verified|reviewed|checklist|coverage|check|status|verification))?$/],
  ['tests', /^tests?(?: (?:results?|runs?|status|summary|suite|execution))?$/],
  [
    'gaps',
    /^(?:(?:identified|open|remaining|verification) )?gaps(?: (?:found|identified|list|details?|analysis|summary))?$/,
  ],
  ['warnings', /^warnings?(?: (?:and notes|found|notes))?$/],
];

const FIELDS: readonly (readonly [Field, RegExp])[] = [
  ['gap', /^(?:gap|issue|problem|description|title)(?: (?:description|critical|major|minor))?$/],
  ['expected', /^(?:expected|expectation)(?: (?:behaviou?r|results?|outcome|state))?$/],
  ['actual', /^(?:actual|observed|found|got)(?: (?:behaviou?r|results?|outcome|state))?$/],
  ['severity', /^(?:severity|priority)(?: level)?$/],
  ['files', /^(?:(?:affected|related|relevant) )?(?:files?|locations?|paths?)(?: (?:affected|involved|paths?))?$/],
];

const shape: ReportShape<Part, Field> = {
  partOf: (key) => PARTS.find(([, pattern]) => pattern.test(key))?.[0] ?? null,
  fieldOf: (key) => FIELDS.find(([, pattern]) => pattern.test(key))?.[0] ?? null,
  scalar: 'grade',
  items: 'gaps',
  title: 'gap',
  begins: (key) => /^gap\b/.test(key),
  isGroup: (key) => /^(?:critical|major|minor)(?: severity)?(?: (?:gaps?|issues?)(?: found)?)?$/.test(key),
};

/**
 * Reads the last VERIFICATION REPORT in what an agent said, whatever markdown it is dressed in. Null when there is
 * none, or when it names no grade. Only the last 256 KiB are looked at.
 */
export function parseVerificationReport(text: string): VerificationReport | null {
  return lastReport(text, 'VERIFICATION REPORT', readReport);
}

function readReport({ headline, body }: ReportText): VerificationReport | null {
  const { parts, items } = readReportParts(body, shape);
  const said = gradeOf(parts.get('grade') ?? []) ?? gradeOf([headline]);
  if (said === null) return null;
  const gaps = items.map(readGap).filter((gap) => gap !== null);
  return {
    grade: gradeWith(said, gaps),
    requirements: wordsOf(parts.get('requirements') ?? []),
    tests: wordsOf(parts.get('tests') ?? []),
    gaps,
    warnings: wordsOf(parts.get('warnings') ?? []),
  };
}

/** Nobody's word is trusted beyond its contradiction: what lists a serious gap has not passed, whatever it says above. */
export function gradeWith(said: Grade, gaps: readonly Gap[]): Grade {
  return said === 'PASS' && gaps.some((gap) => gap.severity !== 'MINOR') ? 'GAPS_FOUND' : said;
}

/** The grade that several lines agree on; of different ones the first that is no PASS. */
function gradeOf(lines: readonly string[]): Grade | null {
  const grades = lines.map(readGrade).filter((grade) => grade !== null);
  return grades.find((grade) => grade !== 'PASS') ?? grades[0] ?? null;
}

function readGrade(line: string): Grade | null {
  const text = labelKey(line.replace(/~~[^~]*~~/g, ''));
  const words = [...text.matchAll(/\b(not pass|pass(?:ed)?|gaps found|human needed|fail(?:ed)?)\b/g)].map(
    ([word]) => word,
  );
  const [first] = words;
  // The line of the instruction itself, with words to choose from, is no answer.
  if (first === undefined || /pass\W*(?:[|/,]|\bor\b)\W*(?:gaps|human)/i.test(line)) return null;
  if (new Set(words).size >= 3) return null;
  if (first === 'human needed') return 'HUMAN_NEEDED';
  return first.startsWith('pass') ? 'PASS' : 'GAPS_FOUND';
}

const NO_GAP =
  /^(?:(?:none|nothing|na|n a|not applicable|zero|\d+)(?: (?:found|identified|remaining|detected|reported|noted|total|gaps?|critical|major|minor|\d+|and))*|(?:no|zero) (?:\w+ ){0,4}?(?:gaps?|issues?)(?: (?:were|was|are|have been))?(?: (?:found|identified|remain\w*|detected|reported))?)$/;

/** What a gap is called, empty when nothing is: `None. All is well`, `No gaps found`, `The gaps are:`. */
function titleOf(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  // An introduction or a count is no gap itself, but a gap may follow it.
  if (/[:：]\s*$/.test(first) || /^\d/.test(first))
    return saysNothing(first) ? wordsOf(rest, MAX_TEXT) : wordsOf(texts, MAX_TEXT);
  return saysNothing(first) ? '' : withoutSeverity(wordsOf(texts, MAX_TEXT));
}

function saysNothing(text: string): boolean {
  if (/\b(?:but|except)\b/i.test(text)) return false;
  const clause = text.split(/\.\s|[(–—]|\s-\s/)[0] ?? '';
  const key = labelKey(clause);
  return key === '' || NO_GAP.test(key) || /[:：]\s*$/.test(text);
}

function readGap(item: ReportItem<Field>): Gap | null {
  const text = (field: Field) => wordsOf(item.fields.get(field) ?? [], MAX_TEXT);
  const expected = text('expected');
  const actual = text('actual');
  const title = titleOf(item.fields.get('gap') ?? []);
  if (title === '' && labelKey(expected) === '' && labelKey(actual) === '') return null;
  const gap = title === '' ? actual || expected : title;
  const files = filesOf(item.fields.get('files') ?? [], item.lines);
  return { gap, expected, actual, severity: severityOf(item, text('severity')), files };
}

const SEVERITY = /(critical|major|minor)/;

function severityOf({ lines, group }: ReportItem<Field>, said: string): Gap['severity'] {
  const named = new Set(said.toLowerCase().match(/\b(?:critical|major|minor)\b/g));
  // All three are the instruction, not an answer.
  const [explicit] = named.size === 3 ? [] : named;
  const head = plainText(lines[0] ?? '');
  const tagged = /\b(CRITICAL|MAJOR|MINOR)\b/.exec(head) ?? /[[(]\s*(critical|major|minor)\b/i.exec(head);
  const word = said === '' ? (tagged?.[1] ?? SEVERITY.exec(group)?.[1]) : explicit;
  if (word === undefined) return 'MAJOR';
  const upper = word.toUpperCase();
  return upper === 'CRITICAL' || upper === 'MINOR' ? upper : 'MAJOR';
}

/** `[CRITICAL] No check (MAJOR)` without the marks that the severity is read from. */
function withoutSeverity(text: string): string {
  return text
    .replace(
      /^[^\p{L}\p{N}[(`]*(?:[[(]\s*(?:critical|major|minor)\s*[\])]|(?:CRITICAL|MAJOR|MINOR)\b)\s*[:|–—-]*\s*/iu,
      '',
    )
    .replace(/\s*[[(]\s*(?:critical|major|minor)\s*[\])]\s*[:.]?$/i, '')
    .trim();
}
