import type { SessionUsage } from '#schemas/run/usage.ts';

/** What a session used, as far as an agent tells that counts nothing but its context. */
export function used(tokens: number, costUsd: number): SessionUsage {
  return { tokens, costUsd, counts: null, costSource: null, model: null, turns: 1 };
}
