import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` gives something other than false, null or undefined, and resolves to it. */
export async function until<Value>(
  condition: () => Value | Promise<Value>,
  {
    what,
    deadlineMs = 10_000,
    everyMs = 10,
  }: { readonly what: string; readonly deadlineMs?: number; readonly everyMs?: number },
): Promise<NonNullable<Value>> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== null && value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${deadlineMs} ms in vain until ${what}.`);
    await delay(everyMs);
  }
}

/** False for a process that is gone and for one that only waits to be reaped. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return process.platform !== 'linux';
  }
}
