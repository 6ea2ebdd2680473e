import type { TaskStatus, TaskView } from '#schemas/protocol/tasks.ts';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { movesOf, type TaskSubject } from './task-moves.ts';

type Evidence = TaskView['evidence'];

/** What differs between the kinds of tasks. */
type Own = Pick<TaskView, 'id' | 'title' | 'role' | 'status' | 'dependsOn' | 'attempts' | 'evidence' | 'machine'>;

/** Of a title, and of the words that show a status: every list holds them. */
const MAX_WORDS = 500;

/** A run is a generator of tasks: one for each workstream of a phase that has begun, one for each phase to come. */
export function tasksOf(run: RunView): TaskView[] {
  const subjects = run.phases.flatMap((phase): TaskSubject[] => {
    if (phase.workstreams.length === 0) return [{ kind: 'phase', phase }];
    return [
      ...phase.workstreams.map((workstream): TaskSubject => ({ kind: 'workstream', phase, workstream })),
      { kind: 'validation', phase },
    ];
  });
  const tasks = subjects.map((subject, index) => taskOf(run, subject, index));
  const isOver = new Map(tasks.map(({ id, status }) => [id, status === 'done']));
  return tasks.map((task) => ({ ...task, waitsFor: task.dependsOn.filter((id) => isOver.get(id) === false) }));
}

/** What the task of this id is about; null where the run has none of that id. */
export function subjectOf(run: RunView, { phase: id, workstream: name }: TaskView): TaskSubject | null {
  const phase = run.phases.find((one) => one.id === id);
  if (phase === undefined) return null;
  if (name === null) return phase.workstreams.length === 0 ? { kind: 'phase', phase } : { kind: 'validation', phase };
  const workstream = phase.workstreams.find((one) => one.name === name);
  return workstream === undefined ? null : { kind: 'workstream', phase, workstream };
}

function taskOf(run: RunView, subject: TaskSubject, index: number): TaskView {
  const own = ownOf(run, subject);
  const { reason, endedAt } = subject.phase;
  const evidence = own.evidence ?? (reason === null ? null : { text: reason, at: endedAt ?? run.updatedAt });
  return {
    ...own,
    title: shortened(own.title),
    evidence: evidence && { ...evidence, text: shortened(evidence.text) },
    project: run.project.id,
    origin: 'run',
    run: run.id,
    priority: 'medium',
    tags: [],
    waitsFor: [],
    phase: subject.phase.id,
    workstream: subject.kind === 'workstream' ? subject.workstream.name : null,
    comments: 0,
    moves: movesOf(run, subject, own.status),
    // In the order of the plan, among what people wrote down before and after the run began.
    rank: run.startedAt + index,
    updatedAt: evidence?.at ?? run.startedAt,
  };
}

function ownOf(run: RunView, subject: TaskSubject): Own {
  switch (subject.kind) {
    case 'phase':
      return phaseTask(run, subject.phase);
    case 'workstream':
      return workstreamTask(run, subject.phase, subject.workstream);
    case 'validation':
      return validationTask(run, subject.phase);
  }
}

const shortened = (text: string): string => (text.length <= MAX_WORDS ? text : `${text.slice(0, MAX_WORDS - 1)}…`);

function phaseTask(run: RunView, phase: PhaseView): Own {
  return {
    id: `${run.id}/${phase.id}`,
    title: `Phase ${phase.id}: ${phase.title}`,
    role: 'executor',
    status: phase.held ? 'blocked' : PHASE_STATUS[phase.status](phase),
    dependsOn: [],
    attempts: 0,
    evidence: null,
    machine: null,
  };
}

/** What a person skipped stays so; what was put off waits to be taken up. */
const givenUp = ({ reason }: PhaseView): TaskStatus => (reason?.startsWith('Skipped: ') === true ? 'done' : 'backlog');

const PHASE_STATUS: Readonly<Record<PhaseView['status'], (phase: PhaseView) => TaskStatus>> = {
  pending: () => 'backlog',
  'in-progress': () => 'in_progress',
  completed: () => 'done',
  failed: () => 'blocked',
  deferred: givenUp,
};

/** Where it can be looked for: a machine, or a process of this one. */
const placeOf = ({ machine, pid, executor }: RunView['agents'][number]): string =>
  machine ?? (pid === null ? executor : `process ${pid}`);

function workstreamTask(run: RunView, phase: PhaseView, workstream: WorkstreamView): Own {
  const agent = run.agents.find((view) => view.phase === phase.id && view.workstream === workstream.name);
  const status = workstreamStatus(run, phase, workstream, agent !== undefined);
  return {
    id: `${run.id}/${phase.id}/${workstream.name}`,
    title: `${workstream.name} (phase ${phase.id})`,
    role: workstream.role,
    status,
    dependsOn: workstream.dependsOn.map((name) => `${run.id}/${phase.id}/${name}`),
    attempts: workstream.attempts,
    evidence: agent
      ? { text: `${placeOf(agent)}: ${agent.lastEvent}`, at: agent.lastEventAt }
      : workstreamEvidence(run, workstream, status),
    machine: agent?.machine ?? workstream.machine,
  };
}

function workstreamStatus(
  run: RunView,
  phase: PhaseView,
  { name, status, held }: WorkstreamView,
  isAtWork: boolean,
): TaskStatus {
  const isOver = status === 'completed' || status === 'skipped' || status === 'deferred';
  if (isOver) return STATUS[status];
  if (phase.status === 'deferred') return givenUp(phase);
  const isAsked = run.signals.some(
    (signal) => signal.phase === phase.id && signal.workstream === name && signal.options.length > 0,
  );
  // An agent may end what it began; until then it is at work, whatever a person wants next.
  if (isAsked || ((held !== null || phase.held) && !isAtWork)) return 'blocked';
  const isStopped = run.status === 'stopped' || run.status === 'failed';
  return isStopped && status === 'in-progress' && !isAtWork ? 'blocked' : STATUS[status];
}

function workstreamEvidence(run: RunView, workstream: WorkstreamView, status: TaskStatus): Evidence {
  const { changes, reason, endedAt, held } = workstream;
  const at = endedAt ?? run.updatedAt;
  if (workstream.status === 'completed') return { text: `${changes.length} changed files, from git`, at };
  if (reason !== null) return { text: reason, at };
  if (held !== null) return { text: `held back by a person: ${held}`, at };
  return status === 'blocked' && run.reason !== null ? { text: run.reason, at } : null;
}

const STATUS = {
  pending: 'ready',
  'in-progress': 'in_progress',
  completed: 'done',
  failed: 'blocked',
  skipped: 'done',
  deferred: 'backlog',
} as const;

function validationTask(run: RunView, phase: PhaseView): Own {
  const last = phase.receipts.at(-1);
  return {
    id: `${run.id}/${phase.id}/validation`,
    title: `Validate phase ${phase.id}`,
    role: 'validator',
    status: validationStatus(phase, last),
    dependsOn: phase.workstreams.map(({ name }) => `${run.id}/${phase.id}/${name}`),
    attempts: 0,
    evidence: last ? { text: `level ${last.level} exited ${last.exitCode ?? last.stopped}`, at: last.startedAt } : null,
    machine: null,
  };
}

function validationStatus(phase: PhaseView, last: PhaseView['receipts'][number] | undefined): TaskStatus {
  if (phase.status === 'completed' || phase.commit !== null) return 'done';
  if (phase.status === 'deferred') return givenUp(phase);
  if (phase.status === 'failed' && last !== undefined && (last.exitCode !== 0 || last.stopped !== null)) {
    return 'blocked';
  }
  return last !== undefined || phase.step === 'validate' ? 'in_progress' : 'ready';
}
