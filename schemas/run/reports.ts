import * as z from 'zod';

const Words = z.string().max(8000);
const Text = z.string().max(2000);
const Files = z.array(z.string().max(1024)).max(200);

/** Something that a validator found to be otherwise than the plan says. */
export const Gap = z.object({
  gap: Text,
  expected: Text,
  actual: Text,
  severity: z.enum(['CRITICAL', 'MAJOR', 'MINOR']),
  /** Paths that the gap names, relative to the project root. */
  files: Files,
});
export type Gap = z.infer<typeof Gap>;

/** What a validator says about a phase. A claim: a phase is committed on receipts, never on this alone. */
export const VerificationReport = z.object({
  grade: z.enum(['PASS', 'GAPS_FOUND', 'HUMAN_NEEDED']),
  /** What was checked, line by line. */
  requirements: Words,
  tests: Words,
  gaps: z.array(Gap).max(200),
  warnings: Words,
});
export type VerificationReport = z.infer<typeof VerificationReport>;

/** How one gap was closed. */
export const Fix = z.object({
  gap: Text,
  rootCause: Text,
  fix: Text,
  files: Files,
  verification: Text,
});
export type Fix = z.infer<typeof Fix>;

/** What a debugger says it did about the gaps that it was given. */
export const FixReport = z.object({
  status: z.enum(['FIXED', 'STUCK']),
  fixes: z.array(Fix).max(200),
  /** What is still open. */
  remaining: Words,
});
export type FixReport = z.infer<typeof FixReport>;
