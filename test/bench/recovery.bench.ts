/** How long a server with a long history needs until its runs go on, and until it has said how they stand. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ListRunsMethod, ListRunsResult } from '#schemas/protocol/runs.ts';
import { openJournal } from '../../server/store/journal.ts';
import { withTempDir } from '../helpers/temp.ts';
import { median, note, noteSamples, report } from './lib/figure.ts';
import { startServer } from './lib/started-server.ts';
import { LONG_RUN, playRun } from './lib/succeeding-world.ts';

const STARTS = 5;
const QUERIES = 40;

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
});

/** The run stands just before its end, so that the server takes it up again. */
function writeJournal(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const { events } = playRun(LONG_RUN, 'bench');
  const journal = openJournal(home);
  const stopped = { type: 'stop-requested' as const, at: events.at(-1)?.at ?? 0 };
  for (const event of [...events.slice(0, -1), stopped]) journal.append('bench', event, [], []);
  journal.close();
  note(`${events.length} events, ${LONG_RUN.phases * LONG_RUN.workstreams.length} tasks`);
}
