import type { EffectOf } from '#schemas/journal/effects.ts';
import type { AgentRuntime } from '../engine/ports.ts';
import { createGit } from '../platform/git.ts';
import { mergeInto } from './merging.ts';
import type { EffectContext } from './performer.ts';
import { isWorktree, openWorktree, type Identity } from './worktrees.ts';

/** How a session begins. */
export type Beginning =
  /** In a folder that is exactly its base. */
  | { readonly kind: 'afresh' }
  /** Where it was interrupted, with what was written so far; `session` is the agent's own id, null for who needs none. */
  | { readonly kind: 'continued'; readonly session: string | null };

/** Sets the stage for a session that was never begun, or takes up one that a crash or a restart of ours interrupted. */
export async function beginSession(
  effect: EffectOf<'run-agent'>,
  { resumes }: Pick<AgentRuntime, 'resumes'>,
  context: EffectContext,
  identity: Identity,
): Promise<Beginning> {
  if (resumes === 'in-place' && (await isBegunByAPerson(effect))) return { kind: 'continued', session: null };
  const session = resumes === 'session' && isWorktree(effect.worktree) ? lastSession(context) : null;
  if (session !== null) return { kind: 'continued', session };
  await beginAfresh(effect, context, identity);
  return { kind: 'afresh' };
}

/** The session starts from exactly its base; a resolver finds the merge begun. */
export async function beginAfresh(
  { root, worktree, base, merge }: EffectOf<'run-agent'>,
  { run }: EffectContext,
  identity: Identity,
): Promise<void> {
  const { git } = await openWorktree(root, worktree, base);
  if (merge) await mergeInto(git, await identity(createGit(root), run), merge.theirs);
}

/** A person's folder is never put back, also not after the run was stopped: whatever stands on the base is their work. */
async function isBegunByAPerson({ worktree, base, merge }: EffectOf<'run-agent'>): Promise<boolean> {
  if (!isWorktree(worktree)) return false;
  const git = createGit(worktree);
  if (merge) return (await git.ask('rev-parse', '--verify', '--quiet', 'MERGE_HEAD')) !== null;
  return (await git.ask('merge-base', '--is-ancestor', base, 'HEAD')) !== null;
}

/** Only what was recorded for this very session counts: another attempt is another session. */
function lastSession({ records }: EffectContext): string | null {
  const body = records.own(['session']).at(-1)?.body;
  return body?.kind === 'session' ? body.session : null;
}
