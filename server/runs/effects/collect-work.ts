import type { FileChange } from '#schemas/run/phase.ts';
import { createGit } from '../../platform/git.ts';
import type { Performer } from '../performer.ts';
import { identityFlags, stageAll } from '../worktrees.ts';

export const collectWork: Performer<'collect-work'> = async ({ phase, workstream, worktree, base }) => {
  const git = createGit(worktree);
  await stageAll(git);
  const staged = await git.run('diff', '--cached', '--name-only', '-z');
  if (staged !== '') {
    const message = `phase ${phase}: ${workstream}`;
    await git.run(...(await identityFlags(git)), 'commit', '--quiet', '--no-verify', '-m', message);
  }
  const commit = await git.run('rev-parse', 'HEAD');
  const names = await git.run('diff', '--name-status', '-z', '--no-renames', base, commit);
  return { type: 'work-collected', commit, changes: parseNameStatus(names) };
};

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
