import { rangeOfLine } from '../line-index.ts';
import { earlierTableHeading, migrateTracker } from '../tracker/migrate-tracker.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const earlierTracker: Rule = {
  id: 'CL309',
  title: 'Tracker of the first version',
  rationale:
    'The first version of the tracker has one table and no place for commits, workstreams and resume lines, so a session that starts cold cannot go on from it. Migrating keeps everything that was written.',
  kinds: ['workflow'],
  defaultSeverity: 'info',
  check: (document, { path, project }) =>
    readTrackers(document)
      .slice(0, MAX_REPORTS)
      .flatMap((tracker) => {
        const heading = earlierTableHeading(document, tracker);
        if (!heading) return [];
        return [
          {
            range: rangeOfLine(document.lines, heading.line),
            message:
              'This tracker has the form of the first version, which names no commits and no way to go on. Migrate it: the table becomes the Execution Summary, and dates and notes become a section for each phase.',
            fixes: [
              {
                title: 'Migrate the tracker to version 2',
                safe: false,
                changes: () => migrateTracker(document, path, project, { tracker, heading }),
              },
            ],
          },
        ];
      }),
};
