import type { TaskMove, TaskStatus } from '#schemas/protocol/tasks.ts';
import { needsReason, phaseChoices, workstreamChoices } from '#schemas/run/choices.ts';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';

/** What a task of a run is about: a phase that has not begun, one of its workstreams, or proving all of it. */
export type TaskSubject =
  | { readonly kind: 'phase'; readonly phase: PhaseView }
  | { readonly kind: 'workstream'; readonly phase: PhaseView; readonly workstream: WorkstreamView }
  | { readonly kind: 'validation'; readonly phase: PhaseView };

/**
 * The decisions that the engine would take now, as places on a board. Nothing else can move a task of a run: where it
 * stands follows from git, receipts and reports.
 */
export function movesOf(run: RunView, subject: TaskSubject, status: TaskStatus): TaskMove[] {
  const { phase } = subject;
  const choices =
    subject.kind === 'workstream' ? workstreamChoices(run, phase, subject.workstream) : phaseChoices(run, phase);
  const isHeld = subject.kind === 'workstream' ? subject.workstream.held !== null : phase.held;
  const moves: TaskMove[] = [];
  const offer = (verb: NonNullable<TaskMove['verb']>, ...places: readonly TaskStatus[]): void => {
    if (!choices.includes(verb)) return;
    const needs = needsReason(verb) ? ('reason' as const) : null;
    for (const to of places) {
      if (to !== status && !moves.some((move) => move.to === to)) moves.push({ to, verb, needs });
    }
  };
  if (isHeld) offer('resume', 'in_progress', 'ready');
  if (status === 'blocked') offer('retry', 'in_progress', 'ready');
  if (status === 'in_progress') offer('retry', 'ready');
  // A phase is given up by its own decision, not by that about proving it.
  if (subject.kind === 'validation') return moves;
  offer('defer', 'backlog');
  offer('skip', 'done');
  return moves;
}
