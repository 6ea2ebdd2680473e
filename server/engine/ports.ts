import type { AgentSettings } from '#schemas/agents.ts';
import type { TokenCounts } from '#schemas/run/usage.ts';

/**
 * What the engine needs from the world, as types only. The adapters live in `platform`, `store`, `runtimes` and
 * `effects`; tests bring their own.
 */

/** Something an agent did, in the same words for every runtime. */
export type AgentEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thought'; readonly text: string }
  /** Upserted by `id`: a later event with the same id replaces the earlier one. */
  | { readonly type: 'tool'; readonly id: string; readonly title: string; readonly status: ToolStatus }
  /** The whole plan as it is now. */
  | { readonly type: 'plan'; readonly entries: readonly { readonly text: string; readonly status: PlanStatus }[] }
  /** The agent's own id of its session; only from a runtime that can resume it. */
  | { readonly type: 'session'; readonly id: string }
  | AgentUsage;

/**
 * What the mission has used since it began. Every number is cumulative for the mission, whatever the agent counts by: a
 * runtime takes off what a resumed session had used before, and what the agent counts twice.
 */
export interface AgentUsage {
  readonly type: 'usage';
  /** As the agent names it; null where it does not. */
  readonly model: string | null;
  readonly tokens: TokenCounts | null;
  /** Null where the agent does not tell it. */
  readonly costUsd: number | null;
  /** Tokens of the context window in use, and its size. */
  readonly context: { readonly used: number; readonly size: number } | null;
}

export type ToolStatus = 'pending' | 'in_progress' | 'completed' | 'failed';
export type PlanStatus = 'pending' | 'in_progress' | 'completed';
export type ToolKind =
  | 'read'
  | 'edit'
  | 'delete'
  | 'move'
  | 'search'
  | 'execute'
  | 'think'
  | 'fetch'
  | 'switch_mode'
  | 'other';

/** A process that leads its own group. `startedAt` tells it from a later process with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque, as the operating system gives it (jiffies since boot on Linux); compared for equality only. */
  readonly startedAt: string;
  /** Random; stands in the environment of every process that is to end with the group, also of those that left it. */
  readonly mark?: string;
}

/** Something that an agent may not do, or cannot know, by itself. */
export interface AgentRequest {
  /** In the agent's words, which may be kinder than the deed. */
  readonly title: string;
  /** `question`: nothing is to be done, somebody has to say something. Null: the agent does not say. */
  readonly kind: ToolKind | 'question' | null;
  /** What is to be run: a script for a shell, or a program with its arguments; null where nothing is. */
  readonly command: string | readonly string[] | null;
  /** Files that it touches, absolute or relative to the worktree, as far as the agent says. */
  readonly paths: readonly string[];
  /** Addresses that it reaches, as far as the agent says. */
  readonly urls: readonly string[];
  /**
   * Everything that the agent gave its tool, as JSON, cut to 1000 characters; for a question, what is to be read before
   * it is answered.
   */
  readonly input: string;
  readonly options: readonly AgentOption[];
}

export interface AgentOption {
  readonly id: string;
  readonly label: string;
  /** Null for an answer to a question. */
  readonly kind: 'allow_once' | 'allow_always' | 'reject_once' | 'reject_always' | null;
  /** What a person has to write with it. */
  readonly needs?: 'reason' | 'guidance' | null;
}

export interface AgentAnswer {
  /** Id of the option. */
  readonly option: string;
  /** A person's words with it. */
  readonly text: string | null;
}

/** A program that speaks the Model Context Protocol on its standard input and output. */
export interface McpServer {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Beside the environment of the agent. Holds the token of the session, so it never reaches a log. */
  readonly env: Readonly<Record<string, string>>;
}

export interface MissionPlan {
  readonly prd: string;
  readonly prp: string;
  /** What the mission may change; empty where that is not told file by file. */
  readonly files: readonly string[];
}

/** One mission for one agent session: one prompt, one turn. */
export interface AgentMission {
  /** The same after a restart of ours, and another for each further try. */
  readonly id: string;
  /** Absolute path; the agent's working directory and the only place it may write. */
  readonly cwd: string;
  readonly prompt: string;
  /** What the prompt is about, for people; paths are relative to `cwd`. */
  readonly plan: MissionPlan;
  readonly phase: string;
  readonly workstream: string;
  readonly role: string;
  /** `contract`: the session only publishes the interface contract of its workstream, before any code is written. */
  readonly task: 'work' | 'contract';
  /** Counts from 1: how often this workstream was given to an agent in this run, this time included. */
  readonly attempt: number;
  /** Absolute path of the playbook file, for the runtime that follows one. */
  readonly playbook: string | null;
  /** What a person says about this agent; the project's words go before the machine's. */
  readonly settings: AgentSettings;
  /** Null: the agent's own choice. */
  readonly model: string | null;
  /** CLUTCH's tools, for agents that can use them. */
  readonly tools: McpServer | null;
  /** The agent's id of the session that this mission goes on with; only for a runtime that can resume. */
  readonly resume: string | null;
  /** No event for this long ends the mission with `silent`. */
  readonly silenceMs: number;
  /** Ends the mission: the turn is cancelled, then the process group is killed. */
  readonly signal: AbortSignal;
  /** Called before the agent gets its prompt, so that a crash of ours cannot leave an unknown process behind. */
  onStarted(process: ProcessIdentity): void;
  onEvent(event: AgentEvent): void;
  /** Asks the policy and then a person; null when the mission was ended meanwhile. */
  ask(request: AgentRequest): Promise<AgentAnswer | null>;
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
  /**
   * How a mission that was interrupted goes on: `afresh` from its base commit; in the agent's own `session`, with what
   * it had written; or `in-place`, where whoever works needs no session (a person).
   */
  readonly resumes: 'afresh' | 'session' | 'in-place';
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
