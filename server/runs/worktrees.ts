import { existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createGit, GitError, type Git } from '../platform/git.ts';

/**
 * Worktrees that CLUTCH made, under CLUTCH_HOME. Nothing here is ever called with a folder of a person's.
 * Invariant: what is not committed in one is kept under `refs/clutch/kept/` before the worktree is changed, and a
 * worktree that is not clean is never removed.
 */
export interface OwnWorktree {
  readonly path: string;
  readonly git: Git;
}

/** Folders of installed packages that a checkout lacks and its commands need. */
const DEPENDENCY_FOLDERS = ['node_modules', '.venv', 'venv'];
/** Nobody but this server works in these folders, so a lock that outlives this long belongs to a dead git. */
const STALE_LOCK_MS = 5_000;

/** Makes the worktree, detached at `base`, or brings an existing one back to exactly `base`. */
export async function openWorktree(root: string, folder: string, base: string): Promise<OwnWorktree> {
  const worktree: OwnWorktree = { path: folder, git: createGit(folder) };
  if (await isOurs(createGit(root), folder)) {
    await resetWorktree(worktree, base);
  } else {
    await mkdir(path.dirname(folder), { recursive: true });
    if (existsSync(folder)) await makeRoom(folder);
    // Forced, because a worktree whose folder was removed by hand is still registered at this path.
    await createGit(root).run('worktree', 'add', '--quiet', '--force', '--detach', folder, base);
  }
  linkDependencies(root, folder);
  return worktree;
}

/**
 * Whether the folder is a worktree of this repository, after mending what an agent may have done to it: git would
 * otherwise take the repository around the folder for its own. What stands in the place of `.git` is set aside.
 */
export async function isOurs(root: Git, folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const mark = path.join(folder, '.git');
  if (linksBack(mark)) return true;
  if (lstatSync(mark, { throwIfNoEntry: false })) await rename(mark, `${folder}.git-${Date.now()}`);
  await root.ask('worktree', 'repair', folder);
  return linksBack(mark);
}

/** Whether the folder still is a worktree, as it was made. */
export function isWorktree(folder: string): boolean {
  return linksBack(path.join(folder, '.git'));
}

function linksBack(mark: string): boolean {
  const target = gitFolderBehind(mark);
  return target !== null && /[\\/]worktrees[\\/][^\\/]+$/.test(target) && existsSync(target);
}

/** Where git keeps what belongs to a worktree alone, as the worktree's `.git` says; null where that says nothing. */
function gitFolderBehind(mark: string): string | null {
  const found = lstatSync(mark, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > 8192) return null;
  return /^gitdir: (.+)$/m.exec(readFileSync(mark, 'utf8'))?.[1] ?? null;
}

/** What is left of a worktree that git knows nothing of any more is moved aside, never removed. */
async function makeRoom(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch {
    await rename(folder, `${folder}.left-${Date.now()}`);
  }
}

/**
 * An agent may have left another branch checked out, also one that has no commit yet: ours are moved, nobody else's.
 * Without a commit of its own HEAD goes to `base`.
 */
export async function leaveForeignBranch(git: Git, base: string): Promise<void> {
  const branch = await branchOf(git);
  if (branch === null || branch.startsWith('refs/heads/clutch/')) return;
  const head = (await git.ask('rev-parse', '--verify', '--quiet', 'HEAD')) ?? base;
  await git.run('update-ref', '--no-deref', 'HEAD', head);
}

/** Read from the file where that says it, because it is asked before and after every session. */
async function branchOf(git: Git): Promise<string | null> {
  const folder = gitFolderBehind(path.join(git.dir, '.git'));
  const file = folder === null ? null : path.join(folder, 'HEAD');
  const text = file !== null && existsSync(file) ? readFileSync(file, 'utf8') : '';
  const branch = /^ref: (\S+)\s*$/.exec(text)?.[1];
  if (branch !== undefined && branch !== 'refs/heads/.invalid') return branch;
  return /^[0-9a-f]{40,64}\s*$/.test(text) ? null : git.ask('symbolic-ref', '--quiet', 'HEAD');
}

/** Keeps what is not committed or not reachable under a ref, then goes back to `base`. */
export async function resetWorktree({ path: folder, git }: OwnWorktree, base: string): Promise<void> {
  await removeStaleLock(folder);
  await leaveForeignBranch(git, base);
  const head = await git.ask('rev-parse', '--verify', '--quiet', 'HEAD');
  const status = await git.run('status', '--porcelain', '-z', '--untracked-files=all', ...EXCEPT_DEPENDENCIES);
  if (head === base && status === '') return;
  const reachable = head !== null && (await git.ask('merge-base', '--is-ancestor', head, base)) !== null;
  const message = `CLUTCH: kept from ${path.basename(folder)} before it was started again`;
  if (status !== '' || !reachable) await keep(git, head ?? base, message);
  await git.run('reset', '--quiet', '--hard', base);
  await git.run('clean', '--quiet', '-ffd', ...DEPENDENCY_FOLDERS.flatMap((name) => ['-e', name]));
}

/** Keeps what is not committed, as it is now, and changes nothing of it; null where there is nothing. */
export async function keepAsItIs(folder: string): Promise<string | null> {
  const git = createGit(folder);
  const status = await git.run('status', '--porcelain', '-z', '--untracked-files=all', ...EXCEPT_DEPENDENCIES);
  if (status === '') return null;
  return keep(git, await git.run('rev-parse', 'HEAD'), `CLUTCH: checkpoint of ${path.basename(folder)}`);
}

/** Resolves to the ref. */
async function keep(git: Git, parent: string, message: string): Promise<string> {
  await stageAll(git);
  const tree = await git.run('write-tree');
  const commit = await git.run(...(await identityFlags(git)), 'commit-tree', tree, '-p', parent, '-m', message);
  const ref = `refs/clutch/kept/${commit.slice(0, 16)}`;
  await git.run('update-ref', ref, commit);
  return ref;
}

/** Everything but linked dependency folders, which `node_modules/` in .gitignore does not match when they are links. */
export const EXCEPT_DEPENDENCIES = ['--', '.', ...DEPENDENCY_FOLDERS.map((name) => `:(exclude,top)${name}`)];

/**
 * Stages everything but repositories inside of the worktree, which git cannot take in as files. Resolves to these, as
 * folders.
 */
export async function stageAll(git: Git): Promise<string[]> {
  const status = await git.run('status', '--porcelain', '-z', '--untracked-files=all', ...EXCEPT_DEPENDENCIES);
  // Shown one by one, files have no slash at their end: what has one is a folder that git does not look into.
  const nested = status.split('\0').flatMap((entry) => (/^\?\? .+\/$/s.test(entry) ? [entry.slice(3)] : []));
  await git.run('add', '--all', ...EXCEPT_DEPENDENCIES, ...nested.map((folder) => `:(exclude,top,literal)${folder}`));
  return nested;
}

/** `-c` flags that give commits a name where the person has configured none. */
async function identityFlags(git: Git): Promise<readonly string[]> {
  const named = process.env['GIT_COMMITTER_EMAIL'] ?? (await git.ask('config', 'user.email'));
  return named ? [] : ['-c', 'user.name=CLUTCH', '-c', 'user.email=clutch@localhost'];
}

/** The flags of {@link identityFlags} for the commits of a run. */
export type Identity = (git: Git, run: string) => Promise<readonly string[]>;

/** Asks git once for every run: a run makes many commits, and every question is a process. */
export function createIdentity(): Identity {
  const known = new Map<string, readonly string[]>();
  return async (git, run) => {
    const flags = known.get(run) ?? (await identityFlags(git));
    known.set(run, flags);
    return flags;
  };
}

/** Removes a clean worktree and its branch (if it still is at `tip`). Returns why it stays, or null when it is gone. */
export async function removeWorktree(
  root: Git,
  worktree: { path: string; branch: string | null; tip: string },
): Promise<string | null> {
  if (existsSync(worktree.path)) {
    await unlinkDependencies(worktree.path);
    const removed = await root.ask(...REMOVE_CLEAN, worktree.path);
    const obstacle = removed === null ? await removeUnlocked(root, worktree.path) : null;
    if (obstacle !== null) {
      linkDependencies(root.dir, worktree.path);
      return `${worktree.path}: ${obstacle}`;
    }
  }
  if (worktree.branch) await root.ask('update-ref', '-d', `refs/heads/${worktree.branch}`, worktree.tip);
  return null;
}

/** git itself refuses when something is not committed, unless the person's configuration hides new files from it. */
const REMOVE_CLEAN = ['-c', 'status.showUntrackedFiles=all', 'worktree', 'remove'];

/** A git that was killed while it made the worktree has left it locked. Returns what else is in the way, or null. */
async function removeUnlocked(root: Git, folder: string): Promise<string | null> {
  if (existsSync(path.join(folder, '.git'))) {
    const status = await createGit(folder).run('status', '--porcelain', '-z', '--untracked-files=all');
    if (status !== '') return 'has files that are not committed';
  }
  await root.ask('worktree', 'unlock', folder);
  try {
    await root.run(...REMOVE_CLEAN, folder);
    return null;
  } catch (error) {
    if (error instanceof GitError && error.code === 'failed') return error.message;
    throw error;
  }
}

function linkDependencies(root: string, folder: string): void {
  for (const name of DEPENDENCY_FOLDERS) {
    const source = path.join(root, name);
    const target = path.join(folder, name);
    if (existsSync(source) && statSync(source).isDirectory() && !existsSync(target)) {
      symlinkSync(source, target, process.platform === 'win32' ? 'junction' : 'dir');
    }
  }
}

async function unlinkDependencies(folder: string): Promise<void> {
  for (const name of DEPENDENCY_FOLDERS) {
    const target = path.join(folder, name);
    if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) await rm(target);
  }
}

/** Removes a lock that nobody holds any more; one that is young may still be held by a git of a server before. */
export async function removeStaleLock(worktree: string): Promise<void> {
  const folder = gitFolderBehind(path.join(worktree, '.git'));
  if (folder === null) return;
  const lock = path.join(folder, 'index.lock');
  for (;;) {
    const found = lstatSync(lock, { throwIfNoEntry: false });
    if (!found) return;
    const age = Date.now() - found.mtimeMs;
    // From the future, by a clock that was set back: it would never grow old.
    if (age > STALE_LOCK_MS || age < 0) return rm(lock, { force: true });
    await delay(50);
  }
}
