import * as z from 'zod';
import { FileChange } from '#schemas/run/phase.ts';

/** The workstream of a run. */
const Place = z.object({
  run: z.string().min(1).max(64),
  phase: z.string().min(1).max(32),
  workstream: z.string().min(1).max(200),
});
const Sha = z.string().regex(/^[0-9a-f]{7,64}$/);

/** What a workstream has changed, as it is now: in its worktree while it works, in its commit afterwards. */
export const ReviewChangesMethod = 'clutch/review/changes';
export const ReviewChangesParams = Place;
export type ReviewChangesParams = z.infer<typeof ReviewChangesParams>;
export const ReviewChangesResult = z.object({
  /** The commit that the changes are counted from. */
  base: Sha,
  /** The commit that holds them; null: the worktree, where its executor is at work. */
  head: Sha.nullable(),
  /** At most 1,000. */
  files: z.array(FileChange),
});
export type ReviewChangesResult = z.infer<typeof ReviewChangesResult>;

/** The text of a file of the project at a commit, or in the workstream's worktree; at most 1 MiB of it. */
export const ReviewFileMethod = 'clutch/review/file';
export const ReviewFileParams = Place.extend({
  /** Null: in the worktree. */
  ref: Sha.nullable(),
  /** Relative to the project's root, with `/`. */
  path: z.string().min(1).max(4096),
});
export type ReviewFileParams = z.infer<typeof ReviewFileParams>;
/** Empty for a file that is not there; a sentence in place of what is no text. */
export const ReviewFileResult = z.object({ text: z.string() });
