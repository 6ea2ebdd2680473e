import type { ModelPrice, PriceTable } from '#schemas/prices.ts';

/**
 * List prices of the vendors for a usual context, without discounts for batches. A person's own table goes before it;
 * what is computed from either is called an estimate wherever it is shown.
 */
export const LIST_PRICES: PriceTable = {
  asOf: '2026-05-25',
  models: [
    anthropic('claude-fable-5*', 10, 50),
    anthropic('claude-opus-4-1*', 15, 75),
    anthropic('claude-opus-4-2025*', 15, 75),
    anthropic('claude-opus-4*', 5, 25),
    anthropic('claude-sonnet-*', 3, 15),
    anthropic('claude-haiku-4*', 1, 5),
    withFreeWrites('gpt-5.5*', 5, 0.5, 30),
    withFreeWrites('gpt-5.4-mini*', 0.75, 0.075, 4.5),
    withFreeWrites('gpt-5.4-nano*', 0.2, 0.02, 1.25),
    withFreeWrites('gpt-5.4*', 2.5, 0.25, 15),
    withFreeWrites('gemini-3.1-pro*', 2, 0.2, 12),
    withFreeWrites('gemini-3.1-flash-lite*', 0.25, 0.025, 1.5),
    withFreeWrites('gemini-2.5-pro*', 1.25, 0.125, 10),
  ],
};

/** Reading from the cache costs a tenth of the input, writing to it (for five minutes) a quarter more than the input. */
function anthropic(model: string, input: number, output: number): ModelPrice {
  return { model, input, cachedRead: input / 10, cachedWrite: input * 1.25, output };
}

/** The cache is filled at the price of the input. */
function withFreeWrites(model: string, input: number, cachedRead: number, output: number): ModelPrice {
  return { model, input, cachedRead, cachedWrite: input, output };
}
