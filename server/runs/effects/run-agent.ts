import { parseExecutionReport } from '../../language/reports/execution-report.ts';
import { AgentError, type AgentRuntime } from '../../engine/ports.ts';
import { createGit } from '../../platform/git.ts';
import { EffectError } from '../effect-error.ts';
import { executorPrompt } from '../executor-prompt.ts';
import type { Performer } from '../performer.ts';
import { readProjectConfig } from '../project-config.ts';
import { resetWorktree } from '../worktrees.ts';

export function createRunAgent(runtimes: ReadonlyMap<string, AgentRuntime>): Performer<'run-agent'> {
  return async (effect, context) => {
    const runtime = runtimes.get(effect.runtime);
    if (!runtime) {
      const known = [...runtimes.keys()].join(', ');
      throw new EffectError('user', `There is no agent runtime named ${effect.runtime}. Known are: ${known}.`);
    }
    const { agentSilenceSeconds } = readProjectConfig(effect.root);
    await resetWorktree({ path: effect.worktree, git: createGit(effect.worktree) }, effect.base);
    try {
      const outcome = await runtime.run({
        cwd: effect.worktree,
        prompt: executorPrompt(effect),
        phase: effect.phase,
        workstream: effect.workstream,
        role: 'executor',
        task: 'work',
        attempt: effect.attempt,
        playbook: effect.playbook,
        silenceMs: agentSilenceSeconds * 1000,
        signal: context.signal,
        onStarted: context.onStarted,
        onEvent: context.onAgentEvent,
        ask: context.ask,
      });
      return { type: 'agent-ended', stopReason: outcome.stopReason, report: parseExecutionReport(outcome.text) };
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
      const where = `Phase ${effect.phase}, executor-${effect.workstream}`;
      const fault = error.code === 'not-startable' ? 'user' : 'environment';
      throw new EffectError(fault, `${where}: ${error.message}`, { cause: error });
    }
  };
}
