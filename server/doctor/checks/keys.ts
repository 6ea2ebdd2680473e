import { statSync } from 'node:fs';
import { identityFile, openIdentity } from '../../collab/identity.ts';
import { CollabError } from '../../collab/collab-error.ts';
import { type DoctorCheck, finding } from '../check.ts';

export const keys: DoctorCheck = {
  id: 'keys',
  title: 'Machine identity',
  limitMs: 5_000,
  look: ({ home }) => {
    const file = identityFile(home);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return Promise.resolve([finding('ok', 'This machine has no key yet; one is made when it is needed.')]);
    try {
      const { machine } = openIdentity(home);
      if (process.platform === 'win32' || (stats.mode & 0o077) === 0) {
        return Promise.resolve([finding('ok', `This machine is ${machine} to others.`, { file })]);
      }
      const help = {
        todo: 'Take that right away from them.',
        command: `chmod 600 '${file.replaceAll("'", String.raw`'\''`)}'`,
        file,
      };
      return Promise.resolve([finding('problem', `Others on this machine can read its key: ${file}`, help)]);
    } catch (error) {
      if (!(error instanceof CollabError)) throw error;
      const command = 'clutch members new-identity';
      return Promise.resolve([finding('problem', error.message, { todo: 'Do what it says.', command, file })]);
    }
  },
};
