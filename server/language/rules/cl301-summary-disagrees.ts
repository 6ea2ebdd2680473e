import { replaceRange } from '../line-edits.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { SummaryRow, TrackedPhase, Tracker } from '../tracker/read-trackers.ts';
import { isSameCommit } from '../tracker/sha.ts';
import type { Report, Rule, RuleContext } from './rule.ts';

const MAX_REPORTS = 50;

export const summaryDisagrees: Rule = {
  id: 'CL301',
  title: 'Summary and checkpoint disagree',
  rationale:
    "A tracker is read in two ways: people look at the summary table, and a session that starts cold reads the phase's section. When the two name different statuses or commits, one of the readers does the wrong thing. The section says more, so it counts.",
  kinds: ['workflow'],
  defaultSeverity: 'error',
  check: (document, context) =>
    readTrackers(document)
      .flatMap((tracker) => {
        const rows = onlyOnes(tracker.summary);
        const sections = onlyOnes(tracker.phases);
        return [...sections.values()].flatMap((phase) => {
          const row = rows.get(phase.id);
          if (!row) return [];
          return [
            ...statusReports(context, tracker, row, phase),
            ...commitReports(document, context, tracker, row, phase),
          ];
        });
      })
      .slice(0, MAX_REPORTS),
};

/** By id. An id that stands twice may be that of two plans, and says nothing about either. */
function onlyOnes<Item extends { readonly id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  const twice = new Set<string>();
  for (const item of items) {
    if (found.has(item.id)) twice.add(item.id);
    found.set(item.id, item);
  }
  for (const id of twice) found.delete(id);
  return found;
}

function statusReports(
  { path }: RuleContext,
  tracker: Tracker,
  row: SummaryRow,
  { id, status }: TrackedPhase,
): readonly Report[] {
  const range = row.statusRange;
  if (status === null || row.status === null || row.status === status || range === null) return [];
  return [
    {
      range,
      message: `The summary calls phase ${id} ${row.status}, but its section says ${status}. Set this row to ${status}, or mend the section if it is the one that is wrong.`,
      fixes: [
        {
          title: `Set the row to "${status}"`,
          safe: tracker.strict,
          changes: () => replaceRange(path, range, status),
        },
      ],
    },
  ];
}

function commitReports(
  document: ParsedDocument,
  { path, project }: RuleContext,
  tracker: Tracker,
  row: SummaryRow,
  { id, commit, fields }: TrackedPhase,
): readonly Report[] {
  const range = row.commitRange;
  if (!commit || row.commit === null || range === null || isSameCommit(row.commit, commit.sha)) return [];
  // Either may name several commits, and then the two need not begin with the same one.
  const cell = document.lines.text(range.start.line).slice(range.start.character, range.end.character);
  if (cell.includes(commit.sha.slice(0, 7)) || fields.get('commit')?.includes(row.commit)) return [];
  const short = commit.sha.slice(0, 12);
  return [
    {
      range,
      message: `The summary names commit ${row.commit.slice(0, 12)} for phase ${id}, but its section names ${short}. Set this row to the section's commit, or mend the section if it is the one that is wrong.`,
      fixes: [
        {
          title: `Set the row to ${short}`,
          // A section whose commit git does not know may be the one that is wrong.
          safe: tracker.strict && project.commit(commit.sha)?.state !== 'unknown',
          changes: () => replaceRange(path, range, short),
        },
      ],
    },
  ];
}
