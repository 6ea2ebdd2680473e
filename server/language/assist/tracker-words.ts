import { labelKey } from '../inline-text.ts';

/** What a status of a phase means. `pending` stands in the summary table only. */
export const PHASE_STATUSES: Readonly<Record<string, string>> = {
  completed: 'Every workstream is done or has a reason, validation passed, and the commit is on the branch.',
  'in-progress': 'Work has begun and is not committed as a whole; a resumed run takes the phase up again.',
  deferred: 'The phase was put off by a decision. It is not done, and a run does not count it as done.',
  pending: 'Nothing has been done for the phase yet.',
};

/** What a status of a workstream in a checkpoint means. */
export const WORKSTREAM_STATUSES: Readonly<Record<string, string>> = {
  completed: 'The work is in the commit of this phase. The files it changed stand behind it.',
  skipped: 'It was not done and will not be. The reason stands behind it.',
  deferred: 'It was not done now but is still wanted. The reason stands behind it.',
};

/** What an execution mode means. */
export const MODES: Readonly<Record<string, string>> = {
  team: 'Several executors worked at the same time, each on the files of its own workstream.',
  sequential: 'One executor after the other, in the order of their dependencies.',
  solo: 'A single executor did the whole phase.',
};

/** The fields of a checkpoint, in the order of the template. */
export const CHECKPOINT_LABELS: readonly string[] = [
  'Status',
  'Commit',
  'Execution Mode',
  'Team Failure',
  'Workstreams',
  'Tests',
  'Files Changed',
  'Validation',
  'Context Budget',
  'Next Phase',
  'Resume Instructions',
];

const KEYS: ReadonlySet<string> = new Set([...CHECKPOINT_LABELS.map(labelKey), 'workstream status']);

export const isCheckpointLabel = (key: string): boolean => KEYS.has(key);
