import { comparePhaseIds } from '../phase-id.ts';
import type { ProjectView } from '../project-view.ts';
import { prdOfTracker } from '../relations.ts';
import type { Tracker, TrackerStatus } from './tracker.ts';

/** What a checkpoint says where no phase is behind it. */
const NOTHING_LEFT = 'Nothing is left to run.';

/**
 * The command that goes on behind a phase, as a checkpoint's resume line has it. Without a phase it starts at the
 * first one that is not completed, which is what is given where the phases are not known.
 */
export function resumeCommand(
  project: ProjectView,
  tracker: Tracker,
  phase: { readonly id: string; readonly status: TrackerStatus | null },
): string {
  const prd = prdOfTracker(project, tracker);
  const named = prd?.path ?? tracker.prd ?? '.';
  const plan = /\s/.test(named) ? `"${named}"` : named;
  if (phase.status === 'in-progress') return `clutch run ${plan} ${phase.id}`;
  const known = prd && prd.phases.length > 0 ? prd.phases : tracker.summary;
  const completed = new Set([
    ...tracker.summary.filter(({ status }) => status === 'completed').map(({ id }) => id),
    ...tracker.phases.filter(({ status }) => status === 'completed').map(({ id }) => id),
  ]);
  const later = known.map(({ id }) => id).filter((id) => comparePhaseIds(id, phase.id) > 0 && !completed.has(id));
  const next = later.reduce<string | null>(
    (least, id) => (least === null || comparePhaseIds(id, least) < 0 ? id : least),
    null,
  );
  if (next !== null) return `clutch run ${plan} ${next}`;
  return known.length === 0 ? `clutch run ${plan}` : NOTHING_LEFT;
}
