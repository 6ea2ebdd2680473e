import { existsSync, lstatSync, statSync, symlinkSync } from 'node:fs';
import { mkdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
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
  if (existsSync(path.join(folder, '.git'))) {
    await resetWorktree(worktree, base);
  } else {
    await mkdir(path.dirname(folder), { recursive: true });
    if (existsSync(folder)) await rmdir(folder);
    // Forced, because a worktree whose folder was removed by hand is still registered at this path.
    await createGit(root).run('worktree', 'add', '--quiet', '--force', '--detach', folder, base);
  }
  linkDependencies(root, folder);
  return worktree;
}

/** Keeps what is not committed or not reachable under a ref, then goes back to `base`. */
export async function resetWorktree({ path: folder, git }: OwnWorktree, base: string): Promise<void> {
  await removeStaleLock(git);
  const head = await git.ask('rev-parse', '--verify', '--quiet', 'HEAD');
  const status = await git.run('status', '--porcelain', '-z', '--untracked-files=all', ...EXCEPT_DEPENDENCIES);
  if (head === base && status === '') return;
  const reachable = head !== null && (await git.ask('merge-base', '--is-ancestor', head, base)) !== null;
  if (status !== '' || !reachable) await keep(git, folder, head ?? base);
  await git.run('reset', '--quiet', '--hard', base);
  await git.run('clean', '--quiet', '-ffd', ...DEPENDENCY_FOLDERS.flatMap((name) => ['-e', name]));
}

async function keep(git: Git, folder: string, parent: string): Promise<void> {
  await stageAll(git);
  const tree = await git.run('write-tree');
  const message = `CLUTCH: kept from ${path.basename(folder)} before it was started again`;
  const commit = await git.run(...(await identityFlags(git)), 'commit-tree', tree, '-p', parent, '-m', message);
  await git.run('update-ref', `refs/clutch/kept/${commit.slice(0, 16)}`, commit);
}

/** Everything but linked dependency folders, which `node_modules/` in .gitignore does not match when they are links. */
export const EXCEPT_DEPENDENCIES = ['--', '.', ...DEPENDENCY_FOLDERS.map((name) => `:(exclude,top)${name}`)];

export async function stageAll(git: Git): Promise<void> {
  await git.run('add', '--all', ...EXCEPT_DEPENDENCIES);
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

async function removeStaleLock(git: Git): Promise<void> {
  const lock = path.join(await git.run('rev-parse', '--absolute-git-dir'), 'index.lock');
  const found = lstatSync(lock, { throwIfNoEntry: false });
  if (found && Date.now() - found.mtimeMs > STALE_LOCK_MS) await rm(lock, { force: true });
}
