import type { TextRange } from '../line-index.ts';
import { prdOfTracker } from '../relations.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { Tracker } from '../tracker/read-trackers.ts';
import type { Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_PHASES = 300;

export const noReceipt: Rule = {
  id: 'CL310',
  title: 'Completed without a valid receipt',
  rationale:
    "A receipt is the record of a validation command that ran and passed on exactly the phase's commit. A phase that is called completed without one, or with one for another state of the files, is a claim.",
  kinds: ['workflow'],
  defaultSeverity: 'warning',
  check: (document, { path, project }) =>
    readTrackers(document)
      .flatMap((tracker) => {
        const phases = completedPhases(tracker);
        const prd = phases.length === 0 ? null : prdOfTracker(project, tracker);
        if (!prd) return [];
        return phases.slice(0, MAX_PHASES).flatMap(({ id, places }): readonly Report[] => {
          const [first] = places;
          const state = project.receipts(prd.path, id);
          if (!first || (state !== 'missing' && state !== 'stale')) return [];
          const what =
            state === 'missing'
              ? `Phase ${id} is called completed, but no validation receipt shows it.`
              : `Phase ${id} is called completed, but its validation receipts are for another state of the files.`;
          const edits = places.map((range) => ({ range, newText: 'in-progress' }));
          return [
            {
              range: first,
              message: `${what} Run its validation again, or set it to in-progress.`,
              fixes: [
                {
                  title: `Set phase ${id} to "in-progress"`,
                  safe: false,
                  changes: () => [{ kind: 'edit', path, edits }],
                },
              ],
            },
          ];
        });
      })
      .slice(0, MAX_REPORTS),
};

/** Each phase once, with the places that call it completed; the section's comes first, because it counts. */
function completedPhases(tracker: Tracker): readonly { readonly id: string; readonly places: readonly TextRange[] }[] {
  const sections = new Map(tracker.phases.map((phase) => [phase.id, phase] as const));
  const rows = new Map(tracker.summary.map((row) => [row.id, row] as const));
  return [...new Set([...sections.keys(), ...rows.keys()])].flatMap((id) => {
    const [section, row] = [sections.get(id), rows.get(id)];
    if ((section?.status ?? row?.status) !== 'completed') return [];
    const ofSection = section?.status === 'completed' ? section.places.get('status')?.value : undefined;
    const ofRow = row?.status === 'completed' ? row.statusRange : null;
    return [{ id, places: [ofSection, ofRow].filter((range) => range !== undefined && range !== null) }];
  });
}
