import * as z from 'zod';

/** Proof that the server itself ran a validation command on a known tree. */
export const Receipt = z.object({
  level: z.number().int().positive(),
  title: z.string(),
  command: z.string(),
  /** Null when the command did not end by itself. */
  exitCode: z.number().int().nullable(),
  /** Why it did not end by itself, or was never started. */
  stopped: z.enum(['timeout', 'output-limit', 'not-found', 'aborted', 'signal']).nullable(),
  durationMs: z.number().nonnegative(),
  /** Git tree hash of the tracked files that the command ran on. */
  tree: z.string(),
  /** SHA-256 of everything the command printed, standard output and error as they arrived. */
  outputHash: z.string(),
  outputBytes: z.number().int().nonnegative(),
  /** The end of the output, at most 8 KiB. */
  outputTail: z.string(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
});
export type Receipt = z.infer<typeof Receipt>;
