import * as z from 'zod';
import { Liveness } from '#schemas/run/liveness.ts';
import { CostSource, TokenCounts } from '#schemas/run/usage.ts';

/** The programs whose session files are read. */
export const SessionAgent = z.enum(['claude', 'codex', 'gemini', 'opencode', 'openclaw']);
export type SessionAgent = z.infer<typeof SessionAgent>;

/** A conversation with an agent on this machine, whoever started it, as the agent's own files tell it. */
export const AgentSession = z.object({
  agent: SessionAgent,
  /** The agent's id of it. */
  id: z.string(),
  /** Absolute path of the folder that it works in; null where its files do not say. */
  cwd: z.string().nullable(),
  /** What it was first asked, or the title that the agent gave it: one line without secrets, at most 80 characters. */
  title: z.string(),
  /** As the agent names it, the last one that was used. */
  model: z.string().nullable(),
  /** Its helpers included; null where the files were not read to the end, or do not say. */
  tokens: TokenCounts.nullable(),
  /** In US dollars; null where neither the agent nor the price table says it. */
  costUsd: z.number().nonnegative().nullable(),
  /** Null where `costUsd` is. */
  costSource: CostSource.nullable(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  lastActivityAt: z.number(),
  /** Absolute path of the transcript, or of the database that holds it. */
  file: z.string(),
  /** The run of CLUTCH that started it and counts it already; null for all others. */
  run: z.string().nullable(),
  /** `ends`: only its beginning and its end were read, because it is old. */
  read: z.enum(['all', 'ends']),
  /** Lines that were passed over: broken, or too long to be read. */
  skippedLines: z.number().int().nonnegative(),
  liveness: Liveness,
});
export type AgentSession = z.infer<typeof AgentSession>;

/** Files of an agent that cannot be read. */
export const UnreadableSource = z.object({
  agent: SessionAgent,
  path: z.string(),
  /** A sentence: what stands in the way. */
  reason: z.string(),
});
export type UnreadableSource = z.infer<typeof UnreadableSource>;

export const SessionList = z.object({
  /** Newest activity first. */
  sessions: z.array(AgentSession),
  unreadable: z.array(UnreadableSource),
  /** Files that wait to be read; what is listed may be incomplete until this is 0. */
  waiting: z.number().int().nonnegative(),
});
export type SessionList = z.infer<typeof SessionList>;
