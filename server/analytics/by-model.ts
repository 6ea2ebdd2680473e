import type { ModelRow } from '#schemas/protocol/analytics.ts';
import type { RunFacts, SessionFact } from '../runs/facts/run-facts.ts';
import { createSessionTally, type SessionTally } from './session-tally.ts';

/** Nobody compares more; what was used most is kept. */
const MOST_ROWS = 500;

/** Sessions that ended between two instants, by model, runtime and role; most sessions first. */
export function byModel(runs: readonly RunFacts[], from: number, to: number): ModelRow[] {
  const groups = new Map<string, Pick<SessionFact, 'model' | 'runtime' | 'role'> & { readonly tally: SessionTally }>();
  for (const run of runs) {
    for (const session of run.sessions) {
      if (session.at < from || session.at >= to) continue;
      const { model, runtime, role } = session;
      const key = JSON.stringify([model, runtime, role]);
      const group = groups.get(key) ?? { model, runtime, role, tally: createSessionTally() };
      groups.set(key, group);
      group.tally.add(run, session);
    }
  }
  return [...groups.values()]
    .map(({ tally, ...who }) => ({ ...who, ...tally.figures() }))
    .toSorted((one, other) => other.sessions - one.sessions)
    .slice(0, MOST_ROWS);
}
