import { readdirSync, readFileSync } from 'node:fs';

/** How often the threads of a process have gone to sleep and were woken, since each started. Linux only. */
export interface Wakeups {
  readonly mainThread: number;
  readonly allThreads: number;
}

export function readWakeups(pid: number): Wakeups {
  const of = (thread: number | string): number =>
    readStatusField(`/proc/${pid}/task/${thread}/status`, 'voluntary_ctxt_switches');
  const allThreads = readdirSync(`/proc/${pid}/task`).reduce((total, thread) => total + of(thread), 0);
  return { mainThread: of(pid), allThreads };
}

/** Resident memory in MiB (VmRSS). Linux only. */
export function readRss(pid: number): number {
  return readStatusField(`/proc/${pid}/status`, 'VmRSS') / 1024;
}

/** Processor time of all threads of a process since it started, in seconds. Linux only. */
export function readCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Fields 14 and 15 of proc(5), in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function readStatusField(file: string, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`${file} has no ${field}: this measurement needs Linux.`);
  return Number(found);
}

/** Processes that the main thread of a process has started and that still run. Linux only. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
