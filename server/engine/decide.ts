import { checkpointOf, commitMessage } from './record.ts';
import {
  commandsOf,
  currentPhase,
  passed,
  type EffectRequest,
  type PhaseState,
  type RunState,
  type WorkstreamState,
} from './state.ts';

/**
 * What is to be done next, read off the state alone: no memory of how the state came about. That is what makes
 * resuming simple: a resumed run decides exactly as one that was never interrupted.
 */
export function decide(state: RunState): EffectRequest[] {
  const busy = Object.values(state.pending).some((effect) => effect.type !== 'answer-agent');
  if (busy) return [];
  if (!state.base) {
    return [{ type: 'inspect-project', root: state.project.root, prd: state.prd, ...state.requested }];
  }
  const phase = currentPhase(state);
  if (!phase) return [];
  return [decidePhase(state, phase, state.base)];
}

function decidePhase(state: RunState, phase: PhaseState, base: { branch: string; head: string }): EffectRequest {
  const root = state.project.root;
  if (!phase.prp) return { type: 'read-prp', root, prd: state.prd, phase: phase.id };
  const phaseBase = phase.base ?? base.head;
  const workstream = nextWorkstream(phase);
  if (workstream) return decideWorkstream(state, phase, workstream, phaseBase);
  if (!phase.tree || !phase.worktree) {
    const commits = phase.workstreams.flatMap(({ commit }) => (commit ? [commit] : []));
    return { type: 'integrate-phase', root, phase: phase.id, branch: base.branch, base: phaseBase, commits };
  }
  const command = commandsOf(phase)[phase.commandsRun];
  if (command) return { type: 'run-command', phase: phase.id, root, worktree: phase.worktree, ...command };
  if (!phase.commit) {
    const message = commitMessage(state, phase);
    return { type: 'commit-phase', phase: phase.id, worktree: phase.worktree, base: phaseBase, message };
  }
  if (!phase.checkpoint) return writeCheckpoint(state, phase, phase.commit, phase.worktree);
  if (!phase.landed) {
    return { type: 'land-phase', phase: phase.id, root, branch: base.branch, from: phaseBase, to: phase.checkpoint };
  }
  return cleanUp(root, phase, phase.checkpoint);
}

/** Dependencies first; among equals the order of the PRP. A cycle cannot stop the run: its first member goes first. */
function nextWorkstream(phase: PhaseState): WorkstreamState | undefined {
  const open = phase.workstreams.filter(({ status }) => status !== 'completed');
  const openNames = new Set(open.map(({ name }) => name));
  return open.find(({ dependsOn }) => !dependsOn.some((name) => openNames.has(name))) ?? open[0];
}

function decideWorkstream(
  state: RunState,
  phase: PhaseState,
  workstream: WorkstreamState,
  phaseBase: string,
): EffectRequest {
  const { root } = state.project;
  if (!workstream.worktree) {
    const base = phase.tip ?? phaseBase;
    return { type: 'prepare-worktree', root, prd: state.prd, phase: phase.id, workstream: workstream.name, base };
  }
  const { path, base } = workstream.worktree;
  if (workstream.ended) {
    return { type: 'collect-work', phase: phase.id, workstream: workstream.name, worktree: path, base };
  }
  return {
    type: 'run-agent',
    phase: phase.id,
    workstream: workstream.name,
    attempt: workstream.attempts,
    runtime: state.runtime,
    playbook: state.playbook,
    root,
    worktree: path,
    base,
    prd: state.prd,
    prp: phase.prp ?? '',
    failures: phase.rounds > 0 ? phase.receipts.filter((receipt) => !passed(receipt)) : [],
  };
}

function writeCheckpoint(state: RunState, phase: PhaseState, commit: { sha: string }, worktree: string): EffectRequest {
  return {
    type: 'write-checkpoint',
    worktree,
    parent: commit.sha,
    message: `docs(workflow): checkpoint phase ${phase.id}\n\nClutch-Phase: ${phase.id}`,
    project: {
      name: state.project.name,
      prd: state.prd,
      created: new Date(state.startedAt).toISOString().slice(0, 10),
    },
    allPhases: [...state.plan],
    checkpoint: checkpointOf(state, phase),
  };
}

function cleanUp(root: string, phase: PhaseState, tip: string): EffectRequest {
  const executors = phase.workstreams.flatMap(({ worktree, commit }) =>
    worktree && commit ? [{ path: worktree.path, branch: worktree.branch, tip: commit }] : [],
  );
  const integration = phase.worktree ? [{ path: phase.worktree, branch: null, tip }] : [];
  return { type: 'clean-up', phase: phase.id, root, worktrees: [...executors, ...integration] };
}
