import path from 'node:path';
import { type DoctorCheck, finding, needsServer } from '../check.ts';

export const journal: DoctorCheck = {
  id: 'journal',
  title: 'Journal',
  limitMs: 10_000,
  look: ({ home, server }) => {
    const file = path.join(home, 'journal.db');
    if (server === null) return Promise.resolve(needsServer('Whether the journal is whole'));
    const wrong = server.journal();
    if (wrong === null) {
      return Promise.resolve([
        finding('unknown', `${file} is too large to be checked while the server works with it.`, {
          todo: 'Stop the server, then check the file with sqlite3.',
          file,
        }),
      ]);
    }
    if (wrong.length === 0) return Promise.resolve([finding('ok', `${file} is whole.`)]);
    const todo =
      'Stop the server and move the file away: CLUTCH begins with an empty journal. Commits and WORKFLOW.md are not affected.';
    return Promise.resolve([
      finding('problem', `${file} is damaged: ${wrong.join('; ')}`, { todo, command: 'clutch server stop', file }),
    ]);
  },
};
