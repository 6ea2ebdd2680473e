import path from 'node:path';
import type { ReviewChangesParams, ReviewChangesResult, ReviewFileParams } from '#schemas/protocol/review.ts';
import type { FileChange, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { createGit, type Git } from '../platform/git.ts';
import { isBehindLink } from '../plans/behind-link.ts';
import { isInside } from '../plans/inside.ts';
import { readDocument } from '../plans/read-document.ts';
import { EffectError } from './effect-error.ts';
import { isWorktree } from './worktrees.ts';

const MAX_FILES = 1_000;
const MAX_TEXT = 1_048_576;
/** A file that is larger is not read at all. */
const MAX_BLOB = 8 * MAX_TEXT;

/** What a workstream changed, and between which two states of the files. Throws a sentence where there is nothing yet. */
export async function reviewChanges(view: RunView | null, place: ReviewChangesParams): Promise<ReviewChangesResult> {
  const { run, phase, worker } = find(view, place);
  const git = createGit(run.project.root);
  if (phase.status === 'completed' && phase.commit !== null) {
    const base = await git.run('rev-parse', '--verify', `${phase.commit.sha}^`);
    return { base, head: phase.commit.sha, files: worker.changes.slice(0, MAX_FILES) };
  }
  const atWork = worker.status === 'in-progress' ? folderOf(worker) : null;
  const tip = atWork === null ? worker.commit : await createGit(atWork).run('rev-parse', 'HEAD');
  if (tip === null) throw new EffectError('user', nothingYet(worker));
  const base = await git.run('merge-base', run.branch ?? 'HEAD', tip);
  if (atWork === null) return { base, head: tip, files: worker.changes.slice(0, MAX_FILES) };
  return { base, head: null, files: await changesIn(createGit(atWork), base, worker) };
}

/** One side of a comparison. */
export async function reviewFile(view: RunView | null, params: ReviewFileParams): Promise<string> {
  const { run, worker } = find(view, params);
  const { ref, path: file } = params;
  if (path.posix.isAbsolute(file) || file.split(/[\\/]/).includes('..')) {
    throw new EffectError('user', `${file} is no path in ${run.project.root}.`);
  }
  return ref === null ? inWorktree(worker, file) : atCommit(createGit(run.project.root), ref, file);
}

function find(
  view: RunView | null,
  { run, phase: id, workstream }: ReviewChangesParams,
): { run: RunView; phase: PhaseView; worker: WorkstreamView } {
  const phase = view?.phases.find((one) => one.id === id);
  const worker = [...(phase?.workstreams ?? []), ...(phase?.debugger ? [phase.debugger] : [])].find(
    ({ name }) => name === workstream,
  );
  if (view && phase && worker) return { run: view, phase, worker };
  throw new EffectError('user', `Run ${run} has no workstream ${workstream} in phase ${id} (any more).`);
}

const folderOf = ({ worktree }: WorkstreamView): string | null =>
  worktree !== null && isWorktree(worktree.path) ? worktree.path : null;

function nothingYet({ executor, machine }: WorkstreamView): string {
  return machine === null
    ? `${executor} has changed nothing yet.`
    : `${executor} works on ${machine}; its changes can be seen here when they are delivered.`;
}

const KINDS: Readonly<Record<string, FileChange['kind']>> = { A: 'added', D: 'deleted' };

/** What is committed of it and what is not, new files included; git's own index is left as it is. */
async function changesIn(git: Git, base: string, { changes }: WorkstreamView): Promise<FileChange[]> {
  const tracked = (await git.run('diff', '--no-ext-diff', '--no-renames', '--name-status', '-z', base)).split('\0');
  const untracked = (await git.run('ls-files', '--others', '--exclude-standard', '-z')).split('\0');
  const found = new Map(changes.map((change) => [change.path, change]));
  for (let index = 0; index + 1 < tracked.length; index += 2) {
    const [kind = '', file = ''] = tracked.slice(index, index + 2);
    found.set(file, { path: file, kind: KINDS[kind] ?? 'modified' });
  }
  for (const file of untracked) if (file !== '') found.set(file, { path: file, kind: 'added' });
  return [...found.values()].slice(0, MAX_FILES);
}

async function atCommit(git: Git, ref: string, file: string): Promise<string> {
  const size = await git.ask('cat-file', '-s', `${ref}:${file}`);
  if (size === null) return '';
  if (Number(size) > MAX_BLOB) return tooLarge(file);
  const text = (await git.ask('cat-file', 'blob', `${ref}:${file}`)) ?? '';
  // The line break at the end was taken for git's own.
  return shown(Buffer.byteLength(text) < Number(size) ? `${text}\n` : text, file);
}

function inWorktree(worker: WorkstreamView, file: string): string {
  const folder = folderOf(worker);
  if (folder === null)
    throw new EffectError('user', `The worktree of ${worker.executor} is gone. Show its changes again.`);
  const place = path.join(folder, file);
  if (!isInside(folder, place) || isBehindLink(folder, place)) return `${file} is a link, or lies behind one.\n`;
  const read = readDocument(place, file);
  if (read.ok) return shown(read.text, file);
  if (read.code === 'missing') return '';
  return read.code === 'too-large' ? tooLarge(file) : noText(file);
}

function shown(text: string, file: string): string {
  if (text.slice(0, 8_000).includes('\0')) return noText(file);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}\n… and more` : text;
}

const noText = (file: string): string => `${file} is no text, so it cannot be shown here.\n`;
const tooLarge = (file: string): string => `${file} is larger than 8 MiB, so it cannot be shown here.\n`;
