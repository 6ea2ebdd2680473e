import type { TaskView } from '#schemas/protocol/tasks.ts';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import { tasksOf } from '../engine/tasks.ts';
import { type AgentTool, type Caller, type Insider, ToolRefusal, type ToolOutput } from './caller.ts';

/** As many are listed in one call. */
const MAX_TASKS = 200;
const MAX_CLAIMS = 20;

export const taskList: AgentTool<'task_list'> = ({ phase, status, mine }, caller) => {
  const own = caller.kind === 'session' ? ownTask(caller) : null;
  const tasks = tasksFor(caller).filter(
    (task) =>
      (phase ?? task.phase) === task.phase && (status ?? task.status) === task.status && (!mine || task.id === own),
  );
  return { tasks: tasks.slice(0, MAX_TASKS), more: Math.max(0, tasks.length - MAX_TASKS), own };
};

export const taskGet: AgentTool<'task_get'> = ({ id }, caller) => {
  const task = taskNamed(caller, id);
  return { task, ...detailOf(caller, task), claims: claimsOf(caller, task) };
};

export const taskUpdate: AgentTool<'task_update'> = ({ id, status, comment }, caller) => {
  const own = ownTask(caller);
  if (own === null)
    throw new ToolRefusal('not-found', `A session of the role ${caller.session.role} has no task here.`);
  if (id !== undefined && id !== own) {
    throw new ToolRefusal('not-allowed', `Only the state of your own task can be claimed by you: ${own}.`);
  }
  if (status === 'blocked' && comment.trim() === '') {
    throw new ToolRefusal('invalid', 'Say in comment what stands in the way.');
  }
  const task = taskNamed(caller, own);
  caller.record({ kind: 'claim', task: own, status, comment });
  return {
    recorded: status,
    task,
    note: `Recorded as your claim. The engine goes by git, receipts and reports; to it the task is ${task.status}.`,
  };
};

/** Null where the session has none: research, debugging a phase and merging are no tasks of a plan. */
export function ownTask({ session: { run, phase, workstream, role }, run: view }: Insider): string | null {
  const own = `${run}/${phase}/${role === 'validator' ? 'validation' : workstream}`;
  return tasksOf(view).some(({ id }) => id === own) ? own : null;
}

function tasksFor(caller: Caller): readonly TaskView[] {
  return caller.kind === 'session' ? tasksOf(caller.run) : caller.tasks;
}

function taskNamed(caller: Caller, id: string): TaskView {
  const task = tasksFor(caller).find((one) => one.id === id);
  if (!task) throw new ToolRefusal('not-found', `There is no task ${id} that you can see. task_list lists them.`);
  return task;
}

function detailOf(caller: Caller, { run: id, phase: phaseId, workstream: name }: TaskView): ToolOutput {
  const runs = caller.kind === 'session' ? [caller.run] : caller.runs;
  const phase = runs.find((run) => run.id === id)?.phases.find((one) => one.id === phaseId);
  const worker = phase?.workstreams.find((one) => one.name === name);
  return { prp: phase?.prp ?? null, ...(phase && worker ? workOf(worker, phase) : {}) };
}

function workOf({ executor, files, reason, contract, changes, outside, report }: WorkstreamView, { step }: PhaseView) {
  return { executor, files, step, reason, contract, changes, outside, report };
}

/** What its sessions said of it; nobody claims anything of a task that a person wrote down. */
function claimsOf({ records }: Caller, { id, run }: TaskView): readonly ToolOutput[] {
  if (run === null) return [];
  return records(run, ['claim'])
    .flatMap(({ at, body }) =>
      body.kind === 'claim' && body.task === id
        ? [{ at: new Date(at).toISOString(), status: body.status, comment: body.comment }]
        : [],
    )
    .slice(-MAX_CLAIMS);
}
