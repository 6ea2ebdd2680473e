import type { PlaybookStep } from '#schemas/playbook.ts';
import { listOf } from './list-of.ts';

type Report = Extract<PlaybookStep, { report: unknown }>['report'];

/** The report of an executor as text, with the headings that the method prescribes. */
export function executionSummary(
  report: Report,
  changed: { created: readonly string[]; modified: readonly string[] },
): string {
  const created = report.auto ? [...changed.created, ...report.filesCreated] : report.filesCreated;
  const modified = report.auto ? [...changed.modified, ...report.filesModified] : report.filesModified;
  return [
    'EXECUTION SUMMARY',
    `Status: ${report.status}`,
    `Files Created:${listOf(created)}`,
    `Files Modified:${listOf(modified)}`,
    `Tests Run: ${report.tests}`,
    `Issues Encountered: ${report.issues}`,
    `Decisions affecting other workstreams: ${report.decisions}`,
    '',
  ].join('\n');
}
