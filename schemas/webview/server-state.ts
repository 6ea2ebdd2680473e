import * as z from 'zod';

/** How the window stands to the server. `message` says what happened and what to do, where there is something to say. */
export const ServerState = z.object({
  state: z.enum(['starting', 'ready', 'incompatible', 'down']),
  message: z.string().nullable(),
});
export type ServerState = z.infer<typeof ServerState>;
