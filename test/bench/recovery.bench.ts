/** How long a server with a long history needs until its runs go on, and until it has said how they stand. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ListRunsMethod, ListRunsResult } from '#schemas/protocol/runs.ts';
import { openJournal } from '../../server/store/journal.ts';
import { withTempDir } from '../helpers/temp.ts';
import { median, note, noteSamples, report } from './lib/figure.ts';
import { startServer } from './lib/started-server.ts';
import { LONG_RUN, playRun } from './lib/succeeding-world.ts';

const STARTS = 5;
const QUERIES = 40;
/** What a thousand sessions leave that ask, report and write to each other a hundred times each. */
const SESSIONS = 1_000;
const RECORDS_EACH = 100;

await withTempDir(async (folder) => {
  const home = join(folder, 'home');
  writeJournal(home);
  const starts: number[] = [];
  const queries: number[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    const before = performance.now();
    const server = await startServer(home);
    ListRunsResult.parse(await server.client.request(ListRunsMethod, { project: null }));
    starts.push(performance.now() - before);
    for (let query = 0; query < QUERIES; query += 1) {
      const asked = performance.now();
      await server.client.request(ListRunsMethod, { project: null });
      queries.push(performance.now() - asked);
    }
    await server.stop();
  }
  noteSamples('starts, ms', starts);
  report({ name: 'server-recovery', value: median(starts), unit: 'ms', bound: 1000 });
  report({ name: 'status-query', value: median(queries), unit: 'ms', bound: 20 });
  report({ name: 'session-records', value: median(readSessions(home)), unit: 'ms', bound: 20 });
});

/** The run stands just before its end, so that the server takes it up again. */
function writeJournal(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const { events } = playRun(LONG_RUN, 'bench');
  const journal = openJournal(home);
  const stopped = { type: 'stop-requested' as const, at: events.at(-1)?.at ?? 0 };
  for (const event of [...events.slice(0, -1), stopped]) journal.append('bench', event, [], []);
  journal.close();
  writeRecords(home);
  note(`${events.length} events, ${LONG_RUN.phases * LONG_RUN.workstreams.length} tasks`);
}

/** In one transaction: as many of the journal's own take minutes. */
function writeRecords(home: string): void {
  const database = new DatabaseSync(join(home, 'journal.db'));
  const insert = database.prepare('INSERT INTO record (run, body) VALUES (?, ?)');
  database.exec('BEGIN');
  for (let number = 0; number < SESSIONS * RECORDS_EACH; number += 1) {
    const about = { effect: `bench-${number % SESSIONS}`, phase: '1', workstream: 'api', role: 'executor', at: number };
    const text = `Message ${number} about what somebody else has to know.`;
    const body = { kind: 'message', from: 'executor-api', to: 'all', text };
    insert.run('bench', JSON.stringify({ ...about, body }));
  }
  database.exec('COMMIT');
  database.close();
}

/** What a session reads before it begins, each time another. */
function readSessions(home: string): number[] {
  const journal = openJournal(home);
  try {
    return Array.from({ length: QUERIES }, (_, session) => {
      const before = performance.now();
      const own = journal.records('bench', { effect: `bench-${session}` });
      if (own.length !== RECORDS_EACH) throw new Error(`A session has ${own.length} records.`);
      journal.records('bench', { effect: `bench-${session}`, kinds: ['session'] });
      return performance.now() - before;
    });
  } finally {
    journal.close();
  }
}
