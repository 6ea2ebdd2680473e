import type { MachineRecord } from '#schemas/wire/bridged-records.ts';
import { inWords } from '../collab/in-words.ts';
import { rangeOfField, recordOf } from '../collab/read-record.ts';
import type { CollabRecord, RecordField } from '../collab/read-record.ts';
import type { ProjectView } from '../project-view.ts';
import type { Rule } from './rule.ts';

/** Milliseconds. Clocks that are set by the network agree to a second, and writing takes a few more. */
const TOLERANCE = 60_000;

/** Older than this, a heartbeat is stale, and the distance to the time of the file may be a copy made later. */
const RECENT = 600_000;

export const clockSkew: Rule = {
  id: 'CL506',
  title: 'Clock of a machine is wrong',
  rationale:
    'Due times and heartbeats are compared between machines. A machine whose clock is more than a minute off looks dead while it works, or alive when it is gone, and its requests are overdue too early or too late.',
  kinds: ['record'],
  defaultSeverity: 'warning',
  check: (document, { path, project }) => {
    const record = recordOf(path, document);
    const skew = record && skewOf(record, project);
    if (!record || !skew) return [];
    const { field, by, ahead } = skew;
    return [
      {
        range: rangeOfField(document, record, field),
        message: `This time is ${inWords(by)} ${ahead ? 'ahead of' : 'behind'} the clock here. Set the clocks of both machines by the network.`,
      },
    ];
  },
};

interface Skew {
  readonly field: RecordField;
  /** Milliseconds. */
  readonly by: number;
  readonly ahead: boolean;
}

function skewOf(record: CollabRecord, project: ProjectView): Skew | null {
  if (record.kind === 'machine') return skewOfMachine(record.says, project);
  const now = project.now();
  const made = record.kind === 'request' ? record.says.createdAt : null;
  if (now === null || made === null || made - now <= TOLERANCE) return null;
  return { field: 'createdAt', by: made - now, ahead: true };
}

function skewOfMachine({ path, heartbeatAt }: MachineRecord, project: ProjectView): Skew | null {
  if (heartbeatAt === null) return null;
  const field = 'heartbeatAt';
  const now = project.now();
  const written = project.records()?.machines.find((one) => one.path === path)?.writtenAt ?? null;
  // Nobody writes a time that is still to come, however late the file arrived here.
  const reference = written ?? now;
  if (reference !== null && heartbeatAt - reference > TOLERANCE) {
    return { field, by: heartbeatAt - reference, ahead: true };
  }
  const recent = now !== null && now - heartbeatAt <= RECENT;
  if (written === null || !recent || written - heartbeatAt <= TOLERANCE) return null;
  return { field, by: written - heartbeatAt, ahead: false };
}
