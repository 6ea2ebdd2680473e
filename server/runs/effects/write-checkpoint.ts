import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeCheckpoint } from '../../language/tracker/write-checkpoint.ts';
import { createGit } from '../../platform/git.ts';
import type { Performer } from '../performer.ts';
import { lostWorktree } from '../lost-worktree.ts';
import type { Identity } from '../worktrees.ts';

const TRACKER = 'WORKFLOW.md';

/** Writes WORKFLOW.md as it stood at the phase's parent, plus this phase; in the phase's own worktree. */
export function createWriteCheckpoint(identity: Identity): Performer<'write-checkpoint'> {
  return async (effect, { run }) => {
    const lost = lostWorktree(effect.worktree);
    if (lost) return lost;
    const git = createGit(effect.worktree);
    const [before, flags] = await Promise.all([
      git.ask('show', `${effect.parent}:${TRACKER}`),
      identity(git, run),
      git.run('read-tree', effect.parent),
    ]);
    const text = writeCheckpoint(before && `${before}\n`, effect.project, effect.allPhases, effect.checkpoint);
    await writeFile(path.join(effect.worktree, TRACKER), text);
    await git.run('add', '--', TRACKER);
    const tree = await git.run('write-tree');
    const sha = await git.run(...flags, 'commit-tree', tree, '-p', effect.parent, '-m', effect.message);
    await git.run('reset', '--quiet', '--soft', sha);
    return { type: 'checkpoint-written', sha };
  };
}
