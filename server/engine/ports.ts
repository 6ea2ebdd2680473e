/**
 * What the engine needs from the world, as types only. The adapters live in `platform`, `store`, `runtimes` and
 * `effects`; tests bring their own.
 */

/** Something an agent process did, in the same words for every runtime. */
export type AgentEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thought'; readonly text: string }
  /** Upserted by `id`: a later event with the same id replaces the earlier one. */
  | { readonly type: 'tool'; readonly id: string; readonly title: string; readonly status: ToolStatus }
  /** Context tokens used of `size`; `costUsd` is cumulative for the session. */
  | { readonly type: 'usage'; readonly used: number; readonly size: number; readonly costUsd: number | null };

export type ToolStatus = 'pending' | 'in_progress' | 'completed' | 'failed';

/** A process that leads its own group. `startedAt` tells it from a later process with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque, as the operating system gives it (jiffies since boot on Linux); compared for equality only. */
  readonly startedAt: string;
}

export interface AgentQuestion {
  readonly text: string;
  readonly options: readonly { readonly id: string; readonly label: string }[];
}

/** One mission for one agent session: a fresh process, one prompt, one turn. */
export interface AgentMission {
  /** Absolute path; the agent's working directory and the only place it may write. */
  readonly cwd: string;
  readonly prompt: string;
  readonly phase: string;
  readonly workstream: string;
  readonly role: string;
  /** `contract`: the session only publishes the interface contract of its workstream, before any code is written. */
  readonly task: 'work' | 'contract';
  /** Counts from 1: how often this workstream was given to an agent in this run, this time included. */
  readonly attempt: number;
  /** Absolute path of the playbook file, for the runtime that follows one. */
  readonly playbook: string | null;
  /** No event for this long ends the mission with `silent`. */
  readonly silenceMs: number;
  /** Ends the mission: the turn is cancelled, then the process group is killed. */
  readonly signal: AbortSignal;
  /** Called before the agent gets its prompt, so that a crash of ours cannot leave an unknown process behind. */
  onStarted(process: ProcessIdentity): void;
  onEvent(event: AgentEvent): void;
  /** Asks a person; resolves to the id of an option, or null when the mission was ended meanwhile. */
  ask(question: AgentQuestion): Promise<string | null>;
}

export type StopReason = 'end_turn' | 'max_tokens' | 'max_turn_requests' | 'refusal' | 'cancelled';

export interface AgentOutcome {
  readonly stopReason: StopReason;
  /** What the agent said in the turn, the last 64 KiB of it. */
  readonly text: string;
}

/**
 * One kind of coding agent. `run` resolves when the turn is over and no process of the mission is left; it rejects
 * with an `AgentError`.
 */
export interface AgentRuntime {
  readonly name: string;
  run(mission: AgentMission): Promise<AgentOutcome>;
}

export type AgentErrorCode =
  /** The program could not be started, or the playbook cannot be used: a person has to mend something. */
  | 'not-startable'
  /** The process ended in the middle of the turn. */
  | 'crashed'
  | 'silent'
  /** It answered something that is not the protocol. */
  | 'protocol'
  | 'aborted';

/** `message` is a sentence for a person: what happened, where, what to do. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: AgentErrorCode;

  constructor(code: AgentErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
