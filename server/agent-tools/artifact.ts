import { stat } from 'node:fs/promises';
import path from 'node:path';
import { resolveInside } from '../runtimes/inside.ts';
import { type AgentTool, ToolRefusal } from './caller.ts';

export const recordArtifact: AgentTool<'record_artifact'> = async ({ name, path: given, description }, caller) => {
  const { worktree } = caller.session;
  const file = await resolveInside(worktree, given);
  if (file === null) throw new ToolRefusal('not-allowed', `${given} is not inside your folder ${worktree}.`);
  const stats = await stat(file).catch(() => null);
  if (!stats) throw new ToolRefusal('not-found', `There is no ${given} in your folder yet. Write it first.`);
  const own = path.relative(worktree, path.resolve(worktree, given)).split(path.sep).join('/');
  caller.record({ kind: 'artifact', name, path: own, description });
  return { recorded: own };
};
