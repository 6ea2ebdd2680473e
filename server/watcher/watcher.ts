import type { Prices } from '../usage/prices.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionList } from '#schemas/sessions.ts';
import { createFollower, LOOK_MS, type Follower } from './follower.ts';

export interface WatcherDeps {
  /** The file that keeps what was read. */
  readonly storeFile: string;
  /** The folder that holds the worktrees of CLUTCH's own agents. */
  readonly worktrees: string;
  /** Where the agents' folders are looked for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The price table as it is now, for agents that do not tell what they cost. */
  readonly prices: () => Prices;
  readonly now: () => number;
  readonly warn: (message: string, error: unknown) => void;
  /** What is listed has changed. */
  readonly onChange: () => void;
}

/**
 * Knows the agent sessions of this machine from the files that the agents themselves write. Invariants: it only reads;
 * nothing in a file can stop it; it does nothing at all unless somebody asked within the last minute.
 */
export interface SessionWatcher {
  /** Newest activity first. `history`: old sessions are read to the end, too. */
  list(options: { readonly history: boolean }): Promise<SessionList>;
  /** Nothing is read any more when it resolves. */
  close(): Promise<void>;
}

interface Following {
  readonly follower: Follower;
  readonly ended: Promise<void>;
}

/** Who shows sessions asks again within this time. */
const LEASE_MS = 60_000;

export function createSessionWatcher(deps: WatcherDeps): SessionWatcher {
  const closed = new AbortController();
  let askedAt = -Infinity;
  let following: Following | null = null;

  const follow = async (follower: Follower): Promise<void> => {
    try {
      while (!closed.signal.aborted && performance.now() - askedAt < LEASE_MS) {
        const goesOn = await follower.look(closed.signal);
        if (!goesOn) await delay(LOOK_MS, undefined, { signal: closed.signal });
      }
    } catch (error) {
      if (!closed.signal.aborted) deps.warn('the sessions of agents cannot be followed', error);
    } finally {
      following = null;
      follower.close();
    }
  };
  const start = (): Following => {
    const follower = createFollower(deps);
    return { follower, ended: follow(follower) };
  };
  return {
    async list({ history }) {
      askedAt = performance.now();
      following ??= start();
      return following.follower.list(history);
    },
    async close() {
      closed.abort();
      await following?.ended;
    },
  };
}
