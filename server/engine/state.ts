import type { Effect, PrpContent } from '#schemas/journal/effects.ts';
import type { EventOf, WorkstreamHistory } from '#schemas/journal/events.ts';
import type { DeliveryFinding, GateView, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { AgentRole, RunPolicy } from '#schemas/run/policy.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { Gap } from '#schemas/run/reports.ts';
import type { RunOutcome, RunStatus, RunUsage, SessionView } from '#schemas/run/run.ts';
import type { UsageRow } from '#schemas/run/usage.ts';
import type { OpenSignal } from './open-signal.ts';

/** An effect before it has its id. */
export type EffectRequest = Effect extends infer E ? (E extends Effect ? Omit<E, 'id'> : never) : never;

/** What a run is, folded from its events. Never stored: the journal holds events, and this is made from them. */
export interface RunState {
  readonly id: string;
  readonly project: { readonly id: string; readonly name: string; readonly root: string };
  readonly prd: string;
  readonly requested: { readonly start: string | null; readonly end: string | null };
  readonly runtime: string;
  readonly playbook: string | null;
  readonly policy: RunPolicy;
  readonly history: WorkstreamHistory | null;
  readonly key: string | null;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly outcome: RunOutcome | null;
  readonly session: SessionView;
  readonly usage: RunUsage;
  /** What the sessions that are over used, by workstream, role, runtime and model. */
  readonly spending: readonly UsageRow[];
  /** Where commits land, and the commit the next phase starts from. Null until the project was inspected. */
  readonly base: { readonly branch: string; readonly head: string } | null;
  /** Every phase of the PRD, for the tracker's summary table. */
  readonly plan: readonly { readonly id: string; readonly title: string }[];
  /** The phases of this run, in order. */
  readonly phases: readonly PhaseState[];
  readonly signals: readonly OpenSignal[];
  /** What a person answered to agents, by workstream and text: one that asks the same again gets the same answer. */
  readonly answers: Readonly<Record<string, GivenAnswer>>;
  /** Effects that were asked for and have not ended. */
  readonly pending: Readonly<Record<string, Effect>>;
  /** Counts effects and signals, which makes their ids. */
  readonly effects: number;
  readonly raised: number;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly endedAt: number | null;
}

/** What validation found, and whom it concerns. */
export interface Trouble {
  readonly gaps: readonly Gap[];
  readonly failing: readonly Receipt[];
  /** Workstreams that own the files in question; empty where that is not known. */
  readonly owners: readonly string[];
}

/** How a phase gets its PRP when it has none: an agent writes it, a program checks it. */
export interface ResearchState {
  /** How often findings went back to the agent. */
  readonly rounds: number;
  readonly attempts: number;
  readonly worktree: Worktree | null;
  readonly ended: boolean;
  readonly findings: readonly DeliveryFinding[];
  readonly commit: string | null;
  readonly wanted: string;
}

/** A merge that does not go by itself. */
export interface ConflictState {
  readonly worktree: string;
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly files: readonly string[];
  readonly attempts: number;
  readonly ended: boolean;
}

export interface Worktree {
  readonly path: string;
  readonly branch: string | null;
  readonly base: string;
}

/** What a person answered an agent: the option, and the words with it. */
export interface GivenAnswer {
  readonly topic: 'question' | 'permission';
  readonly about: { readonly phase: string; readonly workstream: string; readonly question: string };
  readonly option: string;
  readonly label: string;
  readonly text: string | null;
}

export interface SpentWorktree {
  readonly path: string;
  readonly branch: string | null;
  readonly tip: string;
}

export interface PhaseState extends Omit<PhaseView, 'workstreams' | 'debugger' | 'step' | 'status' | 'prp'> {
  readonly status: 'pending' | 'in-progress' | 'completed' | 'deferred';
  /** Why it is deferred: it is closed without its workstreams, and the run goes on, or stops when `stops` says so. */
  readonly deferred: { readonly reason: string; readonly stops: RunOutcome | null } | null;
  readonly prp: PrpContent | null;
  /** Its PRP is to be read again, because it may have been edited. */
  readonly reread: boolean;
  readonly research: ResearchState | null;
  readonly gate: GateView | null;
  readonly workstreams: readonly WorkstreamState[];
  readonly debugger: WorkstreamState | null;
  /** Turns that its team has ended, and whether anybody in it was seen to change a file. */
  readonly turns: number;
  readonly productive: boolean;
  /** The commit the phase builds on. */
  readonly base: string | null;
  /** The last collected commit, from which the next executor starts when they work one after the other. */
  readonly chain: string | null;
  /** Whether the contracts were compared since anybody last worked. */
  readonly compared: boolean;
  readonly conflict: ConflictState | null;
  /** What an agent made of conflicting commits, by the commit that it took in. */
  readonly resolved: readonly { readonly theirs: string; readonly commit: string }[];
  readonly worktree: string | null;
  /** The commit of all merges. */
  readonly tip: string | null;
  /** Hash of the tree that is to be validated and committed. */
  readonly tree: string | null;
  /** Commands of this validation pass that have been run. */
  readonly commandsRun: number;
  /** A pass is repeated once when a command (a formatter, say) changed the tree. */
  readonly passes: number;
  readonly validatorAttempts: number;
  /** The validator's own worktree, in which nothing that it does is kept. */
  readonly validatorWorktree: Worktree | null;
  /** Debug cycles that had been used when a person last decided about them. */
  readonly debugCyclesAllowed: number;
  /** What was found when no debug cycle was left. */
  readonly undebugged: Trouble | null;
  /** A person said that the phase is good, although its validator asked for one. */
  readonly accepted: boolean;
  readonly checkpoint: string | null;
  readonly landed: boolean;
  /** Worktrees of agents for the phase as a whole, to be removed with it; `tip` is where their branch stands. */
  readonly spent: readonly SpentWorktree[];
  /** WORKFLOW.md already says why it was not started. */
  readonly noted: boolean;
  /** Worktrees that could not be removed because something in them is not committed. */
  readonly left: readonly string[];
}

export interface WorkstreamState extends WorkstreamView {
  /** Its section in the PRP, to tell whether it was edited. */
  readonly hash: string;
  readonly merged: readonly string[];
  /** Names of all other machines that its sessions were on. */
  readonly machines: readonly string[];
  /** The commit from which its next session starts; null: where its phase is by then. */
  readonly from: string | null;
  /** The commit from which this round began; what it changed is counted from there, and added to `earlier`. */
  readonly since: string | null;
  readonly earlier: WorkstreamView['changes'];
  /** Its session has ended, and its work is still to be taken in. */
  readonly ended: boolean;
  /** Why the work of that session is only a part, by the agent's own words or because its turn was cut off. */
  readonly unfinished: string | null;
  /** Sessions that failed, and turns that changed nothing, since a person last decided. */
  readonly failures: number;
  readonly granted: readonly string[];
  readonly drop: readonly string[];
  readonly guidance: readonly string[];
  /** Its session ended without having been told the last of a person's words; it goes on with them. */
  readonly commented: boolean;
  /** What it has to mend; empty in its first session. */
  readonly gaps: readonly Gap[];
  readonly failing: readonly Receipt[];
  /** The contract it says it implemented, and the ones it says it builds on. */
  readonly stated: string | null;
}

/** What is true of a phase's results only as long as nobody works on it. */
const UNPROVEN = {
  tree: null,
  tip: null,
  receipts: [],
  commandsRun: 0,
  passes: 0,
  verification: null,
  validatorAttempts: 0,
  validatorWorktree: null,
  accepted: false,
  commit: null,
  checkpoint: null,
} as const satisfies Partial<PhaseState>;

/** The commands of the phase are run again, on the tree that it has. */
export function withoutReceipts(phase: PhaseState): PhaseState {
  return { ...phase, receipts: [], staleReceipts: phase.staleReceipts + phase.receipts.length, commandsRun: 0 };
}

/** The phase without what was proved of it: somebody works on it again, or its files changed. */
export function unproven(phase: PhaseState): PhaseState {
  return { ...withoutReceipts(phase), ...UNPROVEN };
}

export function initialState(event: EventOf<'run-requested'>): RunState {
  return {
    id: event.run,
    project: event.project,
    prd: event.prd,
    requested: { start: event.start, end: event.end },
    runtime: event.runtime,
    playbook: event.playbook,
    policy: event.policy,
    history: event.history,
    key: event.key ?? null,
    status: 'running',
    reason: null,
    outcome: null,
    session: { number: 1, usedPercent: event.policy.budget.sessionStartPercent, phasesCompleted: 0, teamFailed: false },
    usage: NO_USAGE,
    spending: [],
    base: null,
    plan: [],
    phases: [],
    signals: [],
    answers: {},
    pending: {},
    effects: 0,
    raised: 0,
    startedAt: event.at,
    updatedAt: event.at,
    endedAt: null,
  };
}

const NO_USAGE: RunUsage = { tokens: 0, costUsd: 0, sessions: 0, activeMs: 0 };

export function pendingPhase(id: string, title: string): PhaseState {
  return {
    id,
    title,
    status: 'pending',
    reason: null,
    held: false,
    deferred: null,
    prp: null,
    reread: false,
    research: null,
    gate: null,
    mode: null,
    modeReason: null,
    teamFailed: false,
    workstreams: [],
    debugger: null,
    turns: 0,
    productive: false,
    base: null,
    chain: null,
    comparisons: [],
    compared: false,
    conflict: null,
    resolved: [],
    worktree: null,
    staleReceipts: 0,
    failures: [],
    debugCycles: 0,
    debugCyclesAllowed: 0,
    undebugged: null,
    ...UNPROVEN,
    landed: false,
    spent: [],
    noted: false,
    left: [],
    startedAt: null,
    endedAt: null,
  };
}

export function pendingWorkstream(
  plan: Pick<WorkstreamState, 'name' | 'files' | 'dependsOn' | 'hash' | 'merged'>,
  role: AgentRole = 'executor',
): WorkstreamState {
  return {
    ...plan,
    role,
    executor: executorOf({ role, workstream: plan.name }),
    status: 'pending',
    reason: null,
    held: null,
    contract: null,
    changes: [],
    outside: [],
    report: null,
    attempts: 0,
    runtime: null,
    machine: null,
    machines: [],
    worktree: null,
    from: null,
    since: null,
    earlier: [],
    ended: false,
    unfinished: null,
    failures: 0,
    granted: [],
    drop: [],
    guidance: [],
    commented: false,
    gaps: [],
    failing: [],
    stated: null,
    commit: null,
    startedAt: null,
    endedAt: null,
  };
}

/** The phase that is under way, or the next one. */
export function currentPhase(state: RunState): PhaseState | undefined {
  return state.phases.find(({ status }) => status === 'pending' || status === 'in-progress');
}

/** Who works in a session: an executor has the name of its workstream, anybody else that of the role. */
export function executorOf({ role, workstream }: { role: AgentRole; workstream: string }): string {
  return workstream.startsWith('@') ? role : `executor-${workstream}`;
}

/** All who work on a phase: its executors, and its debugger once there is one. */
export function workersOf(phase: PhaseState): readonly WorkstreamState[] {
  return phase.debugger ? [...phase.workstreams, phase.debugger] : phase.workstreams;
}

/** Nothing more will come of it. */
export function isSettled({ status }: { status: WorkstreamState['status'] }): boolean {
  return status === 'completed' || status === 'skipped' || status === 'deferred';
}

/** The commands of a phase in the order they are run. */
export function commandsOf(phase: PhaseState): { level: number; title: string; command: string; source: string }[] {
  return (phase.prp?.validation ?? []).flatMap((level) =>
    level.commands.map((command) => ({
      level: level.level,
      title: level.title,
      command,
      source: `${phase.prp?.path ?? 'PRP'}:${level.line}`,
    })),
  );
}

export function passed(receipt: { exitCode: number | null; stopped: string | null }): boolean {
  return receipt.exitCode === 0 && receipt.stopped === null;
}

/** An effect is no longer pending. */
export function ended(state: RunState, effect: string): RunState {
  const { [effect]: _, ...pending } = state.pending;
  return { ...state, pending };
}

/** Ends what is under way and matches; what it returns will be ignored. */
export function withoutEffects(state: RunState, which: (effect: Effect) => boolean): RunState {
  const kept = Object.entries(state.pending).filter(([, effect]) => !which(effect));
  return { ...state, pending: Object.fromEntries(kept) };
}

export function phaseOf(effect: Effect): string | null {
  if ('phase' in effect) return effect.phase;
  return effect.type === 'write-checkpoint' ? effect.checkpoint.phase.id : null;
}

/** Which agent has a session of this role, and with which model. A runtime chosen for one session has its own models. */
export function agentFor(
  { policy, runtime }: RunState,
  role: AgentRole,
  chosen: string | null = null,
): { runtime: string; model: string | null } {
  if (chosen !== null) return { runtime: chosen, model: null };
  return { runtime: policy.roles[role] ?? runtime, model: policy.models[role] ?? null };
}

export function withPhase(state: RunState, phase: PhaseState): RunState {
  return { ...state, phases: state.phases.map((other) => (other.id === phase.id ? phase : other)) };
}

/** Remembers a worktree that nobody needs after the phase; the last word on one counts. */
export function withSpent(phase: PhaseState, worktree: SpentWorktree): PhaseState {
  return { ...phase, spent: [...phase.spent.filter(({ path }) => path !== worktree.path), worktree] };
}

export function withWorker(phase: PhaseState, worker: WorkstreamState): PhaseState {
  if (phase.debugger?.name === worker.name) return { ...phase, debugger: worker };
  return { ...phase, workstreams: phase.workstreams.map((other) => (other.name === worker.name ? worker : other)) };
}

export function workerNamed(phase: PhaseState, name: string): WorkstreamState | undefined {
  return workersOf(phase).find((worker) => worker.name === name);
}
