import * as z from 'zod';

/** JSON-RPC code of every refusal that a person can do something about (LSP's RequestFailed). */
export const REQUEST_FAILED = -32803;

/** `data` of such an error. `user`: mend the request or the project; `environment`: git, the disk, an agent; `bug`: ours. */
export const FailureData = z.object({ fault: z.enum(['user', 'environment', 'bug']) });
export type FailureData = z.infer<typeof FailureData>;
