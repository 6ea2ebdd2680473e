/** What it costs to follow the agent sessions of a machine with a long history. Needs Linux. */
import { closeSync, ftruncateSync, futimesSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ListSessionsMethod, ListSessionsResult } from '#schemas/protocol/sessions.ts';
import { withTempDir } from '../helpers/temp.ts';
import { claude } from '../unit/watcher/transcript-lines.ts';
import { note, report } from './lib/figure.ts';
import { readCpuSeconds, readRss } from './lib/proc.ts';
import { startServer, type StartedServer } from './lib/started-server.ts';

const TRANSCRIPTS = 5000;
const PROJECTS = 100;
const BYTES_EACH = 420_000;
/** Evenly over the days that are read whole, so that two were written within the last hour. */
const HISTORY_SECONDS = 85 * 86_400;
const IDLE_SECONDS = 40;
/** As a window does that shows sessions. */
const ASK_SECONDS = 20;
const FIRST_READ_DEADLINE_MS = 300_000;

if (process.platform === 'linux') await withTempDir(measure);
else note('following sessions is not measured: processor time and resident memory are read from /proc');

async function measure(folder: string): Promise<void> {
  const home = join(folder, 'home');
  writeHistory(home);
  process.env['HOME'] = home;
  const server = await startServer(join(folder, 'clutch'));
  try {
    const rssBefore = readRss(server.pid);
    const cpuBefore = readCpuSeconds(server.pid);
    const startedAt = performance.now();
    const found = await whenRead(server);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpu = readCpuSeconds(server.pid) - cpuBefore;
    note(`${found} sessions in ${seconds.toFixed(1)} s, of which ${cpu.toFixed(1)} s of a processor`);
    report({ name: 'sessions-first-read-cpu', value: (cpu / seconds) * 100, unit: '%', bound: 30 });
    report({ name: 'sessions-idle-cpu', value: await idlePercent(server), unit: '%', bound: 1 });
    report({ name: 'sessions-memory', value: readRss(server.pid) - rssBefore, unit: 'MiB', bound: 120 });
  } finally {
    await server.stop();
  }
}

/** 2 GB in 5000 transcripts, most of it a hole that takes no room on the disk but is read like everything else. */
function writeHistory(home: string): void {
  for (let index = 0; index < TRANSCRIPTS; index += 1) {
    const folder = join(home, '.claude/projects', `-project-${index % PROJECTS}`);
    if (index < PROJECTS) mkdirSync(folder, { recursive: true });
    const id = `s${index}`;
    const file = openSync(join(folder, `${id}.jsonl`), 'w');
    writeSync(file, claude.prompt(id, 'Build the shop') + claude.block(id, `msg_${index}`));
    ftruncateSync(file, BYTES_EACH);
    writeSync(file, `\n${claude.cost(id, 0.5)}`, BYTES_EACH);
    const writtenAt = Date.now() / 1000 - (index / TRANSCRIPTS) * HISTORY_SECONDS;
    futimesSync(file, writtenAt, writtenAt);
    closeSync(file);
  }
}

async function ask({ client }: StartedServer): Promise<ListSessionsResult> {
  return ListSessionsResult.parse(await client.request(ListSessionsMethod, { project: null, limit: 1 }));
}

/** How many sessions there are, once all are read. */
async function whenRead(server: StartedServer): Promise<number> {
  const deadline = performance.now() + FIRST_READ_DEADLINE_MS;
  for (;;) {
    const { sessions, more, waiting } = await ask(server);
    if (waiting === 0) return sessions.length + more;
    if (performance.now() > deadline) throw new Error(`${waiting} transcripts were not read in time.`);
    await delay(500);
  }
}

async function idlePercent(server: StartedServer): Promise<number> {
  await delay(4000);
  const before = readCpuSeconds(server.pid);
  const startedAt = performance.now();
  for (let waited = 0; waited < IDLE_SECONDS; waited += ASK_SECONDS) {
    await delay(ASK_SECONDS * 1000);
    await ask(server);
  }
  return ((readCpuSeconds(server.pid) - before) / ((performance.now() - startedAt) / 1000)) * 100;
}
