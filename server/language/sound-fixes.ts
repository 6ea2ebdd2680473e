import type { LanguageFinding } from './check-document.ts';
import type { Fix } from './rules/rule.ts';
import { applyEdits } from './text-edit.ts';
import type { FileChange, TextEdit } from './text-edit.ts';

/** Rules report about this many places and no more, so that one that is mended may make room for another. */
const MANY = 50;

/**
 * The fixes of a finding that keep their promise in this very document: the finding goes and no other error or warning
 * comes. Rules think of documents that people write; in one that is badly damaged, what a fix relies on may be missing.
 * Fixes that change other files are taken at their word.
 */
export function soundFixes(
  path: string,
  text: string,
  { rule, fixes }: LanguageFinding,
  findings: readonly LanguageFinding[],
  check: (text: string) => readonly LanguageFinding[],
): readonly Fix[] {
  return fixes.filter((fix) => {
    const edits = ownEdits(path, fix.changes());
    if (edits === null) return true;
    const fixed = applyEdits(text, edits);
    return fixed !== text && isBetter(findings, check(fixed), [rule]);
  });
}

/** The edits of one file; null where the changes go beyond it. */
export function ownEdits(path: string, changes: readonly FileChange[]): readonly TextEdit[] | null {
  const edits = changes.map((change) => (change.kind === 'edit' && change.path === path ? change.edits : null));
  return edits.includes(null) ? null : edits.flatMap((one) => one ?? []);
}

/** Whether findings of each of the rules went and no rule found more than before that is an error or a warning. */
export function isBetter(
  before: readonly LanguageFinding[],
  after: readonly LanguageFinding[],
  mended: Iterable<string>,
): boolean {
  const counts = countByRule(before);
  const left = countByRule(after);
  for (const rule of mended) {
    const count = counts.get(rule) ?? 0;
    if (count < MANY && (left.get(rule) ?? 0) >= count) return false;
  }
  return after.every(
    ({ rule, severity }) =>
      (severity !== 'error' && severity !== 'warning') || (left.get(rule) ?? 0) <= (counts.get(rule) ?? 0),
  );
}

function countByRule(findings: readonly LanguageFinding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}
