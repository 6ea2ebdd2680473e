import { inWords } from '../collab/in-words.ts';
import { rangeOfField, recordOf, wordsOf } from '../collab/read-record.ts';
import type { Rule } from './rule.ts';

/** A machine that works writes more often than that. */
const STALE_AFTER = 600_000;

/** A machine that said goodbye is not missed. */
const AT_REST = /^(?:offline|stopped|off|paused|detached|left|retired|inactive|shutdown|disabled)$/i;

export const staleHeartbeat: Rule = {
  id: 'CL503',
  title: 'Machine without a recent heartbeat',
  rationale:
    'Work is given to machines that show that they are there. One that has not written for ten minutes is switched off, cut off from the folder or stuck, and a request to it will not be answered.',
  kinds: ['record'],
  defaultSeverity: 'warning',
  check: (document, { path, project }) => {
    const record = recordOf(path, document);
    if (record?.kind !== 'machine' || AT_REST.test(wordsOf(record, 'status') ?? '')) return [];
    const now = project.now();
    const { heartbeatAt } = record.says;
    if (now === null || heartbeatAt === null || now - heartbeatAt <= STALE_AFTER) return [];
    const written = project.records()?.machines.find((one) => one.path === path)?.writtenAt ?? null;
    const advice =
      written !== null && now - written <= STALE_AFTER && written - heartbeatAt > STALE_AFTER
        ? `Its file is ${inWords(Math.max(0, now - written))} old, though: look at the clock of that machine.`
        : 'Look whether it still runs and reaches this folder, or write "status": "stopped".';
    return [
      {
        range: rangeOfField(document, record, 'heartbeatAt'),
        message: `The last heartbeat of this machine is ${inWords(now - heartbeatAt)} old. ${advice}`,
      },
    ];
  },
};
