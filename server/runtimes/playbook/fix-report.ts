import type { PlaybookStep } from '#schemas/playbook.ts';
import { indented, listOf } from './list-of.ts';

type FixStep = Extract<PlaybookStep, { fix: unknown }>['fix'];
type Fix = FixStep['fixes'][number];

/** The report of a debugger as text, with the headings that the method prescribes. */
export function fixReport(
  step: FixStep,
  changed: { readonly created: readonly string[]; readonly modified: readonly string[] },
): string {
  const fixes = step.auto ? withFiles(step.fixes, [...changed.created, ...changed.modified]) : step.fixes;
  const listed = fixes.map(({ gap, rootCause, fix, files, verification }, index) =>
    [
      `\n${index + 1}. Gap: ${indented(gap, '     ')}`,
      `   Root Cause: ${indented(rootCause, '     ')}`,
      `   Fix Applied: ${indented(fix, '     ')}`,
      `   Files:${listOf(files, '     ')}`,
      `   Verification: ${indented(verification, '     ')}`,
    ].join('\n'),
  );
  return [
    // What was said before may not have ended its line.
    '\nFIX REPORT',
    `Status: ${step.status}`,
    `Fixes:${listed.length === 0 ? ' none' : listed.join('')}`,
    `Remaining Issues: ${indented(step.remaining, '  ')}`,
    '',
  ].join('\n');
}

/** Which step belongs to which gap is not known; the last fix stands for all of them. */
function withFiles(fixes: readonly Fix[], files: readonly string[]): readonly Fix[] {
  const unnamed = { gap: 'What the steps changed', rootCause: 'none', fix: 'none', files: [], verification: 'none' };
  const last = fixes.at(-1) ?? (files.length === 0 ? null : unnamed);
  if (last === null) return fixes;
  return [...fixes.slice(0, -1), { ...last, files: [...new Set([...files, ...last.files])] }];
}
