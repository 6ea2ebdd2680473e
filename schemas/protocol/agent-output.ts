import * as z from 'zod';

/** What the agent of a workstream has said since `from`, as text for a terminal; only of agents on this machine. */
export const AgentOutputMethod = 'clutch/run/output';
export const AgentOutputParams = z.object({
  run: z.string().min(1).max(64),
  phase: z.string().min(1).max(32),
  workstream: z.string().min(1).max(200),
  /** The `next` of the answer before; 0: from the oldest that is kept. */
  from: z.number().int().nonnegative(),
});
export type AgentOutputParams = z.infer<typeof AgentOutputParams>;
export const AgentOutputResult = z.object({
  /** At most 64 KiB; what is older than that is not kept. No control characters but line breaks and faint text. */
  text: z.string(),
  next: z.number().int().nonnegative(),
  /** Whether a session is open. */
  live: z.boolean(),
});
export type AgentOutputResult = z.infer<typeof AgentOutputResult>;
