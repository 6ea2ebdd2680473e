import * as z from 'zod';
import { sumOf, type TokenCounts } from '#schemas/run/usage.ts';
import type { AgentUsage } from '../../engine/ports.ts';
import type { AcpQuirks } from './quirks.ts';

export interface UsageReader {
  /** What a `usage_update` says. `before`: it came before the prompt and tells what the session had used until then. */
  update(update: UsageUpdate, before: boolean): AgentUsage | null;
  /** What the answer to a prompt says. */
  turn(response: unknown): AgentUsage | null;
}

const Count = z.number().nonnegative();
export const UsageUpdate = z.object({
  used: Count,
  size: Count,
  cost: z.object({ amount: Count, currency: z.string() }).nullish().catch(null),
});
export type UsageUpdate = z.infer<typeof UsageUpdate>;

const TurnUsage = z.object({
  inputTokens: Count,
  outputTokens: Count,
  totalTokens: Count.nullish(),
  thoughtTokens: Count.nullish(),
  cachedReadTokens: Count.nullish(),
  cachedWriteTokens: Count.nullish(),
});
type TurnUsage = z.infer<typeof TurnUsage>;

/** The words of Gemini, and those of the wrappers of Claude and Codex. */
const QuotaCount = z.union([
  z
    .object({ input_tokens: Count, output_tokens: Count })
    .transform(({ input_tokens, output_tokens }) => ({ inputTokens: input_tokens, outputTokens: output_tokens })),
  TurnUsage.extend({ cachedInputTokens: Count.nullish(), cacheWriteInputTokens: Count.nullish() }).transform(
    ({ cachedInputTokens, cacheWriteInputTokens, ...usage }) => ({
      ...usage,
      cachedReadTokens: cachedInputTokens ?? usage.cachedReadTokens,
      cachedWriteTokens: cacheWriteInputTokens ?? usage.cachedWriteTokens,
    }),
  ),
]);
const Quota = z.object({ model_usage: z.array(z.object({ model: z.string(), token_count: QuotaCount })).max(100) });
const Response = z.object({
  usage: TurnUsage.nullish().catch(null),
  _meta: z
    .object({ quota: Quota.nullish().catch(null) })
    .nullish()
    .catch(null),
});

const NOTHING: TokenCounts = { input: 0, cachedRead: 0, cachedWrite: 0, output: 0 };

/**
 * Makes of what an agent says what the mission has used. The agent counts tokens by the turn and cost by the session; the
 * cost of a session that is resumed is known only when the agent told before the prompt what it had been until then.
 */
export function createUsageReader(quirks: Pick<AcpQuirks, 'tokens'>, resumed: boolean): UsageReader {
  let tokens = NOTHING;
  let baseline = resumed ? null : 0;
  let cost = 0;
  return {
    update({ used, size, cost: said }, before) {
      const amount = said?.currency === 'USD' ? said.amount : null;
      if (before && amount !== null) baseline = amount;
      if (before) return null;
      // After a cancelled turn some tell that all is nothing; what has been used stays so.
      if (amount !== null && baseline !== null) cost = Math.max(cost, amount - baseline);
      const context = used > 0 ? { used, size } : null;
      const costUsd = amount !== null && baseline !== null ? cost : null;
      return context === null && costUsd === null
        ? null
        : { type: 'usage', model: null, tokens: null, costUsd, context };
    },
    turn(value) {
      const response = Response.safeParse(value);
      if (!response.success) return null;
      const { usage, _meta: meta } = response.data;
      const models = meta?.quota?.model_usage ?? [];
      const turns = quirks.tokens === 'quota' ? models.map((model) => model.token_count) : [usage];
      const told = turns.filter((turn) => turn !== null && turn !== undefined);
      const counted = quirks.tokens === 'untold' ? NOTHING : told.map(countsOf).reduce(add, NOTHING);
      tokens = add(tokens, counted);
      const model = mostUsed(models);
      const known = sumOf(tokens) > 0 ? tokens : null;
      return known === null && model === null
        ? null
        : { type: 'usage', model, tokens: known, costUsd: null, context: null };
    },
  };
}

/** Whether cached tokens are part of the input, and thoughts part of the output, is told by the total. */
function countsOf({ inputTokens, outputTokens, totalTokens, ...more }: TurnUsage): TokenCounts {
  const [cachedRead, cachedWrite] = [more.cachedReadTokens ?? 0, more.cachedWriteTokens ?? 0];
  const cached = cachedRead + cachedWrite;
  const thoughts = more.thoughtTokens ?? 0;
  const total = totalTokens ?? inputTokens + outputTokens + cached;
  const input = total < inputTokens + outputTokens + cached ? Math.max(0, inputTokens - cached) : inputTokens;
  const output = total >= input + cached + outputTokens + thoughts ? outputTokens + thoughts : outputTokens;
  return { input, cachedRead, cachedWrite, output };
}

function add(one: TokenCounts, other: TokenCounts): TokenCounts {
  return {
    input: one.input + other.input,
    cachedRead: one.cachedRead + other.cachedRead,
    cachedWrite: one.cachedWrite + other.cachedWrite,
    output: one.output + other.output,
  };
}

/** `auto` is how Gemini calls its own choice. */
function mostUsed(models: z.infer<typeof Quota>['model_usage']): string | null {
  const named = models.filter(({ model }) => model !== 'auto');
  const [most] = named.sort((one, other) => sumOf(countsOf(other.token_count)) - sumOf(countsOf(one.token_count)));
  return most?.model.slice(0, 200) ?? null;
}
