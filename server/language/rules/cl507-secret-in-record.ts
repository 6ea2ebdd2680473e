import { findSecrets } from '../collab/find-secrets.ts';
import type { Rule } from './rule.ts';

const MAX_REPORTS = 50;
const REMOVED = '[removed]';

export const secretInRecord: Rule = {
  id: 'CL507',
  title: 'Secret or private data in a shared record',
  rationale:
    'A shared folder is read by every machine in it, is synchronized and backed up, and often ends in a repository. Passwords, tokens and keys do not belong there, and neither do addresses, accounts and home folders of one machine, which the others have no use for.',
  kinds: ['record'],
  defaultSeverity: 'error',
  check: (document, { path }) =>
    findSecrets(document, MAX_REPORTS).map(({ what, range }) => ({
      range,
      message: `This looks like ${what}, and everybody who shares the folder can read it. Remove it; a password, token or key that was shared must also be replaced.`,
      fixes: [
        {
          title: `Replace it by ${REMOVED}`,
          safe: false,
          changes: () => [{ kind: 'edit', path, edits: [{ range, newText: REMOVED }] }],
        },
      ],
    })),
};
