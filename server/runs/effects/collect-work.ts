import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { EffectOf } from '#schemas/journal/effects.ts';
import type { FileChange, OutsideChange } from '#schemas/run/phase.ts';
import { createGit, type Git } from '../../platform/git.ts';
import { outsideOf } from '../attribution.ts';
import { leadsOut } from '../leads-out.ts';
import type { Performer } from '../performer.ts';
import { isOurs, leaveForeignBranch, removeStaleLock, stageAll, type Identity } from '../worktrees.ts';

/**
 * Whatever an agent did with git, its work is the files it left: they become one commit on the base it was given.
 * History that it rewrote, commits of its own and branches that it switched to count for nothing.
 */
export function createCollectWork(identity: Identity): Performer<'collect-work'> {
  return async (effect, { run }) => {
    const { root, worktree, since, drop } = effect;
    if (!(await isOurs(createGit(root), worktree))) {
      const what = `The worktree ${worktree} of ${effect.workstream} is gone, and with it what was not committed`;
      return { type: 'work-lost', message: `${what}. It starts again.` };
    }
    const git = createGit(worktree);
    await removeStaleLock(worktree);
    await leaveForeignBranch(git, effect.base);
    await setAside(worktree, drop);
    const nested = await stageAll(git);
    await putBack(git, since, drop);
    const commit = await commitFiles(git, await identity(git, run), effect);
    const [names] = await Promise.all([
      git.run('diff', '--raw', '-z', '--no-renames', '--no-abbrev', since, commit),
      git.run('reset', '--quiet', '--soft', commit),
    ]);
    const changes = parseRaw(names);
    const foreign = [...nested.map(asRepository), ...leadingOut(worktree, changes)];
    const others = outsideOf(changes, effect.ownership).filter((other) =>
      foreign.every((one) => one.path !== other.path),
    );
    return {
      type: 'work-collected',
      commit,
      changes: changes.map(({ path: file, kind }) => ({ path: file, kind })),
      outside: [...foreign, ...others],
    };
  };
}

/** A repository that a person wants gone is kept beside the worktree: nothing of it is in ours. */
async function setAside(worktree: string, drop: readonly string[]): Promise<void> {
  for (const folder of drop) {
    const full = path.join(worktree, folder);
    if (!folder.endsWith('/') || !existsSync(path.join(full, '.git'))) continue;
    await rename(full, `${worktree}.${path.basename(folder)}-${Date.now()}`);
  }
}

function asRepository(folder: string): OutsideChange {
  return { path: folder, owner: 'nobody, because it is a git repository of its own' };
}

/** A person decided that these changes are undone. */
async function putBack(git: Git, since: string, paths: readonly string[]): Promise<void> {
  for (const file of paths) {
    const literal = `:(literal,top)${file}`;
    // What is new goes first: a folder that was there before gets back exactly what it held.
    await git.ask('rm', '--quiet', '--force', '-r', '--', literal);
    const existed = (await git.ask('cat-file', '-e', `${since}:${file.replace(/\/$/, '')}`)) !== null;
    if (existed) await git.run('checkout', '--quiet', since, '--', literal);
  }
}

async function commitFiles(
  git: Git,
  identity: readonly string[],
  { base, phase, workstream }: EffectOf<'collect-work'>,
): Promise<string> {
  const [tree, before] = await Promise.all([git.run('write-tree'), git.run('rev-parse', `${base}^{tree}`)]);
  const message = `phase ${phase}: ${workstream}`;
  return tree === before ? base : git.run(...identity, 'commit-tree', tree, '-p', base, '-m', message);
}

interface RawChange extends FileChange {
  /** As git writes it: `120000` is a symbolic link, `160000` another repository. */
  readonly mode: string;
}

const KINDS: Readonly<Record<string, FileChange['kind']>> = { A: 'added', M: 'modified', D: 'deleted', T: 'modified' };

/** Reads `git diff --raw -z --no-renames`: `:oldmode newmode oldsha newsha status` and path in turn, ended by NUL. */
export function parseRaw(text: string): RawChange[] {
  const fields = text.split('\0');
  const changes: RawChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [, mode = '', , , status = ''] = (fields[i] ?? '').split(' ');
    changes.push({ path: fields[i + 1] ?? '', kind: KINDS[status] ?? 'modified', mode });
  }
  return changes;
}

/** Links that lead out of the project, and repositories inside it, are nobody's to make. */
function leadingOut(worktree: string, changes: readonly RawChange[]): OutsideChange[] {
  return changes.flatMap(({ path: file, mode, kind }) => {
    if (kind === 'deleted') return [];
    if (mode === '160000') return [asRepository(file)];
    if (mode !== '120000' || !leadsOut(worktree, file)) return [];
    return [{ path: file, owner: 'nobody, because it is a link that leads out of the project' }];
  });
}
