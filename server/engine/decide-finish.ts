import { brief, ownersOf, ownershipOf } from './brief.ts';
import { checkpointOf, commitMessage } from './record.ts';
import {
  agentFor,
  commandsOf,
  isSettled,
  passed,
  workersOf,
  type EffectRequest,
  type PhaseState,
  type RunState,
  type WorkstreamState,
} from './state.ts';

type Branch = { readonly branch: string; readonly head: string };

/** From finished workstreams to a phase on the branch: one thing after the other. */
export function decideFinish(state: RunState, phase: PhaseState, base: Branch): EffectRequest[] {
  const { root } = state.project;
  const from = phase.base ?? base.head;
  if (phase.conflict) return [resolveConflict(state, phase, phase.conflict)];
  const { worktree, tree } = phase;
  if (!tree || !worktree) return [integrate(phase, root, base.branch, from)];
  const command = commandsOf(phase)[phase.commandsRun];
  if (command) {
    const owners = ownersOf(phase);
    return [{ type: 'run-command', phase: phase.id, root, worktree, owners, ...command }];
  }
  if (!isExplained(phase) || !isProven(phase)) return [];
  if (!phase.commit) {
    const message = commitMessage(state, phase);
    return [{ type: 'commit-phase', phase: phase.id, worktree, base: from, message }];
  }
  if (!isVerified(state, phase)) return [verify(state, phase, phase.commit.sha)];
  if (!phase.checkpoint) return [writeCheckpoint(state, phase, phase.commit.sha, worktree)];
  return [land(state, phase, base.branch, from, phase.checkpoint)];
}

/** Every workstream is completed with changes of its own, or left out for a reason that a person gave. */
function isExplained(phase: PhaseState): boolean {
  return phase.workstreams.every((one) =>
    one.status === 'completed' ? one.changes.length > 0 : isSettled(one) && Boolean(one.reason),
  );
}

/** The last line of defence: what was not proved on exactly this tree is not committed, whatever led here. */
function isProven({ receipts, tree, prp }: PhaseState): boolean {
  const proved = new Set(receipts.filter((one) => passed(one) && one.tree === tree).map(({ command }) => command));
  return (prp?.validation ?? []).every(({ commands }) => commands.every((command) => proved.has(command)));
}

function isVerified(state: RunState, { verification, accepted }: PhaseState): boolean {
  return !state.policy.validator || accepted || verification?.grade === 'PASS';
}

function integrate(phase: PhaseState, root: string, branch: string, base: string): EffectRequest {
  // A merge that an agent resolved already holds what it was about.
  const of = (commit: string): string => phase.resolved.findLast(({ theirs }) => theirs === commit)?.commit ?? commit;
  const commits = inDependencyOrder(workersOf(phase)).flatMap(({ status, commit }) =>
    status === 'completed' && commit ? [of(commit)] : [],
  );
  return { type: 'integrate-phase', root, phase: phase.id, branch, base, commits: [...new Set(commits)] };
}

/** Whoever others build on comes before them; among equals the order of the PRP. */
function inDependencyOrder(workers: readonly WorkstreamState[]): readonly WorkstreamState[] {
  const sorted: WorkstreamState[] = [];
  const left = [...workers];
  while (left.length > 0) {
    const waits = ({ dependsOn }: WorkstreamState): boolean => left.some(({ name }) => dependsOn.includes(name));
    const next = left.findIndex((worker) => !waits(worker));
    sorted.push(...left.splice(Math.max(0, next), 1));
  }
  return sorted;
}

function resolveConflict(
  state: RunState,
  phase: PhaseState,
  conflict: NonNullable<PhaseState['conflict']>,
): EffectRequest {
  const { worktree, ours, theirs, files, attempts } = conflict;
  if (conflict.ended) {
    return { type: 'conclude-merge', phase: phase.id, worktree, ours, theirs, files: [...files] };
  }
  return {
    ...session(state, phase, 'conflict_resolver', attempts + 1),
    worktree,
    base: ours,
    merge: { theirs, files: [...files] },
    brief: brief({ summaries: summariesOf(phase) }),
  };
}

function verify(state: RunState, phase: PhaseState, commit: string): EffectRequest {
  const { validatorWorktree, validatorAttempts } = phase;
  if (!validatorWorktree) {
    const { root } = state.project;
    return {
      type: 'prepare-worktree',
      root,
      prd: state.prd,
      phase: phase.id,
      workstream: '@validator',
      base: commit,
      shared: false,
    };
  }
  return {
    // Each mended phase is verified anew, and is not the first attempt again.
    ...session(state, phase, 'validator', phase.debugCycles + validatorAttempts),
    worktree: validatorWorktree.path,
    base: commit,
    merge: null,
    brief: brief({ summaries: summariesOf(phase), failures: phase.receipts }),
  };
}

/** What is the same for every session that is about a phase as a whole. */
function session(state: RunState, phase: PhaseState, role: 'validator' | 'conflict_resolver', attempt: number) {
  return {
    type: 'run-agent' as const,
    role,
    task: 'work' as const,
    phase: phase.id,
    workstream: `@${role}`,
    attempt: Math.max(1, attempt),
    ...agentFor(state, role),
    playbook: state.playbook,
    root: state.project.root,
    prd: state.prd,
    prp: phase.prp?.path ?? '',
    ownership: ownershipOf(phase, null),
  };
}

function summariesOf(phase: PhaseState): { executor: string; report: PhaseState['workstreams'][number]['report'] }[] {
  return workersOf(phase).map(({ executor, report }) => ({ executor, report }));
}

function writeCheckpoint(state: RunState, phase: PhaseState, parent: string, worktree: string): EffectRequest {
  return {
    type: 'write-checkpoint',
    worktree,
    parent,
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

function land(state: RunState, phase: PhaseState, branch: string, from: string, to: string): EffectRequest {
  const { root } = state.project;
  if (phase.landed) return cleanUp(root, phase, to);
  const stage = state.policy.commit === 'stage';
  return { type: 'land-phase', what: 'phase', phase: phase.id, root, branch, from, to, stage };
}

/** A phase that is deferred leaves nothing but the line in WORKFLOW.md that says so. */
export function decideClosing(
  state: RunState,
  phase: PhaseState,
  deferred: NonNullable<PhaseState['deferred']>,
  base: Branch,
): EffectRequest {
  const { root } = state.project;
  const from = phase.base ?? base.head;
  if (!phase.tree || !phase.worktree) {
    return { type: 'integrate-phase', root, phase: phase.id, branch: base.branch, base: from, commits: [] };
  }
  if (!phase.checkpoint) return writeCheckpoint(state, { ...phase, deferred }, from, phase.worktree);
  return land(state, phase, base.branch, from, phase.checkpoint);
}

function cleanUp(root: string, phase: PhaseState, tip: string): EffectRequest {
  const executors = workersOf(phase).flatMap(({ worktree, commit, status }) =>
    worktree && commit && status === 'completed' && !phase.deferred
      ? [{ path: worktree.path, branch: worktree.branch, tip: commit }]
      : [],
  );
  const integration = phase.worktree ? [{ path: phase.worktree, branch: null, tip }] : [];
  return { type: 'clean-up', phase: phase.id, root, worktrees: [...executors, ...phase.spent, ...integration] };
}
