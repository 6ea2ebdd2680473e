import type { TaskView } from '#schemas/protocol/overview.ts';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';

/** A run is a generator of tasks: one for each workstream of a phase that has begun, one for each phase to come. */
export function tasksOf(run: RunView): TaskView[] {
  return run.phases.flatMap((phase) => {
    if (phase.workstreams.length === 0) return [phaseTask(run, phase)];
    return [
      ...phase.workstreams.map((workstream) => workstreamTask(run, phase, workstream)),
      validationTask(run, phase),
    ];
  });
}

function base(run: RunView, phase: PhaseView): Omit<TaskView, 'id' | 'title' | 'role' | 'status' | 'dependsOn'> {
  return {
    project: run.project.id,
    run: run.id,
    priority: 'medium',
    phase: phase.id,
    workstream: null,
    attempts: 0,
    evidence: null,
  };
}

function phaseTask(run: RunView, phase: PhaseView): TaskView {
  const title = `Phase ${phase.id}: ${phase.title}`;
  return {
    ...base(run, phase),
    id: `${run.id}/${phase.id}`,
    title,
    role: 'executor',
    status: 'backlog',
    dependsOn: [],
  };
}

/** Where it can be looked for: a machine, or a process of this one. */
const placeOf = ({ machine, pid, executor }: RunView['agents'][number]): string =>
  machine ?? (pid === null ? executor : `process ${pid}`);

function workstreamTask(run: RunView, phase: PhaseView, workstream: WorkstreamView): TaskView {
  const agent = run.agents.find((view) => view.phase === phase.id && view.workstream === workstream.name);
  const asked = run.signals.some(
    (signal) => signal.phase === phase.id && signal.workstream === workstream.name && signal.options.length > 0,
  );
  const done = workstream.status === 'completed';
  const changed = `${workstream.changes.length} changed files, from git`;
  const evidence = agent
    ? { text: `${placeOf(agent)}: ${agent.lastEvent}`, at: agent.lastEventAt }
    : done
      ? { text: changed, at: workstream.endedAt ?? run.updatedAt }
      : null;
  return {
    ...base(run, phase),
    id: `${run.id}/${phase.id}/${workstream.name}`,
    title: `${workstream.name} (phase ${phase.id})`,
    role: workstream.role,
    status: asked || workstream.status === 'failed' ? 'blocked' : STATUS[workstream.status],
    dependsOn: workstream.dependsOn.map((name) => `${run.id}/${phase.id}/${name}`),
    workstream: workstream.name,
    attempts: workstream.attempts,
    evidence,
  };
}

const STATUS = {
  pending: 'ready',
  'in-progress': 'in_progress',
  completed: 'done',
  failed: 'blocked',
  skipped: 'done',
  deferred: 'backlog',
} as const;

function validationTask(run: RunView, phase: PhaseView): TaskView {
  const last = phase.receipts.at(-1);
  const failed = phase.status === 'failed' && last !== undefined && (last.exitCode !== 0 || last.stopped !== null);
  const status =
    phase.status === 'completed' || phase.commit
      ? 'done'
      : failed
        ? 'blocked'
        : last || phase.step === 'validate'
          ? 'in_progress'
          : 'ready';
  return {
    ...base(run, phase),
    id: `${run.id}/${phase.id}/validation`,
    title: `Validate phase ${phase.id}`,
    role: 'validator',
    status,
    dependsOn: phase.workstreams.map(({ name }) => `${run.id}/${phase.id}/${name}`),
    evidence: last ? { text: `level ${last.level} exited ${last.exitCode ?? last.stopped}`, at: last.startedAt } : null,
  };
}
