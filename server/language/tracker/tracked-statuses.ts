import type { TrackerStatus } from './read-trackers.ts';
import { trackedPhases } from './tracked-phases.ts';

/** The status of every phase that the tracker knows in words of ours; phases with other words are left out. */
export function trackedStatuses(text: string, prd?: string): ReadonlyMap<string, TrackerStatus> {
  const statuses = new Map<string, TrackerStatus>();
  for (const [id, { status }] of trackedPhases(text, prd)) if (status !== null) statuses.set(id, status);
  return statuses;
}
