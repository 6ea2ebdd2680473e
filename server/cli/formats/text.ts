import type { CheckReport, Finding } from '#schemas/document/finding.ts';
import { printable } from '../io.ts';

/** One line for each finding, `file:line:column severity rule message`, and a line that sums up. */
export function formatText(report: CheckReport): string {
  const lines = report.findings.map(
    (one) => `${oneLine(one.file)}:${one.line}:${one.column} ${one.severity} ${one.rule} ${oneLine(one.message)}`,
  );
  return [...lines, summarize(report), ''].join('\n');
}

/** How much was checked and found, in one line. */
export function summarize({ files, findings }: CheckReport): string {
  const documents = `${files} ${files === 1 ? 'document' : 'documents'} checked`;
  if (findings.length === 0) return `${documents}, no findings.`;
  const counts = (['error', 'warning', 'info', 'hint'] as const).map((severity) => count(findings, severity));
  return `${documents}: ${counts.filter((text) => text !== '').join(', ')}.`;
}

function count(findings: readonly Finding[], severity: Finding['severity']): string {
  const number = findings.filter((finding) => finding.severity === severity).length;
  if (number === 0) return '';
  return `${number} ${severity}${number === 1 || severity === 'info' ? '' : 's'}`;
}

function oneLine(text: string): string {
  return printable(text).replaceAll(/[\t\n]+/g, ' ');
}
