import { EffectError } from '../runs/effect-error.ts';

/** What a person has to mend before machines can work together: what happened, where, what to do. */
export class CollabError extends EffectError {
  constructor(message: string, options?: { cause?: unknown }) {
    super('user', message, options);
  }
}
