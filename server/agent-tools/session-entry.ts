import { existsSync } from 'node:fs';
import path from 'node:path';
import { OPEN_TOOL_NAMES, toolsOf } from '#schemas/agent-tools.ts';
import type { Signal } from '#schemas/run/signal.ts';
import { type AgentTool, type Insider, type Outsider, ToolRefusal, type ToolOutput } from './caller.ts';
import { contractsFor } from './contracts.ts';
import { unreadBy } from './messages.ts';
import { ownTask } from './tasks.ts';

const TRACKER = 'WORKFLOW.md';

export const sessionEntry: AgentTool<'session_entry'> = (_, caller) =>
  caller.kind === 'session' ? entryOf(caller) : stateFor(caller);

function entryOf(caller: Insider): ToolOutput {
  const { session, run, phase } = caller;
  const worker = phase.workstreams.find(({ name }) => name === session.workstream);
  const about = ({ phase: of, workstream }: Signal): boolean =>
    (of === null || of === phase.id) && (workstream === null || workstream === session.workstream);
  return {
    project: { name: run.project.name, root: session.root },
    run: run.id,
    phase: { id: phase.id, title: phase.title, step: phase.step, mode: phase.mode },
    role: session.role,
    name: session.executor,
    workstream: session.workstream,
    session: session.task === 'contract' ? 'publish the interface contract, write no code' : 'do the work',
    folder: session.worktree,
    task: ownTask(caller),
    files: worker?.files ?? [],
    others: phase.workstreams.filter((one) => one !== worker).map(({ executor, files }) => ({ executor, files })),
    dependsOn: (worker?.dependsOn ?? []).map((name) => `executor-${name}`),
    owes: worker?.contract && { to: worker.contract.to, about: worker.contract.about, status: worker.contract.status },
    contracts: contractsFor(caller).map(({ from, to, about: words }) => ({ from, to, about: words })),
    read: [run.prd, phase.prp, TRACKER].filter(
      (file) => file !== null && existsSync(path.join(session.worktree, file)),
    ),
    signals: run.signals.filter(about).map(inShort),
    unread: unreadBy(caller).length,
    warnings: warningsFor(caller),
    tools: toolsOf(session.role),
  };
}

/** What would make the work of the session worth less, if it went on without knowing. */
function warningsFor({ session, phase, cwd }: Insider): string[] {
  const worker = phase.workstreams.find(({ name }) => name === session.workstream);
  const outside = (worker?.outside ?? []).map(({ path: file, owner }) => `${file} is not yours to change: ${owner}.`);
  const findings = (worker?.contract?.findings ?? []).map(
    ({ path: at, message }) => `Your contract, ${at}: ${message}`,
  );
  const away = path.relative(session.worktree, cwd);
  const elsewhere = away.startsWith('..') || path.isAbsolute(away);
  return [
    ...(elsewhere ? [`You were started in ${cwd}; your folder is ${session.worktree}. Work there.`] : []),
    ...outside,
    ...findings,
  ];
}

/** The same as `clutch session-entry` says to a person, with what this caller may do. */
async function stateFor({ entry }: Outsider): Promise<ToolOutput> {
  const found = await entry();
  if (!found) {
    throw new ToolRefusal('not-found', 'This folder belongs to no project with a plan. `clutch init` writes one.');
  }
  const { role, roleSource, ...state } = found;
  return {
    ...state,
    role: null,
    machine: { role, roleSource },
    tools: OPEN_TOOL_NAMES,
    note: 'You are in no session of a run: you may read, and only people decide about runs.',
  };
}

function inShort({ kind, severity, from, phase, workstream, text }: Signal): ToolOutput {
  return { kind, severity, from, phase, workstream, text };
}
