import type { EffectContext } from './performer.ts';

/** For effects that only read: they need nothing of a run, so they can be asked before there is one. */
export const PREFLIGHT: EffectContext = {
  run: 'preflight',
  signal: new AbortController().signal,
  onStarted: () => undefined,
  onActivity: () => undefined,
  onPlaced: () => undefined,
  onObserved: () => undefined,
  ask: () => Promise.resolve(null),
  records: { add: () => undefined, own: () => [], lastingDecisions: () => [] },
};
