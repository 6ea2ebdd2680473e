import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent } from '#schemas/journal/events.ts';
import type { Question } from '#schemas/run/run.ts';
import type { RunState } from '../../../server/engine/state.ts';
import type { Step } from '../../../server/engine/step.ts';
import type { PlannedPhase, World } from './world.ts';

/** What a violated invariant is called. */
export type Violation =
  | 'commit without receipts'
  | 'landed before commit and checkpoint'
  | 'finished work executed again'
  | 'late event changed something'
  | 'stands still without a reason'
  | 'runs with nothing to do'
  | 'more than one effect at a time'
  | 'asked again what was answered'
  | 'did not end'
  | 'ended without its phases'
  | 'replay differs'
  | 'outbox differs';

/**
 * Watches a run from outside: by what the world really did and by the events and effects that crossed the border, not
 * by the engine's own account of them.
 */
export interface Watch {
  readonly violations: Set<Violation>;
  /** `outbox` as it was before the event. */
  see(before: RunState, event: EngineEvent, result: Step, outbox: ReadonlyMap<string, Effect>): void;
  end(state: RunState): void;
}

export function watch(plan: readonly PlannedPhase[], world: World): Watch {
  const violations = new Set<Violation>();
  /** `phase/workstream` whose work is in git, or whose agent has ended its turn well and only waits for that. */
  const finished = new Set<string>();
  /** Phases whose last validation ended with a command that failed: the next resume is a debug round. */
  const toDebug = new Set<string>();
  const answered = new Map<string, string>();
  const require = (holds: boolean, violation: Violation): void => {
    if (!holds) violations.add(violation);
  };
  const checkEffects = ({ state, effects }: Step): void => {
    for (const effect of effects) {
      if (effect.type === 'run-agent') {
        require(!finished.has(`${effect.phase}/${effect.workstream}`), 'finished work executed again');
      }
      if (effect.type === 'commit-phase') {
        const tree = state.phases.find(({ id }) => id === effect.phase)?.tree ?? null;
        require(isProven(plan, world, effect.phase, tree), 'commit without receipts');
      }
      if (effect.type === 'land-phase') {
        const commit = world.commits.get(world.commits.get(effect.to)?.parent ?? '');
        require(commit?.parent === effect.from, 'landed before commit and checkpoint');
        require(isProven(plan, world, effect.phase, commit?.tree ?? null), 'commit without receipts');
      }
    }
  };
  return {
    violations,
    see(before, event, result, outbox) {
      if ('effect' in event && !outbox.has(event.effect)) {
        const same = result.state === before && result.effects.length + result.dropped.length === 0;
        return require(same, 'late event changed something');
      }
      follow(event, 'effect' in event ? outbox.get(event.effect) : undefined, { finished, toDebug });
      if (event.type === 'question-answered') {
        const question = before.questions.find(({ id }) => id === event.question);
        if (question) answered.set(sameQuestion(question), event.option);
      }
      const known = event.type === 'agent-asked' ? answered.get(sameQuestion(event.question)) : undefined;
      if (known !== undefined) {
        const due = result.effects.some((effect) => effect.type === 'answer-agent' && effect.option === known);
        require(due || result.state === before, 'asked again what was answered');
      }
      checkEffects(result);
      checkState(result.state, require);
    },
    end(state) {
      if (state.status !== 'completed') return require(false, 'did not end');
      const phases = state.phases.map(({ checkpoint }) => checkpoint);
      require(phases.join() === world.landed.join(), 'ended without its phases');
    },
  };
}

function sameQuestion({ phase, workstream, text }: Question): string {
  return JSON.stringify([phase, workstream, text]);
}

/** Every command of the phase passed on this very tree, in reality. */
function isProven(plan: readonly PlannedPhase[], world: World, id: string, tree: string | null): boolean {
  const commands = plan.find((phase) => phase.id === id)?.levels.flat() ?? [];
  return commands.every((command) => {
    const last = world.executions.findLast((one) => one.phase === id && one.command === command && one.tree === tree);
    return last?.passed === true;
  });
}

function follow(
  event: EngineEvent,
  effect: Effect | undefined,
  { finished, toDebug }: { finished: Set<string>; toDebug: Set<string> },
): void {
  if (event.type === 'resume-requested') {
    for (const key of finished) if (toDebug.has(key.split('/')[0] ?? '')) finished.delete(key);
    toDebug.clear();
  }
  if (!effect || !('phase' in effect)) return;
  const key = 'workstream' in effect ? `${effect.phase}/${effect.workstream}` : '';
  if (event.type === 'agent-ended' && event.stopReason === 'end_turn') {
    if ((event.report?.status ?? 'COMPLETE') === 'COMPLETE') finished.add(key);
  }
  // An agent that changed nothing has not finished, whatever it said.
  if (event.type === 'work-collected' && event.changes.length === 0) finished.delete(key);
  if (event.type === 'command-finished') {
    const failed = event.receipt.stopped === null && event.receipt.exitCode !== 0;
    if (failed) toDebug.add(effect.phase);
    else toDebug.delete(effect.phase);
  }
}

function checkState(state: RunState, require: (holds: boolean, violation: Violation) => void): void {
  const work = Object.values(state.pending).filter(({ type }) => type !== 'answer-agent').length;
  require(work <= 1, 'more than one effect at a time');
  if (state.status === 'running') require(work === 1, 'runs with nothing to do');
  else require(work === 0 && (state.status === 'completed' || Boolean(state.reason)), 'stands still without a reason');
}
