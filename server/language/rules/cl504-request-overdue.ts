import { inWords } from '../collab/in-words.ts';
import { rangeOfField, recordOf, wordsOf } from '../collab/read-record.ts';
import type { Rule } from './rule.ts';

/** A request that somebody took, answered or gave up waits for nobody. */
const TAKEN = /^(?:claimed|accepted|active|running|in[-_ ]?progress|done|completed|blocked|failed|cancelled|closed)$/i;

export const requestOverdue: Rule = {
  id: 'CL504',
  title: 'Request overdue and not claimed',
  rationale:
    'A request that no machine has claimed by the time it is due will most likely not be worked on at all: its machine is away, or nobody reads what is sent to it. Whoever waits for the answer should know.',
  kinds: ['record'],
  defaultSeverity: 'warning',
  check: (document, { path, project }) => {
    const record = recordOf(path, document);
    if (record?.kind !== 'request' || TAKEN.test(wordsOf(record, 'status') ?? '')) return [];
    const { says } = record;
    const now = project.now();
    if (now === null || says.dueAt === null || says.claimedBy !== null || now <= says.dueAt) return [];
    const known = project.records();
    const ids = [says.id, says.named];
    if (!known || known.results.some((one) => one.base === says.base && ids.includes(one.request))) return [];
    const whom = says.to === null ? 'no machine' : `neither "${says.to.slice(0, 80)}" nor another machine`;
    return [
      {
        range: rangeOfField(document, record, 'dueAt'),
        message: `This request was due ${inWords(now - says.dueAt)} ago and ${whom} has claimed it. Send it to a machine that is there, give it more time, or cancel it.`,
      },
    ];
  },
};
