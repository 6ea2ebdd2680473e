import type { Effect, EffectOf } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import type { PromptName } from '#schemas/prompt-name.ts';
import type { AgentRole, RunPolicy } from '#schemas/run/policy.ts';
import { begin, step } from '../../engine/step.ts';
import { EffectError } from '../effect-error.ts';

type Mission = EffectOf<'run-agent'>;
type Untimed<E> = E extends EngineEvent ? Omit<E, 'at' | 'effect'> : never;

/** A phase as a run would find it. */
export interface PlannedPhase {
  readonly root: string;
  /** Relative to the project root. */
  readonly prd: string;
  readonly policy: RunPolicy;
  readonly runtime: string;
  readonly id: string;
  readonly title: string;
  /** Its PRP, or the path that it should have. */
  readonly plan: Untimed<EventOf<'prp-read' | 'prp-missing'>>;
}

/** The session whose prompt is wanted. */
export interface WantedSession {
  readonly role: AgentRole;
  readonly task: 'work' | 'contract';
  /** Null: the first. */
  readonly workstream: string | null;
}

/** The session that a prompt is for; null for roles that a run of a plan has no session of. */
export function sessionOf(prompt: PromptName, workstream: string | null): WantedSession | null {
  switch (prompt) {
    case 'executor-contract':
      return { role: 'executor', task: 'contract', workstream };
    case 'executor':
    case 'research':
    case 'validator':
    case 'debugger':
    case 'conflict_resolver':
      return { role: prompt, task: 'work', workstream: prompt === 'executor' ? workstream : null };
    default:
      return null;
  }
}

type Outcome = Untimed<Extract<EngineEvent, { effect: string }>>;

/** No phase needs as many effects. */
const MOST_STEPS = 1_000;

/**
 * The effect that a run of this phase would start the wanted session with. The engine itself is walked, in a world where
 * everything succeeds, but for what the wanted role is there to mend. Throws an `EffectError` where no such session would
 * be started.
 */
export function missionAhead(phase: PlannedPhase, wanted: WantedSession): Mission {
  const { root, prd, id } = phase;
  // What a phase costs and what is left is no question of what its agents are told.
  const policy = { ...phase.policy, caps: { tokens: null, costUsd: null, minutes: null, sessions: null } };
  const about = { prd, start: id, end: id, runtime: phase.runtime, playbook: null, policy, history: null };
  const project = { id: '', name: '', root };
  let { state } = begin({ type: 'run-requested', at: 0, run: 'ahead', project, ...about });
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const effects = Object.values(state.pending);
    const found = effects.find((effect): effect is Mission => isWanted(effect, wanted));
    if (found) return found;
    const [effect] = effects;
    if (!effect || effect.type === 'write-checkpoint') break;
    ({ state } = step(state, { ...outcomeOf(effect, phase, wanted), at: 0, effect: effect.id }));
  }
  throw new EffectError('user', `${whatIsMissing(phase, wanted)} ${state.reason ?? WHY[wanted.role]}`);
}

function isWanted(effect: Effect, { role, task, workstream }: WantedSession): boolean {
  if (effect.type !== 'run-agent' || effect.role !== role || effect.task !== task) return false;
  return workstream === null || effect.workstream === workstream;
}

function whatIsMissing({ id, plan }: PlannedPhase, { role, task, workstream }: WantedSession): string {
  const names = plan.type === 'prp-read' ? plan.prp.workstreams.map(({ name }) => name) : [];
  if (workstream !== null && names.length > 0 && !names.includes(workstream)) {
    return `Phase ${id} has no workstream ${workstream}. Its workstreams are ${names.join(', ')}.`;
  }
  const what = task === 'contract' ? 'publishes a contract' : `has the role ${role}`;
  return `In a run of phase ${id} no session ${what}${workstream === null ? '' : ` for ${workstream}`}.`;
}

const WHY: Readonly<Record<AgentRole, string>> = {
  executor: 'Contracts are published where the PRP has a Contract Chain that does not state them itself.',
  research: 'Research is switched off in .clutch/config.json.',
  validator: 'The validator is switched off in .clutch/config.json.',
  debugger: 'Debug cycles are switched off in .clutch/config.json.',
  conflict_resolver: 'Its executors work one after the other, or attempts to merge are switched off.',
};

function outcomeOf(effect: Effect, { id, title, plan }: PlannedPhase, wanted: WantedSession): Outcome {
  switch (effect.type) {
    case 'inspect-project':
      return { type: 'project-inspected', branch: '', head: '', phases: [{ id, title, completed: null }] };
    case 'read-prp':
      if (wanted.role !== 'research' || plan.type === 'prp-missing') return plan;
      return { type: 'prp-missing', wanted: plan.prp.path };
    case 'prepare-worktree':
      return { type: 'worktree-ready', path: effect.workstream, branch: null };
    case 'run-agent':
      return agentOutcome(effect, wanted);
    case 'look-at-team':
      return { type: 'team-seen', changed: 1 };
    case 'collect-work': {
      const [path = 'file'] = effect.ownership.files;
      return { type: 'work-collected', commit: effect.workstream, changes: [{ path, kind: 'added' }], outside: [] };
    }
    case 'compare-contracts':
      return { type: 'contracts-compared', comparisons: [] };
    case 'integrate-phase':
      return integration(effect, wanted);
    case 'run-command':
      return commandOutcome(effect, wanted);
    case 'commit-phase':
      return { type: 'phase-committed', sha: 'commit', tree: TREE, stats: { files: 1, insertions: 1, deletions: 0 } };
    default:
      return { type: 'effect-failed', cause: 'user', message: 'The phase would be over before that.' };
  }
}

const TREE = 'tree';

/** What is not known before agents have worked stands in angle brackets. */
function agentOutcome(effect: Mission, wanted: WantedSession): Outcome {
  const { role, task, workstream } = effect;
  const usage = { tokens: 0, costUsd: 0, counts: null, costSource: null, model: null, turns: 1 };
  const nothing = { report: null, verification: null, gapOwners: [], fix: null, contract: null };
  const ended = { type: 'agent-ended' as const, stopReason: 'end_turn', usage, ...nothing };
  if (task === 'contract') {
    return { ...ended, contract: { text: `<the contract that executor-${workstream} publishes>`, findings: [] } };
  }
  if (role === 'validator') return { ...ended, verification: verification(wanted), gapOwners: [null] };
  const words = { tests: '<what it ran>', issues: '<what it met>', decisions: '<what it decided>' };
  return { ...ended, report: { status: 'COMPLETE', filesCreated: [], filesModified: [], ...words } };
}

function verification({ role }: WantedSession): NonNullable<EventOf<'agent-ended'>['verification']> {
  const words = { requirements: '', tests: '', warnings: '' };
  if (role !== 'debugger') return { grade: 'PASS', gaps: [], ...words };
  const gap = { gap: '<a gap>', expected: '<what was expected>', actual: '<what is there>', files: [] };
  return { grade: 'GAPS_FOUND', gaps: [{ ...gap, severity: 'MAJOR' }], ...words };
}

function integration({ commits }: EffectOf<'integrate-phase'>, { role }: WantedSession): Outcome {
  const place = { worktree: 'phase', base: '' };
  if (role !== 'conflict_resolver') return { type: 'phase-integrated', ...place, tip: 'tip', tree: TREE };
  const theirs = commits.at(-1) ?? '';
  return { type: 'merge-conflicted', ...place, ours: '', theirs, files: ['<the files in conflict>'] };
}

function commandOutcome({ level, title, command }: EffectOf<'run-command'>, { role }: WantedSession): Outcome {
  const fails = role === 'debugger';
  const ended = { exitCode: fails ? 1 : 0, stopped: null, durationMs: 0, startedAt: 0 };
  const output = { outputHash: '', outputBytes: 0, outputTail: fails ? '<the end of what it printed>' : '' };
  const receipt = { level, title, command, tree: TREE, ...ended, ...output };
  return { type: 'command-finished', receipt, treeAfter: TREE, concerns: [] };
}
