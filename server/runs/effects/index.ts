import type { Performers } from '../performer.ts';
import { cleanUp } from './clean-up.ts';
import { createCollectPlan } from './collect-plan.ts';
import { createCollectWork } from './collect-work.ts';
import { createCommitPhase } from './commit-phase.ts';
import { compareContracts } from './compare-contracts.ts';
import { createConcludeMerge } from './conclude-merge.ts';
import { inspectProject } from './inspect-project.ts';
import { createIntegratePhase } from './integrate-phase.ts';
import { landPhase } from './land-phase.ts';
import { lookAtTeam } from './look-at-team.ts';
import { createPrepareWorktree } from './prepare-worktree.ts';
import { createRunAgent } from './run-agent.ts';
import { runValidationCommand } from './run-command.ts';
import { createReadTrustedPrp } from './trusted-prp.ts';
import { createWriteCheckpoint } from './write-checkpoint.ts';
import type { AgentDeps } from '../trusted-agent.ts';
import { createIdentity } from '../worktrees.ts';

/** Every effect that the engine can ask for, and who performs it. `worktrees` is the folder that ours are made in. */
export function createPerformers(worktrees: string, agents: AgentDeps): Performers {
  const identity = createIdentity();
  return {
    'inspect-project': inspectProject,
    'read-prp': createReadTrustedPrp(agents.trust),
    'prepare-worktree': createPrepareWorktree(worktrees),
    'run-agent': createRunAgent(agents, identity),
    'look-at-team': lookAtTeam,
    'collect-work': createCollectWork(identity),
    'collect-plan': createCollectPlan(identity),
    'compare-contracts': compareContracts,
    'integrate-phase': createIntegratePhase(worktrees, identity),
    'conclude-merge': createConcludeMerge(identity),
    'run-command': runValidationCommand,
    'commit-phase': createCommitPhase(identity),
    'write-checkpoint': createWriteCheckpoint(identity),
    'land-phase': landPhase,
    'clean-up': cleanUp,
  };
}
