import { isPlainPattern, patternCovers, patternsOverlap, plainPath } from '../glob-overlap.ts';
import { mergeClosesCycle } from '../dependency-graph.ts';
import { createPatternIndex } from '../pattern-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { mergeWorkstreams } from '../refactorings/merge-workstreams.ts';
import { withoutFiles } from '../workstream-edits.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { OwnedFile, Workstream } from '../workstreams.ts';
import type { Fix, Report, Rule } from './rule.ts';

/** Enough to mend a plan by; a plan with more has one cause for all of them. */
const MAX_REPORTS = 50;
const MAX_PATTERNS = 400;
const MAX_WORKSTREAMS = 200;

/** To offer a merge, everything is compared with everything; that is for plans that people write. */
const MAX_MERGED = 12;

export const fileOwnedTwice: Rule = {
  id: 'CL204',
  title: 'File owned by two workstreams',
  rationale:
    'Workstreams are executed apart from each other and merged afterwards. A file that two of them may change is lost or in conflict after the merge; a folder or a glob owns every file that it covers.',
  kinds: ['prp'],
  defaultSeverity: 'error',
  check: (document, { path }) => {
    const reports: Report[] = [];
    const earlier = createPatternIndex<Claim>();
    let known = 0;
    for (const workstream of readWorkstreams(document).slice(0, MAX_WORKSTREAMS)) {
      const own = workstream.files.slice(0, MAX_PATTERNS);
      for (const file of own) {
        if (reports.length >= MAX_REPORTS) return reports;
        const other = earlier.firstOverlap(file.path);
        if (!other) continue;
        const same = other.file.path === file.path;
        const covered = same ? '' : ` as "${other.file.path}"`;
        reports.push({
          range: file.range,
          message: `"${file.path}" belongs to workstream "${workstream.name}" and${covered} to "${other.workstream.name}" (line ${other.file.line + 1}). Leave it to one of them, or merge the two.`,
          fixes: fixesFor(document, path, { file, workstream }, other),
        });
      }
      if (known >= MAX_PATTERNS) continue;
      for (const file of own) earlier.add(file.path, { file, workstream });
      known += own.length;
    }
    return reports;
  },
};

interface Claim {
  readonly file: OwnedFile;
  readonly workstream: Workstream;
}

function fixesFor(document: ParsedDocument, path: string, later: Claim, earlier: Claim): readonly Fix[] {
  const { file, workstream } = later;
  const drop: Fix = {
    title: `Remove "${file.path}" from "${workstream.name}"`,
    safe: false,
    changes: () => [{ kind: 'edit', path, edits: withoutFiles(document, workstream, (one) => one === file.path) }],
  };
  const same = earlier.file.path === file.path;
  const keep: Fix = {
    title: same
      ? `Remove "${file.path}" from "${earlier.workstream.name}"`
      : `Leave what "${file.path}" covers to "${workstream.name}" alone`,
    safe: false,
    changes: () => {
      const others = readWorkstreams(document).filter(({ line }) => line < workstream.line);
      const isGone = (one: string): boolean => patternsOverlap(one, file.path);
      return [{ kind: 'edit', path, edits: others.flatMap((other) => withoutFiles(document, other, isGone)) }];
    },
  };
  // The narrower of the two goes: without a folder or a glob, everything else that it covers would have no owner.
  const alternatives = same
    ? [drop, keep]
    : covers(file.path, earlier.file.path)
      ? [keep]
      : covers(earlier.file.path, file.path)
        ? [drop]
        : [drop, keep];
  return canMerge(document, later, earlier) ? [...alternatives, mergeOf(document, path, later, earlier)] : alternatives;
}

function mergeOf(document: ParsedDocument, path: string, later: Claim, earlier: Claim): Fix {
  return {
    title: `Merge "${later.workstream.name}" into "${earlier.workstream.name}"`,
    safe: false,
    changes: () => mergeWorkstreams(document, path, [[earlier.workstream, later.workstream]]),
  };
}

/** Merging mends it only where no third workstream owns the file too, and where nobody then waits for itself. */
function canMerge(document: ParsedDocument, { file, workstream }: Claim, earlier: Claim): boolean {
  const workstreams = readWorkstreams(document);
  if (workstreams.length > MAX_MERGED) return false;
  const names = workstreams.map(({ name }) => name);
  if (new Set(names).size < names.length) return false;
  const third = workstreams
    .filter((one) => one !== workstream && one !== earlier.workstream)
    .some(({ files }) => files.slice(0, MAX_PATTERNS).some((one) => patternsOverlap(one.path, file.path)));
  return !third && !mergeClosesCycle(workstreams, [[earlier.workstream.name, workstream.name]]);
}

/** Whether the folder or glob owns everything that the other pattern can name. */
function covers(wide: string, narrow: string): boolean {
  if (isPlainPattern(narrow)) return isPlainPattern(wide) ? isBelow(narrow, wide) : patternCovers(wide, narrow);
  const fixed = narrow.slice(0, narrow.search(/[*?{]/)).replace(/[^/]*$/, '');
  if (isPlainPattern(wide)) return isBelow(fixed, wide);
  return wide.endsWith('/**') && isPlainPattern(wide.slice(0, -3)) && isBelow(fixed, wide.slice(0, -3));
}

function isBelow(path: string, folder: string): boolean {
  const root = plainPath(folder);
  return root === '' || `${plainPath(path)}/`.startsWith(`${root}/`);
}
