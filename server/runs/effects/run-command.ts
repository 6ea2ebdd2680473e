import { createGit, type Git } from '../../platform/git.ts';
import { commandEnvironment } from '../../platform/processes/environment.ts';
import { runCommand } from '../../platform/processes/run-command.ts';
import { ownersIn } from '../attribution.ts';
import { createRedactor } from '../../platform/redact.ts';
import type { Performer } from '../performer.ts';
import { readProjectConfig } from '../project-config.ts';
import { lostWorktree } from '../lost-worktree.ts';

/** Runs one validation command and makes the receipt. A command that fails is an outcome, not an error. */
export const runValidationCommand: Performer<'run-command'> = async (effect, context) => {
  const config = readProjectConfig(effect.root);
  const lost = lostWorktree(effect.worktree);
  if (lost) return lost;
  const git = createGit(effect.worktree);
  const tree = await git.run('write-tree');
  const startedAt = Date.now();
  const result = await runCommand({
    script: effect.command,
    cwd: effect.worktree,
    env: commandEnvironment(process.env),
    timeoutMs: config.validationTimeoutSeconds * 1000,
    outputLimitBytes: config.validationOutputMiB * 1_048_576,
    signal: context.signal,
    onStarted: context.onStarted,
    clean: createRedactor(process.env).text,
  });
  const { level, title, command } = effect;
  return {
    type: 'command-finished',
    receipt: { level, title, command, tree, startedAt, ...result },
    treeAfter: await stageChanges(git, tree),
    concerns: ownersIn(`${command}\n${result.outputTail}`, effect.owners),
  };
};

/** Stages what the command did to tracked files, mostly nothing. Returns the hash of the staged tree. */
async function stageChanges(git: Git, tree: string): Promise<string> {
  const unchanged = await git.ask('diff', '--quiet', '--no-ext-diff');
  if (unchanged !== null) return tree;
  await git.run('add', '--update', '--', ':/');
  return git.run('write-tree');
}
