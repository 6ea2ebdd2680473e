import type { ValidationOutline } from '#schemas/document/outline.ts';
import type { Effect } from '#schemas/journal/effects.ts';
import type { EventOf } from '#schemas/journal/events.ts';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { Question, RunStatus } from '#schemas/run/run.ts';

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
  readonly key: string | null;
  readonly status: RunStatus;
  readonly reason: string | null;
  /** Where commits land, and the commit the next phase starts from. Null until the project was inspected. */
  readonly base: { readonly branch: string; readonly head: string } | null;
  /** Every phase of the PRD, for the tracker's summary table. */
  readonly plan: readonly { readonly id: string; readonly title: string }[];
  /** The phases of this run, in order. */
  readonly phases: readonly PhaseState[];
  readonly questions: readonly Question[];
  /** What a person answered, by workstream and text: an agent that asks the same again gets the same answer. */
  readonly answers: Readonly<Record<string, string>>;
  /** Effects that were asked for and have not ended. */
  readonly pending: Readonly<Record<string, Effect>>;
  /** Counts effects, which makes their ids. */
  readonly effects: number;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly endedAt: number | null;
}

export interface PhaseState extends Omit<PhaseView, 'workstreams' | 'step'> {
  readonly workstreams: readonly WorkstreamState[];
  readonly validation: readonly ValidationOutline[];
  /** The commit the phase builds on. */
  readonly base: string | null;
  /** The last collected commit: the next executor starts from it. */
  readonly tip: string | null;
  readonly worktree: string | null;
  /** Hash of the tree that is to be validated and committed. */
  readonly tree: string | null;
  /** Commands of this validation pass that have been run. */
  readonly commandsRun: number;
  /** A pass is repeated once when a command (a formatter, say) changed the tree. */
  readonly passes: number;
  /** How often the executors were sent back to mend failed validation. */
  readonly rounds: number;
  readonly checkpoint: string | null;
  readonly landed: boolean;
  readonly cleaned: boolean;
  /** Worktrees that could not be removed because something in them is not committed. */
  readonly left: readonly string[];
}

export interface WorkstreamState extends WorkstreamView {
  readonly worktree: { readonly path: string; readonly branch: string; readonly base: string } | null;
  readonly ended: boolean;
  readonly commit: string | null;
}

export function initialState(event: EventOf<'run-requested'>): RunState {
  return {
    id: event.run,
    project: event.project,
    prd: event.prd,
    requested: { start: event.start, end: event.end },
    runtime: event.runtime,
    playbook: event.playbook,
    key: event.key ?? null,
    status: 'running',
    reason: null,
    base: null,
    plan: [],
    phases: [],
    questions: [],
    answers: {},
    pending: {},
    effects: 0,
    startedAt: event.at,
    updatedAt: event.at,
    endedAt: null,
  };
}

export function pendingPhase(id: string, title: string): PhaseState {
  return {
    id,
    title,
    status: 'pending',
    prp: null,
    mode: null,
    modeReason: null,
    workstreams: [],
    validation: [],
    receipts: [],
    base: null,
    tip: null,
    worktree: null,
    tree: null,
    commandsRun: 0,
    passes: 0,
    rounds: 0,
    commit: null,
    checkpoint: null,
    landed: false,
    cleaned: false,
    left: [],
    startedAt: null,
    endedAt: null,
  };
}

export function pendingWorkstream(
  name: string,
  files: readonly string[],
  dependsOn: readonly string[],
): WorkstreamState {
  return {
    name,
    executor: `executor-${name}`,
    status: 'pending',
    files: [...files],
    dependsOn: [...dependsOn],
    changes: [],
    report: null,
    attempts: 0,
    worktree: null,
    ended: false,
    commit: null,
    startedAt: null,
    endedAt: null,
  };
}

export function currentPhase(state: RunState): PhaseState | undefined {
  return state.phases.find((phase) => phase.status !== 'completed');
}

/** The commands of a phase in the order they are run. */
export function commandsOf(phase: PhaseState): { level: number; title: string; command: string; source: string }[] {
  return phase.validation.flatMap((level) =>
    level.commands.map((command) => ({
      level: level.level,
      title: level.title,
      command,
      source: `${phase.prp ?? 'PRP'}:${level.line}`,
    })),
  );
}

export function passed(receipt: { exitCode: number | null; stopped: string | null }): boolean {
  return receipt.exitCode === 0 && receipt.stopped === null;
}

export function withPhase(state: RunState, phase: PhaseState): RunState {
  return { ...state, phases: state.phases.map((other) => (other.id === phase.id ? phase : other)) };
}

/** The run asks a person to mend something in this phase; `resume` goes on. */
export function waitFor(state: RunState, phase: PhaseState, reason: string): RunState {
  return { ...withPhase(state, { ...phase, status: 'failed' }), status: 'waiting', reason };
}
