import type { TextRange } from '../line-index.ts';
import { removeLines, replaceRange } from '../line-edits.ts';
import { nearestName } from '../nearest-name.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { SummaryRow, TrackedPhase, TrackerStatus } from '../tracker/read-trackers.ts';
import { readStatus, sameStatus } from '../tracker/status-words.ts';
import type { Fix, Report, Rule, RuleContext } from './rule.ts';

const MAX_REPORTS = 50;
const IN_SECTION = /^(?:completed|in-progress|deferred)\b/i;
const IN_SUMMARY = /^(?:completed|in-progress|deferred|pending)\b/i;

export const statusOutsideSet: Rule = {
  id: 'CL306',
  title: 'Status outside the set',
  rationale:
    'Programs decide by a status what is run next. A tracker made from our template uses completed, in-progress and deferred, in the summary also pending, and for workstreams completed, skipped and deferred; any other word is read as no status, and the phase may be run again.',
  kinds: ['workflow'],
  defaultSeverity: 'warning',
  check: (document, context) =>
    readTrackers(document)
      .filter(({ strict }) => strict)
      .flatMap((tracker) => {
        const rows = new Map(tracker.summary.map((row) => [row.id, row] as const));
        const sections = new Map(tracker.phases.map((phase) => [phase.id, phase] as const));
        return [
          ...tracker.summary.flatMap((row) => rowReports(context, row, sections.get(row.id))),
          ...tracker.phases.flatMap((phase) => sectionReports(document, context, phase, rows.get(phase.id))),
          ...tracker.phases.flatMap((phase) => workstreamReports(context, phase)),
        ];
      })
      .slice(0, MAX_REPORTS),
};

function rowReports({ path }: RuleContext, row: SummaryRow, section: TrackedPhase | undefined): readonly Report[] {
  const { id, writtenStatus, statusRange: range } = row;
  if (range === null || IN_SUMMARY.test(writtenStatus) || /^[-–—]*$/.test(writtenStatus)) return [];
  const set = 'completed, in-progress, deferred or pending';
  return [
    {
      range,
      message: `"${writtenStatus}" is no status of a phase. Write one of ${set}; what else is to be said of phase ${id} belongs in its section.`,
      fixes: statusFixes(path, range, writtenStatus, section?.status ?? null),
    },
  ];
}

function sectionReports(
  document: ParsedDocument,
  { path }: RuleContext,
  phase: TrackedPhase,
  row: SummaryRow | undefined,
): readonly Report[] {
  const written = phase.writtenStatus;
  const place = phase.places.get('status');
  if (written === null || !place || IN_SECTION.test(written)) return [];
  const set = 'completed, in-progress or deferred';
  if (written === '' || phase.status === 'pending') {
    const { line } = place.label.start;
    // The summary says the same already, so nothing is lost.
    const safe = row?.status === 'pending' && sameStatus(written) === 'pending';
    const message =
      written === ''
        ? `The status of phase ${phase.id} is empty. Write one of ${set}, or take the line out while the phase is pending.`
        : `"${written}" stands in the summary only; a section is written when work has begun. Write one of ${set}, or take the line out.`;
    const changes: Fix['changes'] = () => [
      { kind: 'edit', path, edits: [removeLines(document, line, place.lastLine + 1)] },
    ];
    return [
      {
        range: written === '' ? place.label : place.value,
        message,
        fixes: [{ title: 'Take the line out', safe, changes }],
      },
    ];
  }
  return [
    {
      range: place.value,
      message: `"${written}" is no status of a phase. Write one of ${set} first; other words may follow it.`,
      fixes: statusFixes(path, place.value, written, row?.status ?? null),
    },
  ];
}

/** `other` is what the other place, row or section, calls the same phase; the two must not come to disagree. */
function statusFixes(path: string, range: TextRange, written: string, other: TrackerStatus | null): readonly Fix[] {
  const same = sameStatus(written);
  const status = same ?? readStatus(written) ?? other ?? nearestStatus(written);
  if (status === null) return [];
  return [{ title: `Set to "${status}"`, safe: same !== null, changes: () => replaceRange(path, range, status) }];
}

/** For slips of the keyboard. `incomplete` is the opposite of what it resembles. */
function nearestStatus(written: string): TrackerStatus | null {
  if (/\s/.test(written) || /^(?:un|not|non|in(?!.?pro))/i.test(written)) return null;
  return readStatus(nearestName(written, ['completed', 'in-progress', 'deferred']) ?? '?');
}

/** While a phase runs, its workstreams may be in any state; in a completed one each has come to an end. */
function workstreamReports({ path }: RuleContext, { id, status, unread }: TrackedPhase): readonly Report[] {
  if (status !== 'completed') return [];
  return unread.map(({ name, written, range }) => ({
    range,
    message: `"${written}" is no status of a workstream. Write "${name}: completed (files: …)", or skipped or deferred with a reason: phase ${id} is completed.`,
    fixes:
      sameStatus(written) === 'completed'
        ? [{ title: 'Set to "completed"', safe: true, changes: () => replaceRange(path, range, 'completed') }]
        : [],
  }));
}
