import { sumOf, type SessionUsage } from '#schemas/run/usage.ts';
import type { AgentEvent, AgentUsage } from '../engine/ports.ts';
import type { Prices } from '../usage/prices.ts';

export interface SessionMeter {
  take(event: AgentEvent): void;
  read(): SessionUsage;
}

/**
 * What a session used. Runtimes report cumulative numbers, so the last word of each kind counts. A cost that the agent
 * does not tell is estimated from its tokens, with the model it was given where it does not name one.
 */
export function createSessionMeter(prices: Prices, given: string | null): SessionMeter {
  let last: Omit<AgentUsage, 'type'> = { model: null, tokens: null, costUsd: null, context: null };
  const cost = (): Pick<SessionUsage, 'costUsd' | 'costSource'> => {
    if (last.costUsd !== null) return { costUsd: last.costUsd, costSource: 'agent' };
    const model = last.model ?? given;
    const estimate = model === null || last.tokens === null ? null : prices.estimate(model, last.tokens);
    return estimate === null ? { costUsd: 0, costSource: null } : { costUsd: estimate, costSource: 'estimated' };
  };
  return {
    take(event) {
      if (event.type !== 'usage') return;
      last = {
        model: event.model ?? last.model,
        tokens: event.tokens ?? last.tokens,
        costUsd: event.costUsd ?? last.costUsd,
        context: event.context ?? last.context,
      };
    },
    read: () => ({
      tokens: last.tokens === null ? (last.context?.used ?? 0) : sumOf(last.tokens),
      ...cost(),
      counts: last.tokens,
      model: last.model ?? given,
      turns: 1,
    }),
  };
}
