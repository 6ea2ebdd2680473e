import { createGit } from '../../platform/git.ts';
import { commandEnvironment } from '../../platform/processes/environment.ts';
import { runCommand } from '../../platform/processes/run-command.ts';
import type { Performer } from '../performer.ts';
import { readProjectConfig } from '../project-config.ts';

/** Runs one validation command and makes the receipt. A command that fails is an outcome, not an error. */
export const runValidationCommand: Performer<'run-command'> = async (effect, context) => {
  const config = readProjectConfig(effect.root);
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
  });
  await git.run('add', '--update', '--', ':/');
  const { level, title, command } = effect;
  return {
    type: 'command-finished',
    receipt: { level, title, command, tree, startedAt, ...result },
    treeAfter: await git.run('write-tree'),
  };
};
