import { sumOf, type SessionUsage } from '#schemas/run/usage.ts';
import type { AgentEvent, AgentUsage } from '../engine/ports.ts';

export interface SessionMeter {
  take(event: AgentEvent): void;
  read(): SessionUsage;
}

/** What a session used. Runtimes report cumulative numbers, so the last word of each kind counts. */
export function createSessionMeter(): SessionMeter {
  let last: Omit<AgentUsage, 'type'> = { model: null, tokens: null, costUsd: null, context: null };
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
      costUsd: last.costUsd ?? 0,
      counts: last.tokens,
      costSource: last.costUsd === null ? null : 'agent',
      model: last.model,
      turns: 1,
    }),
  };
}
