import type { PlaybookStep } from '#schemas/playbook.ts';
import { indented, listOf } from './list-of.ts';

type Verify = Extract<PlaybookStep, { verify: unknown }>['verify'];

/** The report of a validator as text, with the headings that the method prescribes. */
export function verificationReport({ grade, requirements, tests, gaps, warnings }: Verify): string {
  const listed = gaps.map(({ gap, expected, actual, severity, files }, index) =>
    [
      `\n${index + 1}. Gap: ${indented(gap, '     ')}`,
      `   Expected: ${indented(expected, '     ')}`,
      `   Actual: ${indented(actual, '     ')}`,
      `   Severity: ${severity}`,
      `   Files:${listOf(files, '     ')}`,
    ].join('\n'),
  );
  return [
    // What was said before may not have ended its line.
    '\nVERIFICATION REPORT',
    `Grade: ${grade}`,
    `Requirements Checked: ${indented(requirements, '  ')}`,
    `Test Results: ${indented(tests, '  ')}`,
    `Gaps:${listed.length === 0 ? ' none' : listed.join('')}`,
    `Warnings: ${indented(warnings, '  ')}`,
    '',
  ].join('\n');
}
