import * as z from 'zod';

/** Something that somebody with another clone would miss. */
export const RehearsalFinding = z.object({
  /** Relative to the project root, with `/` on every platform. */
  path: z.string(),
  /** One-based; null where the file as a whole is meant, or is not there. */
  line: z.number().int().positive().nullable(),
  /** What is missing. */
  message: z.string(),
  /** What to do about it. */
  fix: z.string(),
});
export type RehearsalFinding = z.infer<typeof RehearsalFinding>;

export const RehearsedPhase = z.object({
  id: z.string(),
  title: z.string(),
  /** `completed`: its commit is part of the clone's branch. */
  status: z.enum(['completed', 'in-progress', 'deferred', 'pending']),
  commit: z.string().nullable(),
  /** Why it is deferred. */
  reason: z.string().nullable(),
  /** Path of its PRP; null where there is none. */
  prp: z.string().nullable(),
});
export type RehearsedPhase = z.infer<typeof RehearsedPhase>;

/** What a fresh clone of a project knows of its plan. */
export const Rehearsal = z.object({
  /** Absolute path of the project that was cloned. */
  project: z.string(),
  prd: z.string(),
  /** Null on a detached HEAD, as in CI. */
  branch: z.string().nullable(),
  head: z.string(),
  phases: z.array(RehearsedPhase),
  /** Where the next run would start; null where nothing is left. */
  next: z.object({ phase: z.string(), title: z.string(), command: z.string() }).nullable(),
  findings: z.array(RehearsalFinding),
  /** One sentence for a person. */
  sentence: z.string(),
});
export type Rehearsal = z.infer<typeof Rehearsal>;
