import type { ExecutionReport } from '#schemas/run/phase.ts';
import { fieldEntries, readFields } from '../field-lines.ts';
import type { Field } from '../field-lines.ts';
import { labelKey } from '../inline-text.ts';
import { readPaths } from '../owned-files.ts';
import { parseDocument } from '../parse-document.ts';
import { lastReport, wordsOf } from './report-body.ts';

const MAX_FILES = 2000;

type Part = 'status' | 'created' | 'modified' | 'tests' | 'issues' | 'decisions';

function partOf(key: string): Part | null {
  if (key === 'status' || key === 'overall status') return 'status';
  if (/^files? (?:created|added)(?: list)?$/.test(key) || key === 'new files') return 'created';
  if (/^files? (?:modified|changed|created modified|created and modified|updated)$/.test(key)) return 'modified';
  if (/^tests?(?: (?:run|written|results?|status|written and results))?$/.test(key)) return 'tests';
  if (/^issues?(?: (?:encountered|found))?$/.test(key)) return 'issues';
  return /^decisions?\b/.test(key) ? 'decisions' : null;
}

/**
 * Reads the last EXECUTION SUMMARY in what an agent said, whatever markdown it is dressed in. Null when there is none,
 * or when it names no status. Only the last 256 KiB are looked at.
 */
export function parseExecutionReport(text: string): ExecutionReport | null {
  return lastReport(text, 'EXECUTION SUMMARY', ({ body }) => readReport(body));
}

function isLabel(key: string): boolean {
  return partOf(key) !== null;
}

function readReport(body: string): ExecutionReport | null {
  // A report in a fence is still a report: its marks are taken away before it is read.
  const document = parseDocument(body.replace(/^[^\S\n]*(?:```|~~~).*$/gm, ''));
  const fields = readFields(document, 0, document.lines.count, isLabel);
  const named = (part: Part): readonly Field[] => fields.filter((field) => partOf(field.key) === part);
  const status = named('status')
    .map(readReportStatus)
    .find((one) => one !== null);
  if (!status) return null;
  return {
    status,
    filesCreated: readFiles(named('created')),
    filesModified: readFiles(named('modified')),
    tests: words(named('tests')),
    issues: words(named('issues')),
    decisions: words(named('decisions')),
  };
}

function readReportStatus(field: Field): ExecutionReport['status'] | null {
  const text = fieldEntries(field)
    .map((entry) => labelKey(entry.text))
    .join(' ');
  // The line of the instruction itself, with all three words, is no answer.
  const found = [...new Set([...text.matchAll(/\b(complete|blocked|partial)(?:d|ly)?\b/g)].map((match) => match[1]))];
  if (found.length === 0 || (found.length > 1 && text.startsWith('complete blocked partial'))) return null;
  if (found[0] === 'blocked') return 'BLOCKED';
  return found[0] === 'partial' ? 'PARTIAL' : 'COMPLETE';
}

function readFiles(fields: readonly Field[]): string[] {
  const paths = fields.flatMap(fieldEntries).flatMap((entry) => readPaths(entry.text));
  return [...new Set(paths)].slice(0, MAX_FILES);
}

function words(fields: readonly Field[]): string {
  return wordsOf(fields.flatMap(fieldEntries).map((entry) => entry.text));
}
