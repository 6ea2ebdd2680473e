/**
 * A machine in a process of its own. Reads its task as JSON from its first argument; prints one JSON line when it is ready
 * and one with what it measured.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { childrenOf, readCpuSeconds } from './proc.ts';
import { now, type OpenOptions, openMachine } from './transport-machine.ts';

export interface PeerTask extends Pick<OpenOptions, 'medium' | 'id' | 'home' | 'timing'> {
  /** It is done when it has applied so many records. */
  readonly count: number;
  /** Afterwards nothing happens for so long. */
  readonly idleMs: number;
}

export interface PeerFound {
  /** From the sending to the end of the handler. */
  readonly latenciesMs: readonly number[];
  /** From the opening until everything was applied. */
  readonly joinMs: number;
  /** From the first record to the last. */
  readonly applyMs: number;
  /** Share of a processor while idle, of this process and those that it has started. */
  readonly idleCpu: number;
  readonly listingsPerSecond: number;
}

const task = JSON.parse(process.argv[2] ?? '') as PeerTask;
const startedAt = performance.now();
let listings = 0;
const transport = await openMachine({ ...task, listed: () => (listings += 1) });
const latenciesMs: number[] = [];
let applied = 0;
let firstAt: number | null = null;
const all = new Promise<void>((resolve) => {
  transport.subscribe(async ({ body }) => {
    const { sentAt } = body as { readonly sentAt?: number };
    if (sentAt !== undefined) latenciesMs.push(now() - sentAt);
    applied += 1;
    firstAt ??= performance.now();
    if (applied === task.count) resolve();
  });
});
console.log(JSON.stringify('ready'));
// The transport alone does not keep a process alive.
const alive = setInterval(() => undefined, 1_000);
await all;
const joinMs = performance.now() - startedAt;
const applyMs = performance.now() - (firstAt ?? Number.NaN);
const idle = task.idleMs > 0 ? await beIdle(task.idleMs) : { idleCpu: Number.NaN, listingsPerSecond: Number.NaN };
console.log(JSON.stringify({ latenciesMs, joinMs, applyMs, ...idle } satisfies PeerFound));
await transport.close();
clearInterval(alive);

async function beIdle(ms: number): Promise<Pick<PeerFound, 'idleCpu' | 'listingsPerSecond'>> {
  // What the join has begun comes to rest first.
  await delay(5_000);
  const pids = [process.pid, ...childrenOf(process.pid)];
  const cpu = (): number => pids.reduce((sum, pid) => sum + readCpuSeconds(pid), 0);
  const before = { cpu: cpu(), listings };
  await delay(ms);
  return {
    idleCpu: (cpu() - before.cpu) / (ms / 1_000),
    listingsPerSecond: (listings - before.listings) / (ms / 1_000),
  };
}
