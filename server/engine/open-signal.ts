import type { Signal } from '#schemas/run/signal.ts';

/** What a signal is about, which decides what its answer does. */
export type SignalCause =
  | 'agent-question'
  | 'ownership'
  | 'stuck'
  | 'contract'
  | 'verification'
  | 'debugging'
  | 'validation'
  | 'merge'
  | 'plan'
  | 'plan-changed'
  | 'effect'
  | 'news';

export interface OpenSignal extends Signal {
  readonly cause: SignalCause;
  /** Of an agent's question: the id by which the agent waits for its answer. */
  readonly question: string | null;
  /** Of an agent's question: whether its answer holds for this one time. */
  readonly topic: 'question' | 'permission';
}
