import type { CheckReport } from '#schemas/document/finding.ts';

/** The report as `CheckReport`, indented, with a line break at the end. */
export function formatJson(report: CheckReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
