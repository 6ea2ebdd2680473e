import type { CheckReport, Severity } from '#schemas/document/finding.ts';
import { printable } from '../io.ts';
import { summarize } from './text.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' } as const satisfies Record<
  Severity,
  string
>;

/** One workflow command of GitHub Actions for each finding, which shows it beside the line, and a line that sums up. */
export function formatGithub(report: CheckReport): string {
  const lines = report.findings.map((one) => {
    const place = { file: one.file, line: one.line, col: one.column, endLine: one.endLine, endColumn: one.endColumn };
    const properties = Object.entries({ ...place, title: one.rule })
      .map(([name, value]) => `${name}=${property(String(value))}`)
      .join(',');
    return `::${COMMANDS[one.severity]} ${properties}::${data(one.message)}`;
  });
  return [...lines, summarize(report), ''].join('\n');
}

/** Without these escapes a document could end the command and begin one of its own. */
function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
