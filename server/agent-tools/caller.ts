import type { AgentToolInput, AgentToolName, AGENT_TOOLS } from '#schemas/agent-tools.ts';
import type { RecordBody, SessionRecord } from '#schemas/journal/records.ts';
import type { AgentCallRefusal } from '#schemas/protocol/agent-tools.ts';
import type { CollabView, SendParams } from '#schemas/protocol/collab.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { SessionEntry } from '#schemas/protocol/session-entry.ts';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { Said } from '../collab/shared-project.ts';
import type { AgentAnswer } from '../engine/ports.ts';
import type { OpenSession } from '../runs/open-sessions.ts';
import type { PersonQuestion } from '../runs/performer.ts';

/** The machines that share the project of a session. */
export interface Machines {
  readonly view: Pick<CollabView, 'peers' | 'requests'>;
  /** Throws an error whose message says why it cannot be sent. */
  send(message: Omit<SendParams, 'root'>): Promise<Said>;
}

/** The agent of a session that is under way. It sees its own run, and acts for itself alone. */
export interface Insider {
  readonly kind: 'session';
  readonly session: OpenSession;
  readonly run: RunView;
  readonly phase: PhaseView;
  /** The folder in which it was started; not always its worktree. */
  readonly cwd: string;
  /** Questions that it has asked, by id. */
  readonly asked: Map<string, Asked>;
  /** Null where the project is not shared. */
  readonly machines: Machines | null;
  /** Of the whole run, oldest first. */
  records(run: string, kinds: readonly RecordBody['kind'][]): readonly SessionRecord[];
  /** Throws a `ToolRefusal` when the session has left too many of that kind. */
  record(body: RecordBody): void;
  /** Throws a `ToolRefusal` when the session has asked too often. */
  ask(question: PersonQuestion): Promise<AgentAnswer | null>;
}

/** A person's own agent in a project's folder: it sees how that project stands, and changes nothing. */
export interface Outsider extends Pick<Overview, 'projects' | 'runs'> {
  readonly kind: 'outsider';
  /** How the project stands; null where the folder belongs to none. */
  entry(): Promise<SessionEntry | null>;
  readonly tasks: readonly TaskView[];
  records(run: string, kinds: readonly RecordBody['kind'][]): readonly SessionRecord[];
}

export type Caller = Insider | Outsider;

export interface Asked {
  readonly id: string;
  readonly options: readonly { readonly id: string; readonly label: string }[];
  /** Undefined while it is open; null when the session ended first. */
  answer: AgentAnswer | null | undefined;
  readonly settled: Promise<void>;
}

export type ToolOutput = Readonly<Record<string, unknown>>;

/** What a tool does. Only tools for everyone meet outsiders. */
export type AgentTool<Name extends AgentToolName> = (
  input: AgentToolInput<Name>,
  caller: (typeof AGENT_TOOLS)[Name]['roles'] extends 'everyone' ? Caller : Insider,
) => ToolOutput | Promise<ToolOutput>;

/** The agent asked for something that it may not or cannot have; `message` says to it what to do instead. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal';
  readonly code: AgentCallRefusal;

  constructor(code: AgentCallRefusal, message: string) {
    super(message);
    this.code = code;
  }
}
