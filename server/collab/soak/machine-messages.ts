import * as z from 'zod';
import { PublicKey } from '#schemas/wire/names.ts';

/** What a machine of the soak is told at its start, in a file of its own. */
export const SoakMachineConfig = z.object({
  folder: z.string(),
  project: z.string(),
  self: z.string(),
  /** Of all machines, with their keys; the first one is main. */
  machines: z.array(z.object({ id: z.string(), key: PublicKey })).min(2),
  /** The private half of its own key, base64url. */
  seed: z.string(),
  /** Of this machine alone, on this computer. */
  localFolder: z.string(),
  historyFile: z.string(),
  callMs: z.number(),
});
export type SoakMachineConfig = z.infer<typeof SoakMachineConfig>;

/** `drain`: say nothing more. `end`: close. */
export const SoakOrder = z.enum(['drain', 'end']);
export type SoakOrder = z.infer<typeof SoakOrder>;

/** What a machine reports several times a second. */
export const SoakProgress = z.object({
  /** Nothing more follows, and what was said is acknowledged. */
  hasSaidAll: z.boolean(),
  /** The last of its own records that was acknowledged. */
  acknowledged: z.number(),
  /** The last record that it applied, by sender. */
  applied: z.record(z.string(), z.number()),
  class: z.enum(['A', 'B', 'unknown']),
  health: z.string(),
});
export type SoakProgress = z.infer<typeof SoakProgress>;
