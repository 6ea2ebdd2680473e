import * as z from 'zod';
import { SessionList } from '#schemas/sessions.ts';

/**
 * Agent sessions on this machine. Asking makes the server look at the agents' files, and go on for a minute: whoever
 * shows them asks again while they are shown.
 */
export const ListSessionsMethod = 'clutch/sessions/list';
export const ListSessionsParams = z.object({
  /** Absolute path of a project: the sessions in it, and those that its runs started. Null: all. */
  project: z.string().max(4096).nullable(),
  /** Reads to the end what is older than 90 days, too. */
  history: z.boolean().default(false),
  /** The newest so many. */
  limit: z.number().int().positive().max(20_000).default(500),
});
export type ListSessionsParams = z.input<typeof ListSessionsParams>;
export const ListSessionsResult = SessionList.extend({
  /** How many older ones are not listed. */
  more: z.number().int().nonnegative(),
});
export type ListSessionsResult = z.infer<typeof ListSessionsResult>;

/** Notification: sessions have changed, ask again. At most one in two seconds, and only while somebody asked lately. */
export const SessionsChangedMethod = 'clutch/sessions/changed';
