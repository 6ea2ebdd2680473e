import type { FileChange } from '#schemas/run/phase.ts';
import { createGit, type Git } from '../../platform/git.ts';
import type { Performer } from '../performer.ts';
import { stageAll, type Identity } from '../worktrees.ts';

export function createCollectWork(identity: Identity): Performer<'collect-work'> {
  return async ({ phase, workstream, worktree, base }, { run }) => {
    const git = createGit(worktree);
    await stageAll(git);
    await commitStaged(git, await identity(git, run), `phase ${phase}: ${workstream}`);
    const [commit, names] = await Promise.all([
      git.run('rev-parse', 'HEAD'),
      git.run('diff', '--name-status', '-z', '--no-renames', base, 'HEAD'),
    ]);
    return { type: 'work-collected', commit, changes: parseNameStatus(names) };
  };
}

/** Nothing may be staged: the agent has committed by itself, or an earlier try of this did. */
async function commitStaged(git: Git, identity: readonly string[], message: string): Promise<void> {
  try {
    await git.run(...identity, 'commit', '--quiet', '--no-verify', '-m', message);
  } catch (error) {
    const nothingStaged = (await git.ask('diff', '--cached', '--quiet')) !== null;
    if (!nothingStaged) throw error;
  }
}

const KINDS: Readonly<Record<string, FileChange['kind']>> = { A: 'added', M: 'modified', D: 'deleted', T: 'modified' };

/** Reads `git diff --name-status -z --no-renames`: status and path in turn, each ended by NUL. */
export function parseNameStatus(text: string): FileChange[] {
  const fields = text.split('\0');
  const changes: FileChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    changes.push({ path: fields[i + 1] ?? '', kind: KINDS[fields[i] ?? ''] ?? 'modified' });
  }
  return changes;
}
