import type { EffectOf } from '#schemas/journal/effects.ts';
import type { EffectContext, Outcome, Performer } from '../performer.ts';

/** Other machines that may do what an effect asks for. */
export interface Elsewhere {
  /**
   * Null: it is to be done here. Otherwise as if it had been done here: the files lie in the effect's worktree. Waits as
   * long as somebody may still be at it, and says what for.
   */
  perform(effect: EffectOf<'run-agent'>, context: EffectContext): Promise<Outcome | null>;
}

/** A session on whichever machine gets it; the rest of the method knows no difference. */
export function createRunAgentAnywhere(here: Performer<'run-agent'>, elsewhere: Elsewhere): Performer<'run-agent'> {
  return async (effect, context) => (await elsewhere.perform(effect, context)) ?? here(effect, context);
}
