import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { SteerVerb } from '#schemas/run/steering.ts';

/** What a person can decide about a run as a whole. */
export type RunVerb = 'pause' | 'resume' | 'stop';

/** The choices that make sense now, so that no view offers one that the engine would ignore. */
export function runChoices({ status }: Pick<RunView, 'status'>): readonly RunVerb[] {
  switch (status) {
    case 'running':
      return ['pause', 'stop'];
    case 'waiting':
      return ['resume', 'stop'];
    case 'paused':
      return ['resume', 'stop'];
    case 'stopped':
    case 'failed':
      return ['resume'];
    case 'completed':
      return [];
  }
}

export function phaseChoices(run: Pick<RunView, 'status'>, phase: PhaseView): readonly SteerVerb[] {
  const { status, held, workstreams } = phase;
  if (run.status === 'completed' || status === 'completed' || status === 'deferred') return [];
  const begun = status !== 'pending';
  const working = !held && workstreams.some((one) => one.status === 'in-progress');
  return [
    held ? 'resume' : 'pause',
    ...(working ? (['stop'] as const) : []),
    ...(begun ? (['retry'] as const) : []),
    'skip',
    'defer',
  ];
}

export function workstreamChoices(
  run: Pick<RunView, 'status'>,
  phase: PhaseView,
  workstream: WorkstreamView,
): readonly SteerVerb[] {
  const { status, held, role } = workstream;
  const review = canReview(run, phase, workstream) ? (['review'] as const) : [];
  if (isOver(workstream) || phaseChoices(run, phase).length === 0) return review;
  return [
    held === null ? 'pause' : 'resume',
    ...(status === 'in-progress' && held !== 'stopped' ? (['stop'] as const) : []),
    ...(status === 'pending' ? [] : (['retry'] as const)),
    // What mends or verifies for all is no part of the plan that could be left out.
    ...(role === 'executor' ? (['skip', 'defer'] as const) : []),
    ...review,
  ];
}

/**
 * Whether comments can go back to the executor: it has done something, its phase is not about to land, and no debugger
 * has everybody's files.
 */
export function canReview(
  run: Pick<RunView, 'status'>,
  phase: PhaseView,
  { role, status, attempts }: WorkstreamView,
): boolean {
  if (role !== 'executor' || attempts === 0 || status === 'skipped' || status === 'deferred') return false;
  if (phaseChoices(run, phase).length === 0 || phase.step === 'land' || phase.step === 'clean-up') return false;
  const mended = phase.debugger === null || isOver(phase.debugger);
  return status !== 'completed' || mended;
}

/** Whether there is something to read: what it has delivered, or what lies in its worktree. */
export const hasChanges = ({ status, worktree, changes }: WorkstreamView): boolean =>
  changes.length > 0 || (status === 'in-progress' && worktree !== null);

const isOver = ({ status }: WorkstreamView): boolean =>
  status === 'completed' || status === 'skipped' || status === 'deferred';

/** Whether WORKFLOW.md will have to say why. */
export const needsReason = (verb: SteerVerb): boolean => verb === 'skip' || verb === 'defer';
