import path from 'node:path';
import type { RecordBody, SessionRecord } from '#schemas/journal/records.ts';
import type { ExecutionReport } from '#schemas/run/phase.ts';
import type { FixReport, VerificationReport } from '#schemas/run/reports.ts';
import { filesOf } from '../language/reports/report-files.ts';
import { gradeWith } from '../language/reports/verification-report.ts';
import type { OpenSession } from '../runs/open-sessions.ts';
import { type AgentTool, ToolRefusal, type ToolOutput } from './caller.ts';

const taken = (what: string): ToolOutput => ({
  recorded: what,
  note: 'It takes the place of a report in text. What is true of it is read from git and from receipts.',
});

export const reportExecution: AgentTool<'report_execution'> = (report, { record, session }) => {
  const filesCreated = ownPaths(report.filesCreated, session);
  const filesModified = ownPaths(report.filesModified, session);
  record({ kind: 'execution-report', report: { ...report, filesCreated, filesModified } });
  return taken('execution-report');
};

export const reportVerification: AgentTool<'report_verification'> = (report, { record, session }) => {
  const grade = gradeWith(report.grade, report.gaps);
  if (grade !== report.grade) {
    throw new ToolRefusal(
      'invalid',
      `A ${report.grade} with a CRITICAL or MAJOR gap contradicts itself: it is ${grade}.`,
    );
  }
  const gaps = report.gaps.map((gap) => ({ ...gap, files: ownPaths(gap.files, session) }));
  record({ kind: 'verification-report', report: { ...report, gaps } });
  return taken('verification-report');
};

export const reportFix: AgentTool<'report_fix'> = (report, { record, session }) => {
  const fixes = report.fixes.map((fix) => ({ ...fix, files: ownPaths(fix.files, session) }));
  record({ kind: 'fix-report', report: { ...report, fixes } });
  return taken('fix-report');
};

/** As a report in text is read: relative to the folder, without lines, and nothing that leads out of it. */
function ownPaths(files: readonly string[], { worktree }: OpenSession): string[] {
  const relative = files.map((file) => (path.isAbsolute(file) ? path.relative(worktree, file) : file));
  return filesOf(
    relative.map((file) => file.split(path.sep).join('/')),
    [],
  );
}

/** What a session delivered through tools, in place of saying it; null where it did not. */
export interface DeliveredReports {
  readonly report: ExecutionReport | null;
  readonly verification: VerificationReport | null;
  readonly fix: FixReport | null;
  /** The text of all contracts that it published, oldest first: of each name the last block counts. */
  readonly contract: string | null;
}

/** Kinds of records that `reportsOf` reads. */
export const DELIVERED: readonly RecordBody['kind'][] = [
  'execution-report',
  'verification-report',
  'fix-report',
  'contract',
];

/** Of one session's records the last of each report. */
export function reportsOf(records: readonly SessionRecord[]): DeliveredReports {
  const bodies = records.map(({ body }) => body);
  const contracts = bodies.flatMap((body) => (body.kind === 'contract' ? [body.text] : []));
  return {
    report: bodies.findLast((body) => body.kind === 'execution-report')?.report ?? null,
    verification: bodies.findLast((body) => body.kind === 'verification-report')?.report ?? null,
    fix: bodies.findLast((body) => body.kind === 'fix-report')?.report ?? null,
    contract: contracts.length === 0 ? null : contracts.join('\n\n'),
  };
}
