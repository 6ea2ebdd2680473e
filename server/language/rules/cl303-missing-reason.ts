import { rangeOfLine } from '../line-index.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { Rule } from './rule.ts';

export const missingReason: Rule = {
  id: 'CL303',
  title: 'Skipped or deferred without a reason',
  rationale:
    'A workstream that was not done must say why. Otherwise nobody who reads the tracker later can tell a decision from something that was forgotten.',
  kinds: ['workflow'],
  defaultSeverity: 'error',
  check: (document) =>
    readTrackers(document).flatMap((tracker) =>
      tracker.phases.flatMap((phase) =>
        phase.workstreams
          .filter((workstream) => workstream.status !== 'completed' && workstream.reason === null)
          .map((workstream) => ({
            range: rangeOfLine(document.lines, workstream.line),
            message: `Workstream "${workstream.name}" of phase ${phase.id} is ${workstream.status} without a reason. Write why: "${workstream.name}: ${workstream.status} (reason: …)".`,
          })),
      ),
    ),
};
