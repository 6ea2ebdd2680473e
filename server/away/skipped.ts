import type { SessionRecord } from '#schemas/journal/records.ts';
import type { AwaySkipped } from '#schemas/protocol/away.ts';
import { SKIPPED } from '../runs/away-guard.ts';
import type { ArmedState } from './armed-state.ts';

/** What agents did not get while the plan was armed, newest first. The journal knows it: it outlives the server. */
export function skippedOf(state: ArmedState, records: readonly SessionRecord[]): AwaySkipped[] {
  const until = state.ended?.at ?? Number.POSITIVE_INFINITY;
  return records
    .flatMap(({ at, run, phase, workstream, body }): AwaySkipped[] => {
      if (body.kind !== 'permission' || at < state.at || at > until) return [];
      const { outcome, by, clause, command, paths, title } = body.decision;
      if (outcome !== 'denied' || by !== 'policy') return [];
      const what = command ?? (paths.length > 0 ? paths.join(', ') : title);
      const verdict = clause.includes(SKIPPED) ? ('ask' as const) : ('deny' as const);
      return [{ at, run, phase, workstream, what, verdict, clause }];
    })
    .toReversed();
}
