/** How fast the server starts, how quietly it waits, and how much memory that takes. The idle part needs Linux. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OverviewMethod } from '#schemas/protocol/overview.ts';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { withTempDir } from '../helpers/temp.ts';
import { median, note, noteSamples, report } from './lib/figure.ts';
import { readRss, readWakeups, type Wakeups } from './lib/proc.ts';
import { startServer } from './lib/started-server.ts';

const STARTS = 11;
const IDLE_SECONDS = 12;
/** Until the last timers of the start and of the last request have fired. */
const SETTLE_SECONDS = 4;

await withTempDir(async (folder) => {
  await measureColdStart(folder);
  if (process.platform === 'linux') await measureIdleServer(folder);
  else note('the idle server is not measured: wake-ups and resident memory are read from /proc');
});

/** Side by side with a Node that does nothing, so that a slow machine can be told from a slow server. */
async function measureColdStart(folder: string): Promise<void> {
  const starts: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    const before = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    bare.push(performance.now() - before);
    const server = await startServer(join(folder, `home-${round}`));
    starts.push(server.startMs);
    await server.stop();
  }
  noteSamples('server starts, ms', starts);
  noteSamples('starts of a Node that does nothing, ms', bare);
  report({ name: 'server-cold-start', value: median(starts), unit: 'ms', bound: 400 });
  report({ name: 'server-cold-start-to-node', value: median(starts) / median(bare), unit: 'ratio', bound: 8 });
}

async function measureIdleServer(folder: string): Promise<void> {
  const project = createSampleProject(join(folder, 'project'));
  const server = await startServer(join(folder, 'idle-home'));
  try {
    // With this the server watches the project's plans, as it does for every window.
    await server.client.request(OverviewMethod, { folders: [project] });
    const attached = await wakeupsPerSecond(server.pid);
    const rss = readRss(server.pid);
    await server.client.close();
    const alone = await wakeupsPerSecond(server.pid);
    const name = 'server-idle-wakeups';
    report({ name: `${name}-attached`, value: attached.mainThread, unit: '1/s', bound: 1 });
    report({ name: `${name}-alone`, value: alone.mainThread, unit: '1/s', bound: 1 });
    report({ name: `${name}-attached-all-threads`, value: attached.allThreads, unit: '1/s', bound: 1 });
    report({ name: `${name}-alone-all-threads`, value: alone.allThreads, unit: '1/s', bound: 1 });
    report({ name: 'server-idle-rss', value: rss, unit: 'MiB', bound: 90 });
  } finally {
    await server.stop();
  }
}

async function wakeupsPerSecond(pid: number): Promise<Wakeups> {
  await delay(SETTLE_SECONDS * 1000);
  const before = readWakeups(pid);
  const startedAt = performance.now();
  await delay(IDLE_SECONDS * 1000);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = readWakeups(pid);
  return {
    mainThread: (after.mainThread - before.mainThread) / seconds,
    allThreads: (after.allThreads - before.allThreads) / seconds,
  };
}
