import type { AnswerSignalParams, SteerRunParams } from '#schemas/protocol/runs.ts';
import { canReview } from '#schemas/run/choices.ts';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { EffectError } from './effect-error.ts';

/** Refuses an answer that the engine would drop, with the answers that there are. */
export function requireAnswer(
  view: RunView | null,
  run: string,
  { signal: id, option, text }: Omit<AnswerSignalParams, 'run'>,
): void {
  const signal = view?.signals.find((one) => one.id === id);
  if (!signal) {
    throw new EffectError('user', `Run ${run} has no open signal ${id}. \`clutch signals\` shows what is asked.`);
  }
  if (signal.options.length === 0 && option === 'dismiss') return;
  const chosen = signal.options.find((one) => one.id === option);
  if (!chosen) {
    const options = signal.options.map((one) => one.id).join(', ') || 'dismiss';
    throw new EffectError('user', `“${option}” is no answer to “${signal.text}”. Choose one of: ${options}.`);
  }
  if (chosen.needs !== null && (text ?? '').trim() === '') {
    throw new EffectError(
      'user',
      `“${option}” needs a ${chosen.needs === 'reason' ? 'reason' : 'word of guidance'}. Give it with --text.`,
    );
  }
}

/** Refuses comments that no executor could take up any more. */
function requireReviewable(
  view: RunView,
  phase: PhaseView,
  worker: WorkstreamView | undefined,
  text: string | null,
): void {
  if (!worker) throw new EffectError('user', 'Comments are for one workstream: name it as PHASE/WORKSTREAM.');
  if ((text ?? '').trim() === '')
    throw new EffectError('user', 'There is no comment to send. Give it with --guidance.');
  if (canReview(view, phase, worker)) return;
  const why =
    phase.step === 'land' || phase.step === 'clean-up'
      ? `phase ${phase.id} is on its way to the branch already`
      : worker.attempts === 0
        ? 'it has not begun'
        : phase.debugger?.status === 'in-progress'
          ? `the debugger of phase ${phase.id} is at work on its files; wait until it has ended`
          : `it is ${worker.status}`;
  throw new EffectError('user', `Comments cannot go back to ${worker.executor}: ${why}.`);
}

/** Refuses a decision about something that is not there, is over, or for which words are missing. */
export function requireSteerable(
  view: RunView | null,
  run: string,
  { phase: id, workstream: name, verb, text }: Omit<SteerRunParams, 'run'>,
): asserts view is RunView {
  if (!view) throw new EffectError('user', `There is no run ${run}. \`clutch status\` lists the runs.`);
  const phase = view.phases.find((one) => one.id === id);
  if (!phase) {
    const known = view.phases.map((one) => one.id).join(', ');
    throw new EffectError('user', `Run ${run} has no phase ${id}. Its phases are ${known}.`);
  }
  if (phase.status === 'completed' || phase.status === 'deferred') {
    throw new EffectError(
      'user',
      `Phase ${id} of run ${run} is ${phase.status}; nothing can be decided about it any more.`,
    );
  }
  const workers = [...phase.workstreams, ...(phase.debugger ? [phase.debugger] : [])];
  const worker = workers.find((one) => one.name === name);
  if (name !== null && !worker) {
    const known = workers.map((one) => one.name).join(', ') || 'none yet';
    throw new EffectError('user', `Phase ${id} of run ${run} has no workstream ${name}. It has: ${known}.`);
  }
  if (verb === 'review') return requireReviewable(view, phase, worker, text);
  if (worker && (worker.status === 'skipped' || worker.status === 'deferred' || worker.status === 'completed')) {
    throw new EffectError(
      'user',
      `The workstream ${worker.name} is ${worker.status}; nothing can be decided about it any more.`,
    );
  }
  if ((verb === 'skip' || verb === 'defer') && (text ?? '').trim() === '') {
    throw new EffectError('user', `To ${verb} needs a reason, which WORKFLOW.md repeats. Give it with --reason.`);
  }
}
