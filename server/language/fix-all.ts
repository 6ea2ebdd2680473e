import type { LanguageFinding } from './check-document.ts';
import type { Position, TextRange } from './line-index.ts';
import { isBetter, ownEdits } from './sound-fixes.ts';
import { applyEdits } from './text-edit.ts';
import type { TextEdit } from './text-edit.ts';

/** Fixes may make room for others; a plan that has not settled after this many checks is left as it is then. */
const MAX_CHECKS = 200;
/** Characters that are checked at most, so that an enormous document does not take minutes; a few checks are always made. */
const MAX_CHECKED = 4_000_000;
const MIN_CHECKS = 8;

export interface FixedText {
  readonly text: string;
  /** How many fixes were applied. */
  readonly fixed: number;
}

/**
 * Applies every safe fix that changes this document only, until none is left. Fixes that touch each other are applied
 * in different passes, with a check between them. Fixes that together or alone make the document worse are left out.
 * `path` is relative to the project.
 */
export function fixAll(
  path: string,
  text: string,
  check: (text: string) => readonly LanguageFinding[],
  isWanted: (finding: LanguageFinding) => boolean = () => true,
): FixedText {
  let current = text;
  let findings = check(text);
  let fixed = 0;
  let checks = 1;
  const limit = Math.min(MAX_CHECKS, Math.max(MIN_CHECKS, Math.floor(MAX_CHECKED / (text.length + 1))));
  const attempt = (chosen: readonly Chosen[]): boolean => {
    const next = applyEdits(
      current,
      chosen.flatMap(({ edits }) => edits),
    );
    if (chosen.length === 0 || next === current || checks >= limit) return false;
    checks += 1;
    const after = check(next);
    if (!isBetter(findings, after, new Set(chosen.map(({ rule }) => rule)))) return false;
    current = next;
    findings = after;
    fixed += chosen.length;
    return true;
  };
  for (;;) {
    const candidates = candidatesFor(path, findings.filter(isWanted));
    const apart = keepApart(candidates);
    if (!attempt(apart) && !candidates.some((one) => (apart.length > 1 || one !== apart[0]) && attempt([one]))) break;
  }
  return { text: current, fixed };
}

interface Chosen {
  readonly rule: string;
  readonly edits: readonly TextEdit[];
}

/** The edits of the first safe fix of every finding. */
function candidatesFor(path: string, findings: readonly LanguageFinding[]): readonly Chosen[] {
  return findings.flatMap(({ rule, fixes }) => {
    const fix = fixes.find(({ safe }) => safe);
    const edits = fix ? ownEdits(path, fix.changes()) : null;
    return edits === null || edits.length === 0 ? [] : [{ rule, edits }];
  });
}

/** As many as keep clear of each other. */
function keepApart(candidates: readonly Chosen[]): readonly Chosen[] {
  const taken: TextEdit[] = [];
  return candidates.filter(({ edits }) => {
    if (edits.some((edit) => touchesAny(taken, edit.range))) return false;
    for (const edit of edits) taken.splice(firstFrom(taken, edit.range.start), 0, edit);
    return true;
  });
}

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
