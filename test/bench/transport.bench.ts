/**
 * What a record costs between machines: through a shared folder, beside what the disk itself can do in the same run, and
 * through a NATS server.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { startNatsServer, whyNoNatsServer } from '../helpers/nats-server.ts';
import { withTempDir } from '../helpers/temp.ts';
import { median, note, noteSamples, percentile, report } from './lib/figure.ts';
import { rawPublishes } from './lib/raw-publish.ts';
import { draftOf, type Medium, now, openMachine } from './lib/transport-machine.ts';
import type { PeerFound, PeerTask } from './lib/transport-peer.ts';

const SINGLE_MS = 400;
const SINGLE_ROUNDS = 20;
const CALLERS = 100;
const CALLERS_MS = 4_000;
const READ = 100_000;
const READERS = 3;
const MACHINES = 64;
const LATENCY_RECORDS = 300;
const IDLE_MS = 20_000;
const POLL = { pollMs: 20 };

const MEMORY = '/dev/shm';

type Kind = Medium['kind'];

const missing = whyNoNatsServer();
if (missing !== null) note(`without the figures of NATS: ${missing}`);
// A transport alone does not keep a process alive.
const alive = setInterval(() => undefined, 1_000);
for (const kind of missing === null ? (['file', 'nats'] as const) : (['file'] as const)) {
  for (const measure of [measureSingle, measureCallers, measureReader, measureLatency, measureJoin]) {
    await withTempDir((folder) => inPlace(kind, folder, (medium) => measure(medium, join(folder, 'home'))));
  }
}

// Where there is a file system in memory, what the programs take without the disk.
if (existsSync(MEMORY)) {
  note(`the next figures: in ${MEMORY} instead of on the disk`);
  for (const measure of [measureCallers, measureReader, measureJoin]) {
    const folder = mkdtempSync(join(MEMORY, 'clutch-bench-'));
    try {
      await inPlace('file', folder, (medium) => measure(medium, join(folder, 'home'), 'memory'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

clearInterval(alive);

/** Each measurement has an empty place of its own. */
async function inPlace(kind: Kind, folder: string, work: (medium: Medium) => Promise<void>): Promise<void> {
  if (kind === 'file') {
    const share = join(folder, 'share');
    mkdirSync(share);
    return work({ kind, folder: share });
  }
  const server = await startNatsServer(folder);
  try {
    await work({ kind, url: server.url });
  } finally {
    await server.stop();
  }
}

/** In turn with the raw disk, so that both see the same machine. */
async function measureSingle(medium: Medium, home: string): Promise<void> {
  const rates: number[] = [];
  const limits: number[] = [];
  const transport = await openMachine({ medium, id: 'single', home });
  for (let round = 0; round < SINGLE_ROUNDS; round += 1) {
    limits.push(rawPublishes(join(home, `raw-${round}`), SINGLE_MS, Buffer.alloc(700, 'x')));
    let count = 0;
    const before = performance.now();
    while (performance.now() - before < SINGLE_MS) {
      await acknowledged(transport.publish([draftOf({})]));
      count += 1;
    }
    rates.push(count / ((performance.now() - before) / 1_000));
  }
  await transport.close();
  noteSamples(`${medium.kind}: one after the other, 1/s`, rates);
  noteSamples('the disk itself, 1/s', limits);
  const ratio = median(rates.map((rate, index) => rate / (limits[index] ?? Number.NaN)));
  report({ name: `transport-${medium.kind}-single-to-disk`, value: ratio, unit: 'ratio', least: 0.5 });
}

async function measureCallers(medium: Medium, home: string, where: string = medium.kind): Promise<void> {
  const transport = await openMachine({ medium, id: 'callers', home });
  const disk = rawPublishes(join(home, 'raw'), CALLERS_MS / 2, Buffer.alloc(700, 'x'));
  note(`the disk itself just before: ${disk.toFixed(0)} files a second`);
  let count = 0;
  const before = performance.now();
  const call = async (): Promise<void> => {
    while (performance.now() - before < CALLERS_MS) {
      await acknowledged(transport.publish([draftOf({})]));
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  const rate = count / ((performance.now() - before) / 1_000);
  await transport.close();
  report({ name: `transport-${where}-100-callers`, value: rate, unit: '1/s', least: 30_000 });
  if (where === 'memory') return;
  // 1: each time that the disk makes one file durable, it carries what all of them have said.
  const toDisk = rate / (CALLERS * disk);
  report({ name: `transport-${where}-100-callers-to-disk`, value: toDisk, unit: 'ratio', least: 0.5 });
}

/** Everything that one machine has said, in messages of a thousand, read by another one. */
async function measureReader(medium: Medium, home: string, where: string = medium.kind): Promise<void> {
  await say(medium, home, 'writer', READ, 1_000);
  const rates: number[] = [];
  for (let round = 0; round < READERS; round += 1) {
    const peer = startPeer({ medium, id: `reader-${round}`, home, timing: POLL, count: READ, idleMs: 0 });
    const { applyMs } = await peer.found;
    rates.push(READ / (applyMs / 1_000));
  }
  noteSamples(`${medium.kind}: verified and handed on, 1/s`, rates);
  report({ name: `transport-${where}-reader`, value: median(rates), unit: '1/s', least: 200_000 });
}

/** Two processes; by the clock of the machine that both run on. */
async function measureLatency(medium: Medium, home: string): Promise<void> {
  const sender = await openMachine({ medium, id: 'sender', home, timing: POLL });
  const peer = startPeer({ medium, id: 'receiver', home, timing: POLL, count: LATENCY_RECORDS, idleMs: 0 });
  await peer.ready;
  for (let index = 0; index < LATENCY_RECORDS; index += 1) {
    await delay(15 + Math.random() * 30);
    await acknowledged(sender.publish([draftOf({ sentAt: now() })]));
  }
  const { latenciesMs } = await peer.found;
  await sender.close();
  const [p50, p99] = [0.5, 0.99].map((share) => percentile(latenciesMs, share));
  report({ name: `transport-${medium.kind}-applied-p50`, value: p50 ?? Number.NaN, unit: 'ms', bound: 30 });
  report({ name: `transport-${medium.kind}-applied-p99`, value: p99 ?? Number.NaN, unit: 'ms', bound: 150 });
}

/** A machine more, where many have said a lot; then it has nothing to do, configured as usual. */
async function measureJoin(medium: Medium, home: string, where: string = medium.kind): Promise<void> {
  const each = Math.ceil(READ / MACHINES);
  for (let machine = 0; machine < MACHINES; machine += 1) await say(medium, home, `machine-${machine}`, each, 100);
  const peer = startPeer({ medium, id: 'joining', home, count: each * MACHINES, idleMs: IDLE_MS });
  const { joinMs, idleCpu, listingsPerSecond } = await peer.found;
  report({ name: `transport-${where}-join`, value: joinMs, unit: 'ms', bound: 3_000 });
  report({ name: `transport-${where}-idle-cpu`, value: idleCpu * 100, unit: '%', bound: 1 });
  if (medium.kind === 'file') {
    report({ name: `transport-${where}-idle-listings`, value: listingsPerSecond, unit: '1/s', bound: 2 });
  }
}

async function say(medium: Medium, home: string, id: string, count: number, batch: number): Promise<void> {
  const transport = await openMachine({ medium, id, home });
  for (let said = 0; said < count; said += batch) {
    const drafts = Array.from({ length: Math.min(batch, count - said) }, () => draftOf({}));
    await acknowledged(transport.publish(drafts));
  }
  await transport.close();
}

async function acknowledged(said: Promise<'acknowledged' | 'kept'>): Promise<void> {
  if ((await said) !== 'acknowledged') throw new Error('A record was kept back.');
}

function startPeer(task: PeerTask): { readonly ready: Promise<unknown>; readonly found: Promise<PeerFound> } {
  const program = join(import.meta.dirname, 'lib/transport-peer.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const line = async (): Promise<unknown> => JSON.parse(((await once(lines, 'line')) as [string])[0]);
  const exited = once(child, 'exit');
  const ready = line();
  const read = async (): Promise<PeerFound> => {
    await ready;
    const found = (await line()) as PeerFound;
    await exited;
    return found;
  };
  return { ready, found: read() };
}
