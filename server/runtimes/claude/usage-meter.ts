import type * as z from 'zod';
import { sumOf, type TokenCounts } from '#schemas/run/usage.ts';
import type { AgentUsage } from '../../engine/ports.ts';
import type { MessageOf, MessageUsage, ModelUsage } from './messages.ts';

const NOTHING: TokenCounts = { input: 0, cachedRead: 0, cachedWrite: 0, output: 0 };

/** Counts what a mission has used. */
export interface UsageMeter {
  model(name: string): void;
  /** An answer of the model begins; the program mentions its input more than once, and its output as a placeholder. */
  began(message: string, usage: MessageUsage, isSubagent: boolean): void;
  /** It is complete. */
  ended(message: string, usage: MessageUsage): void;
  /** The program's own sum, which also holds what subagents said and what it asked beside the work. */
  settle(result: MessageOf<'result'>): void;
  read(): AgentUsage;
}

/** `resumed`: the session had cost something before, and a version that tells no more than its cost cannot be used. */
export function createUsageMeter(resumed: boolean): UsageMeter {
  const messages = new Map<string, TokenCounts>();
  let model: string | null = null;
  let total = NOTHING;
  let costUsd: number | null = null;
  let context: TokenCounts | null = null;
  let window: number | null = null;

  const count = (message: string, counts: TokenCounts) => {
    total = plus(total, minus(counts, messages.get(message) ?? NOTHING));
    messages.set(message, counts);
  };

  return {
    model: (name) => void (model ??= name),
    began(message, usage, isSubagent) {
      if (messages.has(message)) return;
      const counts = { ...countsOf(usage), output: 0 };
      count(message, counts);
      if (!isSubagent) context = counts;
    },
    ended(message, usage) {
      const known = messages.get(message);
      // Only the output is always there.
      const counts = { ...(known ?? countsOf(usage)), output: usage.output_tokens ?? 0 };
      count(message, counts);
      context = counts;
    },
    settle({ model_usage_since_last_result: models, total_cost_usd }) {
      if (models) {
        const all = Object.values(models);
        total = all.map(countsOfModel).reduce(plus, NOTHING);
        costUsd = all.reduce((sum, one) => sum + one.costUSD, 0);
        window = (model === null ? null : models[model]?.contextWindow) ?? null;
      } else if (!resumed) {
        costUsd = total_cost_usd ?? null;
      }
    },
    read: () => ({
      type: 'usage',
      model,
      tokens: total,
      costUsd,
      context: context !== null && window !== null ? { used: sumOf(context), size: window } : null,
    }),
  };
}

function countsOf(usage: MessageUsage): TokenCounts {
  return {
    input: usage.input_tokens ?? 0,
    cachedRead: usage.cache_read_input_tokens ?? 0,
    cachedWrite: usage.cache_creation_input_tokens ?? 0,
    output: usage.output_tokens ?? 0,
  };
}

function countsOfModel(usage: z.infer<typeof ModelUsage>): TokenCounts {
  return {
    input: usage.inputTokens,
    cachedRead: usage.cacheReadInputTokens,
    cachedWrite: usage.cacheCreationInputTokens,
    output: usage.outputTokens,
  };
}

const combine = (a: TokenCounts, b: TokenCounts, how: (a: number, b: number) => number): TokenCounts => ({
  input: how(a.input, b.input),
  cachedRead: how(a.cachedRead, b.cachedRead),
  cachedWrite: how(a.cachedWrite, b.cachedWrite),
  output: how(a.output, b.output),
});
const plus = (a: TokenCounts, b: TokenCounts) => combine(a, b, (x, y) => x + y);
const minus = (a: TokenCounts, b: TokenCounts) => combine(a, b, (x, y) => x - y);
