import * as z from 'zod';

/** The prompts by name: one for each role, and a second one for an executor that publishes a contract. */
export const PromptName = z.enum([
  'executor',
  'executor-contract',
  'research',
  'validator',
  'debugger',
  'conflict_resolver',
  'reviewer',
  'pm',
  'qa',
  'pe',
  'verify',
]);
export type PromptName = z.infer<typeof PromptName>;
