import * as z from 'zod';

const machine = z.string().max(64);
/** Milliseconds of the clock that all processes of this computer share; never goes back. */
const at = z.number();
const n = z.number().int().positive();

/**
 * One line of what a machine of the soak did. A machine appends to its own file, and what was appended outlives a
 * SIGKILL; `n` counts what a sender says, from 1, across its lives.
 */
export const HistoryLine = z.discriminatedUnion('did', [
  z.object({ did: z.literal('start'), life: z.number().int().positive(), at }),
  /** Written before it is published. */
  z.object({ did: z.literal('say'), n }),
  z.object({ did: z.literal('acknowledged'), n, how: z.enum(['acknowledged', 'kept']), tookMs: z.number() }),
  z.object({ did: z.literal('apply'), from: machine, n, sentAt: at, at }),
  /** It was handed on again after it was applied. */
  z.object({ did: z.literal('again'), from: machine, n }),
  /** The lease of a task was valid at least from `from` to `to`; the last line of a (task, token) counts. */
  z.object({ did: z.literal('own'), task: z.string().max(64), token: z.number(), from: at, to: at }),
  z.object({ did: z.literal('note'), text: z.string().max(2_000) }),
]);
export type HistoryLine = z.infer<typeof HistoryLine>;

export interface MachineHistory {
  readonly machine: string;
  readonly lines: Iterable<HistoryLine>;
}
