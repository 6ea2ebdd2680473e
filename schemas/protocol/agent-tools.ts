import * as z from 'zod';

/**
 * An agent uses one of CLUTCH's tools. The token says which session it acts for; without one it is a person's own agent
 * in the folder `cwd`, which may only read. Answers within a minute.
 */
export const AgentCallMethod = 'clutch/agent/call';
export const AgentCallParams = z.object({
  token: z.string().max(200).nullable(),
  /** Absolute path of the folder in which the agent was started. */
  cwd: z.string().min(1).max(4096),
  tool: z.string().max(64),
  /** Checked against the shape of the tool. */
  input: z.unknown(),
});
export type AgentCallParams = z.infer<typeof AgentCallParams>;

/** Why a call was refused. */
export const AgentCallRefusal = z.enum([
  /** The token is forged, or its session is over. */
  'no-session',
  /** Not for this role, or not without a session. */
  'not-allowed',
  /** There is no such tool, or it does not take this. */
  'invalid',
  'not-found',
  'too-large',
  /** Too many calls a second. */
  'slow-down',
  /** A session may do this only so many times. */
  'too-many',
]);
export type AgentCallRefusal = z.infer<typeof AgentCallRefusal>;

/** `message` is a sentence for the agent: what is wrong, and what to do. */
export const AgentCallResult = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), output: z.record(z.string(), z.unknown()) }),
  z.object({ ok: z.literal(false), code: AgentCallRefusal, message: z.string() }),
]);
export type AgentCallResult = z.infer<typeof AgentCallResult>;
