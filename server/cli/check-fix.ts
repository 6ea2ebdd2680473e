import { accessSync, constants, lstatSync, mkdirSync, realpathSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fixAll } from '../language/fix-all.ts';
import type { Fix } from '../language/rules/rule.ts';
import { applyEdits } from '../language/text-edit.ts';
import type { FileChange } from '../language/text-edit.ts';
import { isInside } from '../plans/inside.ts';
import type { PlanIndex } from '../plans/plan-index.ts';
import type { PlanSession } from '../plans/plan-session.ts';
import { readDocument } from '../plans/read-document.ts';
import { relativeTo } from '../plans/relative-to.ts';
import { writeAtomically } from '../platform/write-atomically.ts';

export interface FixWork {
  /** The only files that may be changed; one that gets another name is here under that name afterwards. */
  readonly files: Set<string>;
  /** Those with a safe fix; kept up to date by the session. */
  readonly fixable: ReadonlySet<string>;
  readonly session: PlanSession;
  readonly index: PlanIndex;
  /** The path of a file as a person sees it. */
  shown(file: string): string;
  complain(sentence: string): void;
}

export interface FixedFile {
  readonly file: string;
  /** How many fixes were applied to it, or on behalf of it. */
  readonly fixed: number;
}

/** A fix in one document may make room for one in another; what has not settled by then stays. */
const MAX_PASSES = 10;

/** Applies every safe fix in the files, until none is left. A file that cannot be written is named, and left. */
export async function fixFiles(work: FixWork): Promise<readonly FixedFile[]> {
  const counts = new Map<string, number>();
  const failed = new Set<string>();
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const before = total(counts);
    for (const file of work.files) {
      if (!work.fixable.has(file) || failed.has(file)) continue;
      try {
        const fixed = fixFile(file, work) || changeFiles(file, work);
        if (fixed > 0) counts.set(file, (counts.get(file) ?? 0) + fixed);
      } catch (error) {
        failed.add(file);
        work.complain(`${work.shown(file)} cannot be fixed: ${reasonOf(error)}. Mend that and try again.`);
      }
      await work.session.settle();
    }
    if (total(counts) === before) break;
  }
  return [...work.files].flatMap((file) => {
    const fixed = counts.get(file);
    return fixed === undefined ? [] : [{ file, fixed }];
  });
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** All fixes that change nothing but the file itself. */
function fixFile(file: string, { session, index }: FixWork): number {
  const document = readDocument(file);
  if (!document.ok) return 0;
  const root = index.rootOf(file);
  const path = root === null ? file.replaceAll('\\', '/') : relativeTo(root, file);
  const { text, fixed } = fixAll(path, document.text, (next) => session.findingsIn(file, next));
  if (text === document.text) return 0;
  write(file, text, document.hasByteOrderMark);
  session.saved(file);
  return fixed;
}

/** One fix that creates or renames files, if all that it touches may be touched. */
function changeFiles(file: string, { files, session, index }: FixWork): number {
  const root = index.rootOf(file);
  const document = readDocument(file);
  if (root === null || !document.ok) return 0;
  const fixes = session
    .findingsIn(file, document.text)
    .flatMap((finding) => finding.fixes.find(({ safe }) => safe) ?? []);
  for (const fix of fixes) {
    const changes = allowedChanges(fix, root, files);
    if (changes === null) continue;
    for (const change of changes) for (const touched of apply(change, root, files)) session.saved(touched);
    return 1;
  }
  return 0;
}

/** Null where a file would be changed that was not named, or made outside of the project, or replaced. */
function allowedChanges(fix: Fix, root: string, files: ReadonlySet<string>): readonly FileChange[] | null {
  const changes = fix.changes();
  const isNew = (path: string): boolean => {
    const place = join(root, path);
    return isInside(root, place) && staysInside(root, dirname(place)) && !lstatSync(place, { throwIfNoEntry: false });
  };
  const isAllowed = (change: FileChange): boolean => {
    if (change.kind === 'create') return isNew(change.path);
    if (change.kind === 'rename') return files.has(join(root, change.from)) && isNew(change.to);
    return files.has(join(root, change.path));
  };
  return changes.length > 0 && changes.every(isAllowed) ? changes : null;
}

/** Whether the nearest folder that is there lies in the project, whatever links lead to it. */
function staysInside(root: string, folder: string): boolean {
  let part = folder;
  while (!lstatSync(part, { throwIfNoEntry: false }) && part !== dirname(part)) part = dirname(part);
  return isInside(realpathSync(root), realpathSync(part));
}

/** Returns the files that are others now. */
function apply(change: FileChange, root: string, files: Set<string>): readonly string[] {
  if (change.kind === 'rename') {
    const [from, to] = [join(root, change.from), join(root, change.to)];
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
    files.delete(from);
    files.add(to);
    return [from, to];
  }
  const file = join(root, change.path);
  if (change.kind === 'create') {
    mkdirSync(dirname(file), { recursive: true });
    writeAtomically(file, change.text, 0o644);
    return [file];
  }
  const document = readDocument(file);
  if (!document.ok) throw new Error(document.message);
  write(file, applyEdits(document.text, change.edits), document.hasByteOrderMark);
  return [file];
}

/** Keeps the mode and, where the name is a link, the link. */
function write(file: string, text: string, hasByteOrderMark: boolean): void {
  const real = realpathSync(file);
  // A new file takes the place of the old one, which nothing would prevent if that is read-only.
  accessSync(real, constants.W_OK);
  writeAtomically(real, `${hasByteOrderMark ? '\uFEFF' : ''}${text}`, statSync(real).mode & 0o7777);
}
