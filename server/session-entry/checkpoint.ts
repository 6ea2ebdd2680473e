import path from 'node:path';
import type { SessionEntry } from '#schemas/protocol/session-entry.ts';
import { parseDocument } from '../language/parse-document.ts';
import { readTrackers } from '../language/tracker/read-trackers.ts';
import { readDocument } from '../plans/read-document.ts';

/** What WORKFLOW.md says of the phase that ended last; null where it says nothing. */
export function lastCheckpoint(root: string): SessionEntry['checkpoint'] {
  const document = readDocument(path.join(root, 'WORKFLOW.md'));
  if (!document.ok) return null;
  const phases = readTrackers(parseDocument(document.text)).flatMap((tracker) => tracker.phases);
  const last = phases.findLast(({ status }) => status === 'completed' || status === 'deferred');
  if (last === undefined) return null;
  const { id, title, status, commit, fields } = last;
  return {
    phase: id,
    title,
    status: status ?? 'unknown',
    commit: commit?.sha ?? null,
    resume: fields.get('resume instructions') ?? null,
  };
}
