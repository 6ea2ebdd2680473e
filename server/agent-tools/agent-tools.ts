import * as z from 'zod';
import { AGENT_TOOL_NAMES, AGENT_TOOLS, isAgentTool, toolsOf } from '#schemas/agent-tools.ts';
import type { AgentToolName } from '#schemas/agent-tools.ts';
import type { RecordBody, SessionRecord } from '#schemas/journal/records.ts';
import type { AgentCallParams, AgentCallResult } from '#schemas/protocol/agent-tools.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { SessionEntry } from '#schemas/protocol/session-entry.ts';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { Logger } from '../platform/logger.ts';
import type { OpenSession, OpenSessions } from '../runs/open-sessions.ts';
import { type AgentTool, type Asked, type Caller, type Insider, type Machines, ToolRefusal } from './caller.ts';
import { type Allowance, createAllowance, createMeter, type Meter, requireModest } from './limits.ts';
import { tools } from './tools.ts';

export interface AgentToolsDeps {
  readonly sessions: Pick<OpenSessions, 'find' | 'around'>;
  view(run: string): RunView | null;
  /** Of one run, oldest first. */
  records(run: string, kinds: readonly RecordBody['kind'][]): readonly SessionRecord[];
  /** The project that holds this folder, with its runs; none where there is no project. */
  overview(folder: string): Pick<Overview, 'projects' | 'runs'>;
  /** Those of that project: of its runs, and what people wrote down. */
  tasks(folder: string): readonly TaskView[];
  /** What somebody who begins to work in this folder should know. */
  entry(folder: string): Promise<SessionEntry | null>;
  /** Who shares the project at `root`; null where nobody does. */
  machines(root: string): Machines | null;
  now(): number;
  readonly log: Pick<Logger, 'warn'>;
}

export interface AgentTools {
  /** A refusal is an answer; it rejects only where the journal or the disk fails. */
  call(params: AgentCallParams): Promise<AgentCallResult>;
}

/** What is known of a session as long as it is open. */
interface Book {
  readonly meter: Meter;
  readonly allowance: Allowance;
  readonly asked: Map<string, Asked>;
}

/** Whoever guesses tokens must not fill the log. */
const WARN_EVERY_MS = 10_000;

/**
 * CLUTCH's tools for agents. Owns who may do what: a token acts for its own session and sees its own run; without one,
 * a caller sees the project that it stands in and changes nothing.
 */
export function createAgentTools(deps: AgentToolsDeps): AgentTools {
  const books = new WeakMap<OpenSession, Book>();
  const outsiders = createMeter(deps.now);
  const warn = createWarning(deps);
  const bookOf = (session: OpenSession): Book => {
    const book = books.get(session) ?? {
      meter: createMeter(deps.now),
      allowance: createAllowance(),
      asked: new Map<string, Asked>(),
    };
    books.set(session, book);
    return book;
  };
  const callerOf = ({ token, cwd, tool }: AgentCallParams): Caller => {
    const session = token === null ? null : deps.sessions.find(token);
    if (session) {
      const book = bookOf(session);
      book.meter.call();
      return insider(deps, session, book, cwd);
    }
    outsiders.call();
    if (token === null) {
      const known = { ...deps.overview(cwd), tasks: deps.tasks(cwd), records: deps.records };
      return { kind: 'outsider', ...known, entry: () => deps.entry(cwd) };
    }
    warn(`an agent in ${cwd} called ${tool} with a token of no open session`);
    for (const around of deps.sessions.around(cwd)) tellForgery(around, bookOf(around), tool);
    throw new ToolRefusal(
      'no-session',
      'Your session is over, or its token is wrong. Nothing was done; end your turn.',
    );
  };
  return {
    async call(params) {
      try {
        requireModest(params.input);
        const caller = callerOf(params);
        const name = permitted(params.tool, caller);
        return { ok: true, output: await use(name, params.input, caller) };
      } catch (error) {
        if (!(error instanceof ToolRefusal)) throw error;
        return { ok: false, code: error.code, message: error.message };
      }
    },
  };
}

function insider(deps: AgentToolsDeps, session: OpenSession, { allowance, asked }: Book, cwd: string): Insider {
  const run = deps.view(session.run);
  const phase = run?.phases.find(({ id }) => id === session.phase);
  if (!run || !phase) throw new ToolRefusal('no-session', 'The run of your session is not known. End your turn.');
  return {
    kind: 'session',
    session,
    run,
    phase,
    cwd,
    asked,
    machines: modest(deps.machines(run.project.root), allowance),
    records: deps.records,
    record(body) {
      allowance.spend(body.kind);
      session.record(body);
    },
    ask(question) {
      allowance.spend('question');
      return session.ask(question);
    },
  };
}

/** What a session sends to other machines counts like what it writes to its colleagues. */
function modest(machines: Machines | null, allowance: Allowance): Machines | null {
  if (machines === null) return null;
  const send: Machines['send'] = async (message) => {
    allowance.spend('message');
    return await machines.send(message);
  };
  return { ...machines, send };
}

/** The tool, when this caller may use it. What a session must not do is recorded, for people to see that it tried. */
function permitted(tool: string, caller: Caller): AgentToolName {
  if (!isAgentTool(tool)) {
    throw new ToolRefusal(
      'invalid',
      `There is no tool ${tool.slice(0, 64)}. There are: ${AGENT_TOOL_NAMES.join(', ')}.`,
    );
  }
  if (AGENT_TOOLS[tool].roles === 'everyone') return tool;
  if (caller.kind === 'outsider') {
    const why = `${tool} acts for a session, and you are in none: only agents that CLUTCH started may use it.`;
    throw new ToolRefusal(
      'not-allowed',
      `${why} You may read with session_entry, task_list, task_get and get_contracts.`,
    );
  }
  const { role } = caller.session;
  const own = toolsOf(role);
  if (own.includes(tool)) return tool;
  const why = `${tool} is not for the role ${role}.`;
  recordRefused(caller, tool, why);
  throw new ToolRefusal('not-allowed', `${why} You may use: ${own.join(', ')}.`);
}

function recordRefused({ record }: Insider, what: string, why: string): void {
  try {
    record({ kind: 'refused', what, why });
  } catch (error) {
    if (!(error instanceof ToolRefusal)) throw error;
    // It has tried often enough to be known for it.
  }
}

async function use(name: AgentToolName, given: unknown, caller: Caller): Promise<Record<string, unknown>> {
  const input = AGENT_TOOLS[name].input.safeParse(given ?? {});
  if (!input.success) {
    throw new ToolRefusal('invalid', `${name} does not take this: ${z.prettifyError(input.error).slice(0, 2_000)}`);
  }
  // The key picks the tool of exactly this input and caller, which the compiler cannot follow through a union.
  const tool = tools[name] as unknown as (input: unknown, caller: Caller) => ReturnType<AgentTool<AgentToolName>>;
  return { ...(await tool(input.data, caller)) };
}

/** The session whose folder it came from need not be the one that did it, but a person should look there. */
function tellForgery(session: OpenSession, { allowance }: Book, tool: string): void {
  const why = 'The token is of no session that is open.';
  try {
    allowance.spend('refused');
  } catch (error) {
    if (error instanceof ToolRefusal) return;
    throw error;
  }
  session.record({ kind: 'refused', what: tool.slice(0, 64), why });
  const text = `Somebody in the folder of ${session.executor} called a tool of CLUTCH with a token of no open session. It was refused; look at what that agent does.`;
  void session.ask({ topic: 'question', kind: 'alert', severity: 'high', text, detail: null, options: [] });
}

function createWarning({ log, now }: AgentToolsDeps): (message: string) => void {
  let last = -Infinity;
  let silent = 0;
  return (message) => {
    if (now() - last < WARN_EVERY_MS) return void (silent += 1);
    log.warn(silent === 0 ? message : `${message} (and ${silent} more like it)`);
    last = now();
    silent = 0;
  };
}
