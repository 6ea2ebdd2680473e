import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, as it reads after "Waited 5 s in vain for …". */
  readonly what: string;
  readonly timeoutMs: number;
  /** Returns why waiting has become pointless, or undefined. */
  readonly giveUp?: () => string | undefined;
}

/** Polls until the condition holds; rejects when it did not in time, or when there is a reason to give up. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, options: WaitOptions): Promise<void> {
  const deadline = performance.now() + options.timeoutMs;
  while (!(await condition())) {
    const reason = options.giveUp?.();
    if (reason !== undefined) throw new Error(`Waited in vain for ${options.what}: ${reason}.`);
    if (performance.now() > deadline) {
      throw new Error(`Waited ${Math.round(options.timeoutMs / 1000)} s in vain for ${options.what}.`);
    }
    await delay(40);
  }
}
