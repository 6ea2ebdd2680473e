import * as z from 'zod';

/** `question`, `blocker`: work waits for the answer. `alert`: look at it soon. `fyi`: nobody has to do anything. */
export const SignalKind = z.enum(['question', 'blocker', 'alert', 'fyi']);
export type SignalKind = z.infer<typeof SignalKind>;

/** How much it hurts to leave it unanswered. */
export const SignalSeverity = z.enum(['normal', 'high', 'critical']);

export const SignalOption = z.object({
  id: z.string(),
  label: z.string(),
  /** What a person has to write with this answer; null when the choice says it all. */
  needs: z.enum(['reason', 'guidance']).nullable(),
});
export type SignalOption = z.infer<typeof SignalOption>;

/** The only way in which a run asks a person for anything. */
export const Signal = z.object({
  id: z.string(),
  kind: SignalKind,
  severity: SignalSeverity,
  /** Null when it is about the whole run. */
  phase: z.string().nullable(),
  /** Null when it is about the whole phase. */
  workstream: z.string().nullable(),
  /** Who asks: `executor-api`, or `clutch` for the program itself. */
  from: z.string(),
  /** One or two sentences: what happened, where, what is to be decided. */
  text: z.string(),
  /** Everything that is known, for reading before answering; null where the text says it all. */
  detail: z.string().nullable(),
  /** Empty for what nobody has to answer. */
  options: z.array(SignalOption),
  /** Milliseconds since the epoch. */
  askedAt: z.number(),
});
export type Signal = z.infer<typeof Signal>;
