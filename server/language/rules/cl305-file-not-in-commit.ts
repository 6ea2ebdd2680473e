import type { TextRange } from '../line-index.ts';
import { replaceRange } from '../line-edits.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { TrackedPhase } from '../tracker/read-trackers.ts';
import type { Fix, Report, Rule, RuleContext } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_PHASES = 300;
/** A commit with more files is an import or a merge of histories, and not the work of workstreams. */
const MAX_FILES = 5000;

export const fileNotInCommit: Rule = {
  id: 'CL305',
  title: 'Listed file not in that commit',
  rationale:
    "The files behind a completed workstream are its proof. A file that the phase's commit does not contain was never committed, was committed elsewhere, or is misspelt.",
  kinds: ['workflow'],
  defaultSeverity: 'warning',
  check: (document, context) =>
    readTrackers(document)
      .flatMap((tracker) => tracker.phases)
      .filter(({ workstreams }) => workstreams.some(({ files }) => files.length > 0))
      .slice(0, MAX_PHASES)
      .flatMap((phase) => reportsOf(document, context, phase))
      .slice(0, MAX_REPORTS),
};

function reportsOf(
  document: ParsedDocument,
  { path, project }: RuleContext,
  { id, commit, workstreams }: TrackedPhase,
): readonly Report[] {
  const facts = commit ? project.commit(commit.sha) : null;
  if (!commit || facts?.state !== 'known' || facts.files.length === 0 || facts.files.length > MAX_FILES) return [];
  const committed = new Set<string>();
  const byName = new Map<string, string>();
  for (const file of facts.files) {
    byName.set(file.slice(file.lastIndexOf('/') + 1), file);
    // People leave out the beginning of a path, or name the folder.
    for (const part of partsOf(file)) committed.add(part);
  }
  return workstreams.flatMap(({ name, files, fileRanges }) =>
    files.flatMap((file, index): readonly Report[] => {
      const range = fileRanges[index];
      const clean = cleanPath(file);
      if (!range || !isPath(clean) || committed.has(clean)) return [];
      const like = byName.get(clean.slice(clean.lastIndexOf('/') + 1));
      return [
        {
          range,
          message: `"${file}" of workstream "${name}" is not in commit ${commit.sha.slice(0, 12)} of phase ${id}.${like === undefined ? ' Commit it, or take it off the list.' : ` Did you mean "${like}"?`}`,
          fixes: [...replacement(path, range, like), takeOff(document, path, file, range)],
        },
      ];
    }),
  );
}

function replacement(path: string, range: TextRange, like: string | undefined): readonly Fix[] {
  if (like === undefined) return [];
  return [{ title: `Change to "${like}"`, safe: false, changes: () => replaceRange(path, range, like) }];
}

/** `a/b/c.ts` is also `b/c.ts`, `c.ts`, `a/b` and `a`; a path has few parts. */
function* partsOf(file: string): Generator<string> {
  yield file;
  for (let at = file.indexOf('/'), depth = 0; at >= 0 && depth < 12; at = file.indexOf('/', at + 1), depth += 1) {
    yield file.slice(at + 1);
    yield file.slice(0, at);
  }
}

function cleanPath(file: string): string {
  return file
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '');
}

/** Words, counts and globs are no path that a commit could hold. */
function isPath(file: string): boolean {
  return /[/.]/.test(file) && !/[\s*?{}<>…]|\.{3}/.test(file) && /[\p{L}\p{N}]/u.test(file);
}

function takeOff(document: ParsedDocument, path: string, file: string, range: TextRange): Fix {
  return {
    title: `Take "${file}" off the list`,
    safe: false,
    changes: () => {
      const { line } = range.start;
      const text = document.visibleLine(line);
      let from = range.start.character;
      let to = range.end.character;
      if (text[from - 1] === '`' && text[to] === '`') {
        from -= 1;
        to += 1;
      }
      const behind = /^\s*[,;]\s*/.exec(text.slice(to, to + 20))?.[0].length ?? 0;
      const before = /[,;]\s*$/.exec(text.slice(Math.max(0, from - 20), from))?.[0].length ?? 0;
      // A list that becomes empty says so.
      const newText = behind === 0 && before === 0 ? 'none' : '';
      if (behind > 0) to += behind;
      else from -= before;
      return replaceRange(path, { start: { line, character: from }, end: { line, character: to } }, newText);
    },
  };
}
