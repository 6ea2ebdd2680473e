import * as z from 'zod';

const Price = z.number().min(0).max(100_000);

/** What one model costs, in US dollars for a million tokens. */
export const ModelPrice = z.strictObject({
  model: z
    .string()
    .min(1)
    .max(200)
    .describe('The model as the agent names it, upper and lower case are the same; `*` stands for any characters.'),
  input: Price.describe('Input that no cache was involved in.'),
  cachedRead: Price.describe('Input that was read from a cache.'),
  cachedWrite: Price.describe('Input that was written to a cache.'),
  output: Price.describe('Output, with what the model thought.'),
});
export type ModelPrice = z.infer<typeof ModelPrice>;

/** Prices as they were on a day. The first row that fits a model counts. */
export const PriceTable = z.strictObject({
  $schema: z.string().optional(),
  asOf: z.iso.date().describe('The day on which these prices were looked up.'),
  models: z.array(ModelPrice).max(1_000),
});
export type PriceTable = z.infer<typeof PriceTable>;
