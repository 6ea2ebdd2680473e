import * as z from 'zod';

/** Raised when a request or notification changes so that an older peer would misread it. */
export const PROTOCOL_VERSION = 1;

/** `CLUTCH_HOME/server.json`: how to reach the server that runs now. A hint only; the lock and the handshake decide. */
export const ServerInfo = z.object({
  pid: z.number().int().positive(),
  version: z.string(),
  protocol: z.number().int(),
  /** Path of the unix socket, or name of the Windows pipe. */
  address: z.string(),
  startedAt: z.number(),
});
export type ServerInfo = z.infer<typeof ServerInfo>;

/** First request on every connection; its shape never changes, so that any two versions understand it. */
export const HelloMethod = 'clutch/hello';
export const HelloParams = z.object({
  client: z.string().max(64),
  version: z.string().max(64),
  protocol: z.number().int(),
});
export type HelloParams = z.infer<typeof HelloParams>;
export const HelloResult = ServerInfo.extend({ compatible: z.boolean(), activeRuns: z.number().int().nonnegative() });
export type HelloResult = z.infer<typeof HelloResult>;

/** Asks the server to leave. Runs are kept in the journal and go on when a server starts again. */
export const ShutdownServerMethod = 'clutch/server/stop';
/** `ifIdle`: refuse when a run is active. */
export const ShutdownServerParams = z.object({ ifIdle: z.boolean() });
export type ShutdownServerParams = z.infer<typeof ShutdownServerParams>;
export const ShutdownServerResult = z.object({ stopping: z.boolean() });
export type ShutdownServerResult = z.infer<typeof ShutdownServerResult>;

export const ServerStatusMethod = 'clutch/server/status';
export const ServerStatusResult = ServerInfo.extend({
  clients: z.number().int().nonnegative(),
  activeRuns: z.number().int().nonnegative(),
  rssBytes: z.number().int().nonnegative(),
  logFile: z.string(),
});
export type ServerStatusResult = z.infer<typeof ServerStatusResult>;
