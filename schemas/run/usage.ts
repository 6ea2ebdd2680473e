import * as z from 'zod';
import { AgentRole } from '#schemas/run/policy.ts';

const Count = z.number().nonnegative();

/** Tokens, each counted once: `input` never holds what was read from a cache or written to one. */
export const TokenCounts = z.object({ input: Count, cachedRead: Count, cachedWrite: Count, output: Count });
export type TokenCounts = z.infer<typeof TokenCounts>;

export function sumOf({ input, cachedRead, cachedWrite, output }: TokenCounts): number {
  return input + cachedRead + cachedWrite + output;
}

export function addCounts(one: TokenCounts, other: TokenCounts): TokenCounts {
  return {
    input: one.input + other.input,
    cachedRead: one.cachedRead + other.cachedRead,
    cachedWrite: one.cachedWrite + other.cachedWrite,
    output: one.output + other.output,
  };
}

/** Where a cost comes from: the agent said it, or it is estimated from tokens and the price table. */
export const CostSource = z.enum(['agent', 'estimated']);
export type CostSource = z.infer<typeof CostSource>;

/** What one agent session used. */
export const SessionUsage = z.object({
  /** The sum of `counts`; the context in use at the end, for an agent that tells no more than that. */
  tokens: Count,
  costUsd: Count,
  /** Null where the agent does not tell its tokens. */
  counts: TokenCounts.nullable().default(null),
  /** Null where nothing is known about the cost; `costUsd` is 0 then. */
  costSource: CostSource.nullable().default(null),
  /** As the agent names it; null where it does not. */
  model: z.string().nullable().default(null),
  /** Prompts that it was given. */
  turns: z.number().int().nonnegative().default(1),
});
export type SessionUsage = z.infer<typeof SessionUsage>;

/** What the sessions of one workstream in one role with one model used together. */
export const UsageRow = SessionUsage.extend({
  phase: z.string(),
  workstream: z.string(),
  role: AgentRole,
  runtime: z.string(),
  sessions: z.number().int().positive(),
});
export type UsageRow = z.infer<typeof UsageRow>;
