import * as z from 'zod';
import { DiscoveryAnswers, ProfileChoice } from '#schemas/discovery.ts';
import { ProposeDiscoveryResult } from '#schemas/protocol/discovery.ts';

/** What a person has entered so far. */
export const DiscoveryDraft = z.object({
  answers: DiscoveryAnswers,
  /** Blank: the plan is named by its idea. */
  name: z.string().max(200),
  profile: ProfileChoice,
});
export type DiscoveryDraft = z.infer<typeof DiscoveryDraft>;

/** Host → view. */
export const ToDiscovery = z.discriminatedUnion('type', [
  /** The answer to the `propose` of that number. */
  z.object({ type: z.literal('proposals'), seq: z.number().int(), result: ProposeDiscoveryResult }),
  /** Why nothing was proposed or written, and what to do. */
  z.object({ type: z.literal('refused'), message: z.string() }),
]);
export type ToDiscovery = z.infer<typeof ToDiscovery>;

/** View → host. After `write` the host closes the view, or says `refused`. */
export const FromDiscovery = z.discriminatedUnion('type', [
  z.object({ type: z.literal('propose'), seq: z.number().int(), draft: DiscoveryDraft }),
  z.object({ type: z.literal('write'), draft: DiscoveryDraft, run: z.boolean() }),
]);
export type FromDiscovery = z.infer<typeof FromDiscovery>;

/** What the view keeps while it is hidden. */
export const DiscoveryMemory = z.object({ draft: DiscoveryDraft });
export type DiscoveryMemory = z.infer<typeof DiscoveryMemory>;
