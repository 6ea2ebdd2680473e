import * as z from 'zod';

const result = z.object({
  title: z.string(),
  state: z.enum(['passed', 'failed', 'skipped']),
  milliseconds: z.number(),
  error: z.string().optional(),
});

/** The file in which the mocha suite inside VS Code leaves its results. */
export const extensionTestResults = z.object({ results: z.array(result) });

export type ExtensionTestResult = z.infer<typeof result>;
