import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Brief, Ownership } from '#schemas/journal/effects.ts';
import type { EffectContext } from '../../../server/runs/performer.ts';
import { openWorktree } from '../../../server/runs/worktrees.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

/** A repository of a person with one commit on `main`. */
export interface Repository {
  readonly root: string;
  /** The commit on `main`. */
  readonly base: string;
  git(...args: string[]): string;
  /** Makes a worktree of ours, detached at `at`. Resolves to its folder. */
  worktree(name?: string, at?: string): Promise<string>;
  /** Commits these files on top of `parent` with no branch moved, and gives the commit. */
  commit(parent: string, files: Readonly<Record<string, string>>): string;
}

export function withRepository(
  files: Readonly<Record<string, string>>,
  work: (repository: Repository, folder: string) => Promise<void>,
): Promise<void> {
  return withTempDir(async (folder) => {
    const root = path.join(folder, 'project');
    mkdirSync(root);
    writeTree(root, files);
    const git = (...args: string[]): string => gitIn(root, ...args);
    git('init', '--quiet', '--initial-branch=main');
    writeFileSync(path.join(root, '.git', 'config'), '[user]\nname = A Person\nemail = person@example.invalid\n', {
      flag: 'a',
    });
    git('add', '--all');
    git('commit', '--quiet', '--message', 'chore: start');
    const base = git('rev-parse', 'HEAD');
    const repository: Repository = {
      root,
      base,
      git,
      async worktree(name = 'one', at = base) {
        const made = path.join(folder, 'worktrees', name);
        await openWorktree(root, made, at);
        return made;
      },
      commit(parent, changed) {
        const index = path.join(folder, 'index');
        const plumb = (...args: string[]): string =>
          execFileSync('git', args, {
            cwd: root,
            encoding: 'utf8',
            env: { ...process.env, GIT_INDEX_FILE: index },
          }).trimEnd();
        plumb('read-tree', parent);
        for (const [file, text] of Object.entries(changed)) {
          const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: root, input: text });
          plumb('update-index', '--add', '--cacheinfo', `100644,${blob.toString().trim()},${file}`);
        }
        return plumb('commit-tree', plumb('write-tree'), '-p', parent, '-m', 'work');
      },
    };
    await work(repository, folder);
  });
}

export function gitIn(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
}

/** For effects that start nothing and ask nobody. */
export const context: EffectContext = {
  run: 'r',
  signal: new AbortController().signal,
  onStarted: () => undefined,
  onActivity: () => undefined,
  onPlaced: () => undefined,
  onObserved: () => undefined,
  ask: () => Promise.resolve(null),
  records: { add: () => undefined, own: () => [], lastingDecisions: () => [] },
};

export const ownership = (overrides: Partial<Ownership> = {}): Ownership => {
  return { files: [], granted: [], taken: [], others: [], ...overrides };
};

export const brief = (overrides: Partial<Brief> = {}): Brief => {
  const none = { failures: [], gaps: [], findings: [], contracts: [], owes: null, concerns: [] };
  return { ...none, guidance: [], summaries: [], merged: [], answers: [], ...overrides };
};
