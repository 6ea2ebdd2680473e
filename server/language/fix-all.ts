import type { LanguageFinding } from './check-document.ts';
import type { Position, TextRange } from './line-index.ts';
import { applyEdits } from './text-edit.ts';
import type { FileChange, TextEdit } from './text-edit.ts';

/** A fix may make room for another one; a plan that has not settled after this many passes is left as it is then. */
const MAX_PASSES = 10;

export interface FixedText {
  readonly text: string;
  /** How many fixes were applied. */
  readonly fixed: number;
}

/**
 * Applies every safe fix that changes this document only, until none is left. Fixes that touch each other are applied
 * in different passes, with a check between them. `path` is relative to the project.
 */
export function fixAll(
  path: string,
  text: string,
  check: (text: string) => readonly LanguageFinding[],
  isWanted: (finding: LanguageFinding) => boolean = () => true,
): FixedText {
  let current = text;
  let fixed = 0;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const { edits, count } = chooseEdits(path, check(current).filter(isWanted));
    const next = edits.length === 0 ? current : applyEdits(current, edits);
    if (next === current) break;
    current = next;
    fixed += count;
  }
  return { text: current, fixed };
}

/** The edits of the first safe fix of every finding, as far as they keep clear of each other. */
function chooseEdits(
  path: string,
  findings: readonly LanguageFinding[],
): { edits: readonly TextEdit[]; count: number } {
  const edits: TextEdit[] = [];
  let count = 0;
  for (const finding of findings) {
    const wanted = safeEdits(path, finding);
    if (wanted.length === 0 || wanted.some((edit) => touchesAny(edits, edit.range))) continue;
    for (const edit of wanted) edits.splice(firstFrom(edits, edit.range.start), 0, edit);
    count += 1;
  }
  return { edits, count };
}

function safeEdits(path: string, { fixes }: LanguageFinding): readonly TextEdit[] {
  const changes = fixes.find(({ safe }) => safe)?.changes() ?? [];
  return changes.every((change) => isEditOf(change, path)) ? changes.flatMap(editsOf) : [];
}

const isEditOf = (change: FileChange, path: string): boolean => change.kind === 'edit' && change.path === path;

const editsOf = (change: FileChange): readonly TextEdit[] => (change.kind === 'edit' ? change.edits : []);

/** `edits` are sorted and apart from each other, so only the neighbours of the range can touch it. */
function touchesAny(edits: readonly TextEdit[], range: TextRange): boolean {
  const at = firstFrom(edits, range.start);
  const before = edits[at - 1];
  const behind = edits[at];
  return (
    (before !== undefined && compare(before.range.end, range.start) >= 0) ||
    (behind !== undefined && compare(behind.range.start, range.end) <= 0)
  );
}

/** Index of the first edit that starts at or behind the position. */
function firstFrom(edits: readonly TextEdit[], position: Position): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = edits[middle]?.range.start;
    if (start !== undefined && compare(start, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const compare = (a: Position, b: Position): number => a.line - b.line || a.character - b.character;
