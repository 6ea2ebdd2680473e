import * as z from 'zod';

/**
 * Whether the person agreed to what a run starts: only to what they were shown (`listed`), or to all of it, because
 * they said so for this run or trust the whole folder in their editor (`all`).
 */
export const Consent = z.enum(['listed', 'all']);
export type Consent = z.infer<typeof Consent>;

/** Something that a project would have this machine run. */
export const TrustEntry = z.object({
  /**
   * `command`: a validation command of a PRP; `runtime` and `playbook`: what `.clutch/config.json` starts; `prompt`: what
   * `.clutch/prompts/` tells agents to do; `permission`: what `.clutch/config.json` lets them do without asking.
   */
  kind: z.enum(['command', 'runtime', 'playbook', 'prompt', 'permission']),
  /** The command, the name of the runtime, the path of the playbook, the name of the prompt, the clause. */
  text: z.string(),
  /** Where it comes from: `PRPs/PRP-PRD-shop-phase-1.md:41`. */
  source: z.string(),
  /** SHA-256 of what is trusted; of a playbook and of a prompt also of what it holds. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type TrustEntry = z.infer<typeof TrustEntry>;

export const TrustView = z.object({
  /** Absolute path of the project. */
  project: z.string(),
  /** Each once, in the order in which a run would meet them. */
  entries: z.array(TrustEntry.extend({ trusted: z.boolean() })),
});
export type TrustView = z.infer<typeof TrustView>;
