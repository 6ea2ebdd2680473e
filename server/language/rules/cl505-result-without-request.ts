import { rangeOfField, recordOf } from '../collab/read-record.ts';
import type { Rule } from './rule.ts';

export const resultWithoutRequest: Rule = {
  id: 'CL505',
  title: 'Result for an unknown request',
  rationale:
    'A result is brought to whoever asked, and the request says who that is. A result whose request is not there reaches nobody.',
  kinds: ['record'],
  defaultSeverity: 'warning',
  check: (document, { path, project }) => {
    const record = recordOf(path, document);
    const known = project.records();
    if (record?.kind !== 'result' || !known) return [];
    const { base, request } = record.says;
    if (known.requests.some((one) => one.base === base && (one.id === request || one.named === request))) return [];
    return [
      {
        range: rangeOfField(document, record, 'answers'),
        message: `There is no request "${request.slice(0, 80)}" in ${base}/requests. Correct the id, or put the request back.`,
      },
    ];
  },
};
