import * as z from 'zod';

/** A count that may be left out. What no agent can have used is no count: it would drown all others. */
export const Count = z.number().nonnegative().max(1e12).catch(0).default(0);

/** Any text of a record; it is cut before it is kept. */
export const Text = z.string().min(1);

/** An ISO time in milliseconds since the epoch; undefined for what is none. */
export function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
