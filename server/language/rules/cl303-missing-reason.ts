import { replaceRange } from '../line-edits.ts';
import { rangeOfLine } from '../line-index.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const missingReason: Rule = {
  id: 'CL303',
  title: 'Skipped or deferred without a reason',
  rationale:
    'A workstream that was not done must say why. Otherwise nobody who reads the tracker later can tell a decision from something that was forgotten.',
  kinds: ['workflow'],
  defaultSeverity: 'error',
  check: (document, { path }) =>
    readTrackers(document)
      .flatMap((tracker) =>
        tracker.phases.flatMap((phase) =>
          phase.workstreams
            .filter(({ status, reason }) => status !== 'completed' && reason === null)
            .map(({ name, status, line, restRange }) => ({
              range: rangeOfLine(document.lines, line),
              message: `Workstream "${name}" of phase ${phase.id} is ${status} without a reason. Write why: "${name}: ${status} (reason: …)".`,
              fixes: [
                {
                  title: 'Say that the reason was not recorded',
                  safe: false,
                  changes: () => replaceRange(path, restRange, ` (reason: not recorded when it was ${status})`),
                },
              ],
            })),
        ),
      )
      .slice(0, MAX_REPORTS),
};
