import type { Redactor } from '../platform/redact.ts';
import type { EffectContext } from './performer.ts';

/** What a session asks and records never holds a secret. */
export function redactedContext(context: EffectContext, redactor: Redactor): EffectContext {
  const { ask, records } = context;
  return {
    ...context,
    ask: (question, gated) => ask(redactor.deep(question), gated),
    records: { ...records, add: (body) => records.add(redactor.deep(body)) },
  };
}
