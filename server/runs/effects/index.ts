import type { AgentRuntime } from '../../engine/ports.ts';
import type { Performers } from '../performer.ts';
import { cleanUp } from './clean-up.ts';
import { createCollectWork } from './collect-work.ts';
import { createCommitPhase } from './commit-phase.ts';
import { inspectProject } from './inspect-project.ts';
import { createIntegratePhase } from './integrate-phase.ts';
import { landPhase } from './land-phase.ts';
import { createPrepareWorktree } from './prepare-worktree.ts';
import { readPrp } from './read-prp.ts';
import { createRunAgent } from './run-agent.ts';
import { runValidationCommand } from './run-command.ts';
import { createWriteCheckpoint } from './write-checkpoint.ts';
import { createIdentity } from '../worktrees.ts';

/** Every effect that the engine can ask for, and who performs it. `worktrees` is the folder that ours are made in. */
export function createPerformers(worktrees: string, runtimes: ReadonlyMap<string, AgentRuntime>): Performers {
  const identity = createIdentity();
  return {
    'inspect-project': inspectProject,
    'read-prp': readPrp,
    'prepare-worktree': createPrepareWorktree(worktrees),
    'run-agent': createRunAgent(runtimes),
    'collect-work': createCollectWork(identity),
    'integrate-phase': createIntegratePhase(worktrees, identity),
    'run-command': runValidationCommand,
    'commit-phase': createCommitPhase(identity),
    'write-checkpoint': createWriteCheckpoint(identity),
    'land-phase': landPhase,
    'clean-up': cleanUp,
  };
}
