import type { EffectOf } from '#schemas/journal/effects.ts';
import { AgentError } from '../../engine/ports.ts';
import { type EffectContext, type Outcome, ServerLeaves } from '../../runs/performer.ts';
import { STEPS } from './given-steps.ts';
import { createGivenTask, type GivenDeps } from './given-task.ts';
import { taskOf } from './task-name.ts';

/**
 * One session that main gives to other machines, until it has a result that is good or is to be done here (null). Owns:
 * which step is next, by what lies on disk about it; after a restart of ours it goes on at the same step. Invariant:
 * nothing is taken in under any token but the last one that was granted.
 */
export async function giveSession(
  deps: GivenDeps,
  effect: EffectOf<'run-agent'>,
  context: EffectContext,
): Promise<Outcome | null> {
  const task = taskOf({ run: context.run, effect: effect.id, workstream: effect.workstream });
  const given = createGivenTask(deps, task, effect, context);
  try {
    for (;;) {
      if (context.signal.aborted) throw new AgentError('aborted', 'The session is no longer wanted.');
      const done = await STEPS[given.current().state](given);
      if (done !== 'again') return done;
    }
  } catch (error) {
    // A server that only leaves wants what the worker does; the next one waits for it.
    const isOver = context.signal.aborted && !(context.signal.reason instanceof ServerLeaves);
    if (isOver) {
      await given
        .cancel('it is no longer wanted')
        .catch((cause: unknown) => deps.project.log.warn(`${task}: the worker was not told`, cause));
    }
    throw error;
  } finally {
    given.close();
  }
}
