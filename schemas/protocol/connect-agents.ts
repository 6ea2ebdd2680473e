import * as z from 'zod';

/** Agent programs of a person's that CLUTCH's tools can be set up in. */
export const ConnectableAgent = z.enum(['claude', 'codex', 'gemini', 'vscode']);
export type ConnectableAgent = z.infer<typeof ConnectableAgent>;

/** What setting up CLUTCH's tools in one agent (or taking them out again) would make of its configuration. */
export const AgentConnection = z.object({
  agent: ConnectableAgent,
  /** For people: `Claude Code`. */
  title: z.string(),
  /** Whether the agent seems to be there on this machine. */
  found: z.boolean(),
  /** Absolute path of its configuration. */
  file: z.string(),
  /** Null where there is no file. */
  before: z.string().nullable(),
  /** The whole text; null where nothing is to be changed, or nothing can be. */
  after: z.string().nullable(),
  /** A sentence with the place, where the file cannot be changed; null otherwise. */
  problem: z.string().nullable(),
  /** Of `before`: what is written has to be a change of exactly that. */
  seen: z.string(),
});
export type AgentConnection = z.infer<typeof AgentConnection>;

/** Says what would be changed; writes nothing. In the order of `ConnectableAgent`. */
export const PlanConnectionsMethod = 'clutch/agents/plan';
export const PlanConnectionsParams = z.object({ remove: z.boolean() });
export type PlanConnectionsParams = z.infer<typeof PlanConnectionsParams>;
export const PlanConnectionsResult = z.array(AgentConnection);

/** Writes what was planned, if the file still is what was seen. */
export const ConnectAgentMethod = 'clutch/agents/connect';
export const ConnectAgentParams = PlanConnectionsParams.extend({ agent: ConnectableAgent, seen: z.string().max(64) });
export type ConnectAgentParams = z.infer<typeof ConnectAgentParams>;
export const ConnectAgentResult = z.object({
  file: z.string(),
  /** Absolute path of a copy of what the file was; null where there was none. */
  backup: z.string().nullable(),
});
export type ConnectAgentResult = z.infer<typeof ConnectAgentResult>;
