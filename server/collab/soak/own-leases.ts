import { TransportError, type Lease } from '../../transports/transport.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { SoakPart } from './load.ts';

const LOOK_MS = 5;
/** What a SIGKILL takes of what is known of a lease; less only makes the soak see less. */
const NOTE_EVERY_MS = 25;
const LONGEST_MS = 1_500;
const GRANT_EVERY_MS = 50;
const CLAIM_EVERY_MS = 200;
const TRY_AGAIN_MS = 1_000;

export interface OwnLeases {
  /** Holds the lease for a while, notes for how long it was valid at least, and gives it back. */
  own(lease: Lease): void;
  settled(): Promise<void>;
}

export function ownLeases({ transport, history, scheduler, signal }: SoakPart): OwnLeases {
  const running = new Set<Promise<void>>();
  const hold = async (lease: Lease): Promise<void> => {
    const { task, token } = lease;
    const until = scheduler.monotonic() + scheduler.random() * LONGEST_MS;
    let from: number | null = null;
    let notedAt = -Infinity;
    for (;;) {
      // It was valid at some moment between the two looks at the clock: the outer ends would claim too much.
      const before = scheduler.monotonic();
      const isValid = lease.isValid();
      const after = scheduler.monotonic();
      const isOver = before > until || signal.aborted;
      if (isValid) {
        from ??= after;
        if (before - notedAt >= NOTE_EVERY_MS || isOver) {
          history.append({ did: 'own', task, token, from, to: Math.max(from, before) });
          notedAt = before;
        }
      } else if (from !== null) return;
      if (isOver) break;
      await scheduler.sleep(LOOK_MS, signal);
    }
    await transport.leases.release(lease).catch((error: unknown) => {
      history.append({ did: 'note', text: `A lease could not be given back: ${String(error)}`.slice(0, 2_000) });
    });
  };
  return {
    own(lease) {
      const run = hold(lease).finally(() => running.delete(run));
      running.add(run);
    },
    async settled() {
      await Promise.all(running);
    },
  };
}

/** Main gives every task to somebody as soon as nobody can still have it. */
export async function grantTasks(
  { transport, history, scheduler, signal }: SoakPart,
  workers: readonly string[],
): Promise<void> {
  while (!signal.aborted) {
    for (const index of workers.keys()) {
      const task = `given-${index}`;
      const to = workers[Math.floor(scheduler.random() * workers.length)] ?? '';
      if (transport.leases.holder(task)?.isLive) continue;
      try {
        const granted = await transport.leases.grant(task, to);
        if (!('token' in granted)) continue;
        const { token } = granted;
        await transport.publish([{ id: uuidV7(), to, type: 'soak-grant', task, token, body: {} }]);
      } catch (error) {
        history.append({ did: 'note', text: `A task was not given: ${String(error)}`.slice(0, 2_000) });
        await scheduler.sleep(TRY_AGAIN_MS, signal);
      }
    }
    await scheduler.sleep(GRANT_EVERY_MS, signal);
  }
}

/** Claims tasks without main, where the folder lets machines do so. */
export async function claimTasks(part: SoakPart, leases: OwnLeases, tasks: number): Promise<void> {
  const { transport, history, scheduler, signal } = part;
  while (!signal.aborted) {
    if (!transport.capabilities().atomicClaim) {
      await scheduler.sleep(TRY_AGAIN_MS, signal);
      continue;
    }
    try {
      const lease = await transport.leases.claim(`claimed-${Math.floor(scheduler.random() * tasks)}`);
      if (lease) leases.own(lease);
    } catch (error) {
      const isExpected = error instanceof TransportError && error.code === 'not-atomic';
      if (!isExpected) history.append({ did: 'note', text: `A claim failed: ${String(error)}`.slice(0, 2_000) });
    }
    await scheduler.sleep(scheduler.random() * CLAIM_EVERY_MS, signal);
  }
}
