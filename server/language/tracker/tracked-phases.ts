import { parseDocument } from '../parse-document.ts';
import { isSamePrd, readTrackers } from './read-trackers.ts';
import { STAGED } from './write-checkpoint.ts';
import type { SummaryRow, TrackedPhase, TrackerStatus } from './read-trackers.ts';

/** What a tracker says of one phase. */
export interface Tracked {
  readonly status: TrackerStatus | null;
  readonly commit: string | null;
  /** The phase was left staged for a person, who committed it together with what says so. */
  readonly byPerson: boolean;
}

/**
 * What a WORKFLOW.md says of each phase. A phase's section says more than its row in the summary, so it
 * comes after it. With `prd`, trackers of other PRDs in the same file are left out.
 */
export function trackedPhases(text: string, prd: string | undefined): ReadonlyMap<string, Tracked> {
  const found = new Map<string, Tracked>();
  for (const tracker of readTrackers(parseDocument(text))) {
    if (prd !== undefined && !isSamePrd(tracker.prd, prd)) continue;
    const rows = tracker.summary.map(
      (row: SummaryRow) => [row.id, { status: row.status, commit: row.commit, byPerson: false }] as const,
    );
    const sections = tracker.phases.map(
      (phase: TrackedPhase) =>
        [
          phase.id,
          {
            status: phase.status,
            commit: phase.commit?.sha ?? null,
            byPerson: phase.fields.get('commit')?.includes(STAGED) === true,
          },
        ] as const,
    );
    for (const [id, state] of [...rows, ...sections]) {
      const known = found.get(id);
      if (!known || !saysLess(state, known)) found.set(id, state);
    }
  }
  return found;
}

/** Free words, or a completion without its commit, do not take back what the tracker said of the phase before. */
function saysLess(state: Tracked, known: Tracked): boolean {
  if (state.status === null) return known.status !== null;
  return state.status === 'completed' && known.status === 'completed' && state.commit === null && known.commit !== null;
}
