import * as z from 'zod';
import { TrustEntry } from '#schemas/run/trust.ts';

const Path = z.string().min(1).max(4096);

/** What a run, or a project as a whole, would start on this machine, and what of it is trusted. Answers `TrustView`. */
export const ShowTrustMethod = 'clutch/trust/show';
export const ShowTrustParams = z.object({
  /** `run`: what a run with these parameters would start; `project`: what any run of these plans could start. */
  scope: z.enum(['run', 'project']),
  /** Absolute path of a PRD or of a project. */
  target: Path,
  /** As for `clutch/run/start`. What a person named for this run is trusted by that. */
  start: z.string().max(32).nullable(),
  end: z.string().max(32).nullable(),
  runtime: z.string().max(64).nullable(),
  playbook: Path.nullable(),
  /** A run that would be resumed: its phases to come are meant, and nothing is asked where it is trusted as a whole. */
  run: z.string().max(64).nullable(),
});
export type ShowTrustParams = z.infer<typeof ShowTrustParams>;

/** Trusts what a person was shown, and nothing that has changed since. Answers `TrustCount`. */
export const GrantTrustMethod = 'clutch/trust/grant';
export const GrantTrustParams = z.object({ project: Path, hashes: z.array(TrustEntry.shape.hash).max(10_000) });
export type GrantTrustParams = z.infer<typeof GrantTrustParams>;

/** Forgets all that was trusted of a project. Answers `TrustCount`. */
export const RevokeTrustMethod = 'clutch/trust/revoke';
export const RevokeTrustParams = z.object({ project: Path });
export type RevokeTrustParams = z.infer<typeof RevokeTrustParams>;

export const TrustCount = z.object({ count: z.number().int().nonnegative() });
export type TrustCount = z.infer<typeof TrustCount>;
