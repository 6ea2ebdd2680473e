import assert from 'node:assert/strict';
import type { AgentToolName } from '#schemas/agent-tools.ts';
import type { SessionRecord } from '#schemas/journal/records.ts';
import type { AgentCallRefusal } from '#schemas/protocol/agent-tools.ts';
import type { SessionEntry } from '#schemas/protocol/session-entry.ts';
import type { RunView } from '#schemas/run/run.ts';
import { createAgentTools, type AgentTools } from '../../../server/agent-tools/agent-tools.ts';
import type { Machines } from '../../../server/agent-tools/caller.ts';
import type { AgentAnswer } from '../../../server/engine/ports.ts';
import { tasksOf } from '../../../server/engine/tasks.ts';
import { createOpenSessions, type OpenSession } from '../../../server/runs/open-sessions.ts';
import type { PersonQuestion } from '../../../server/runs/performer.ts';
import { engineRun, staggeredPhase, type EngineRun } from '../engine/engine-run.ts';

type Output = Readonly<Record<string, unknown>>;
type Bodies = SessionRecord['body'];

/** A run with the executors `api` and `ui` at work, of which `ui` builds on a contract of `api`. */
export interface ToolStage {
  readonly run: EngineRun;
  readonly tools: AgentTools;
  /** The machines that share the project; none at first. */
  readonly shared: { machines: Machines | null };
  /** The clock, in milliseconds; calls take no time by themselves. */
  readonly clock: { now: number };
  readonly logged: readonly string[];
  readonly records: readonly SessionRecord[];
  /** What a person was asked, oldest first, each to be answered. */
  readonly asked: readonly (PersonQuestion & { answer(answer: AgentAnswer | null): void })[];
  /** Begins a session and gives its token. */
  open(session?: Partial<OpenSession>): string;
  close(token: string): void;
  /** Uses a tool; it must not be refused. */
  use(token: string | null, tool: AgentToolName, input?: unknown): Promise<Output>;
  /** Uses a tool; it must be refused. */
  refused(token: string | null, tool: string, input?: unknown): Promise<{ code: AgentCallRefusal; message: string }>;
  /** Records of one kind. */
  left<Kind extends Bodies['kind']>(kind: Kind): Extract<Bodies, { kind: Kind }>[];
}

export const CONTRACT = '```contract\nname: list\nfunctions:\n  - name: list\n    returns: string[]\n```';
const CWD = '/folder';

export function toolStage(worktree = '/worktrees/api'): ToolStage {
  const run = engineRun([staggeredPhase(CONTRACT)]);
  run.until('run-agent', ({ workstream }) => workstream === 'ui');
  const sessions = createOpenSessions();
  const clock = { now: 1_000_000 };
  const logged: string[] = [];
  const records: SessionRecord[] = [];
  const asked: (PersonQuestion & { answer(answer: AgentAnswer | null): void })[] = [];
  const shared: ToolStage['shared'] = { machines: null };
  const tools = createAgentTools({
    sessions,
    view: (id) => (id === run.view.id ? run.view : null),
    records: (id) => records.filter((record) => record.run === id),
    overview: (folder) =>
      folder === CWD
        ? {
            projects: [{ ...run.view.project, prds: [], problem: null }],
            runs: [run.view],
          }
        : { projects: [], runs: [] },
    tasks: (folder) => (folder === CWD ? tasksOf(run.view) : []),
    entry: (folder) => Promise.resolve(folder === CWD ? entryOf(run.view) : null),
    machines: () => shared.machines,
    now: () => clock.now,
    log: { warn: (message) => void logged.push(message) },
  });
  const call = (token: string | null, tool: string, input: unknown) => tools.call({ token, cwd: CWD, tool, input });
  return {
    run,
    tools,
    shared,
    clock,
    logged,
    records,
    asked,
    open(changes = {}) {
      const about = { run: run.view.id, effect: 'e1', phase: '1', workstream: 'api', role: 'executor' as const };
      const session: OpenSession = {
        ...about,
        executor: `executor-${changes.workstream ?? about.workstream}`,
        task: 'work',
        root: '/project',
        worktree,
        record: (body) => {
          const { run: id, effect, phase, workstream, role } = session;
          records.push({ run: id, effect, phase, workstream, role, id: records.length + 1, at: clock.now, body });
        },
        ask: (question) =>
          new Promise((answer) => {
            asked.push({ ...question, answer });
            if (question.options.length === 0) answer(null);
          }),
        ...changes,
      };
      return sessions.open(session);
    },
    close: (token) => sessions.close(token),
    async use(token, tool, input = {}) {
      const result = await call(token, tool, input);
      assert.ok(result.ok, JSON.stringify(result));
      return result.output;
    },
    async refused(token, tool, input = {}) {
      const result = await call(token, tool, input);
      assert.ok(!result.ok, JSON.stringify(result));
      return result;
    },
    left: (kind) =>
      records
        .map(({ body }) => body)
        .filter((body): body is Extract<Bodies, { kind: typeof kind }> => body.kind === kind),
  };
}

/** As `server/session-entry` makes it; here only who may read it is of interest. */
function entryOf({ project: { name, root } }: RunView): SessionEntry {
  const empty = { plans: [], runs: [], signals: [], tasks: [], read: [], warnings: [] };
  const about = {
    project: { name, root, state: 'attached' as const },
    worktree: null,
    checkpoint: null,
    artifacts: null,
  };
  return { ...about, ...empty, role: 'main', roleSource: 'alone', live: true, commands: { safe: [], ask: [] } };
}
