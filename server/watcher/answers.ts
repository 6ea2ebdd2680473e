import { plus, withTokens, type Aggregate } from './aggregate.ts';
import type { Answer } from './said.ts';
import type { SessionStore, Transcript } from './store.ts';

/**
 * Counts each answer of a model once on the whole machine. An agent repeats an answer for each of its blocks, and copies
 * whole conversations when one is forked: then the transcript that was there first counts it, whichever is read first.
 */
export function countAnswer(
  transcript: Transcript,
  sum: Aggregate,
  { id, tokens }: Answer,
  store: SessionStore,
): Aggregate {
  const key = `${transcript.agent}:${id}`.slice(0, 200);
  const known = store.answer(key);
  const mine = known?.transcript === transcript.id;
  const other = known === null || mine ? null : store.ofId(known.transcript);
  if (other !== null && isOlder(other, transcript)) return { ...withTokens(sum, NONE), shared: true };
  store.setAnswer(key, { transcript: transcript.id, tokens });
  const added = withTokens(sum, tokens);
  if (known === null) return added;
  if (mine) return { ...added, tokens: plus(added.tokens ?? NONE, known.tokens, -1) };
  if (other !== null) {
    const left = plus(other.sum.tokens ?? NONE, known.tokens, -1);
    store.update({ ...other, sum: { ...other.sum, tokens: left, shared: true } });
  }
  return added;
}

const NONE = { input: 0, cachedRead: 0, cachedWrite: 0, output: 0 };

function isOlder(a: Transcript, b: Transcript): boolean {
  return a.bornAt === b.bornAt ? a.path < b.path : a.bornAt < b.bornAt;
}
