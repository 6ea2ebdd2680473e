import { setTimeout as delay } from 'node:timers/promises';
import type { SessionList } from '#schemas/sessions.ts';
import { createDatabases, type Databases } from './databases/all.ts';
import { createPace } from './pace.ts';
import { transcriptPlaces } from './places.ts';
import { openSessionStore } from './store.ts';
import { createTranscripts, type Transcripts } from './transcripts.ts';
import { toldByTranscripts, toSession } from './view.ts';
import type { WatcherDeps } from './watcher.ts';

/** Looks at the agents' files, one look after the other, as long as somebody calls it. */
export interface Follower {
  /** True when there is more to read at once. */
  look(signal: AbortSignal): Promise<boolean>;
  /** Waits a moment for what is being read. */
  list(history: boolean): Promise<SessionList>;
  close(): void;
}

/** How often files that were written lately are looked at, and how long one look reads; folders; all files. */
export const LOOK_MS = 2000;
const DISCOVER_MS = 10_000;
const SWEEP_MS = 60_000;
/** What the collector of garbage does comes on top. */
const CPU_SHARE = 0.15;
/** An answer may be incomplete rather than late. */
const ANSWER_MS = 500;

export function createFollower(deps: WatcherDeps): Follower {
  const { storeFile, environment, home, now, warn, onChange } = deps;
  const store = openSessionStore(storeFile, warn);
  const transcripts = createTranscripts(transcriptPlaces(environment, home), store, now);
  const databases = createDatabases(environment, home);
  let discoveredAt = -Infinity;
  let sweptAt = performance.now();
  let looked = Promise.withResolvers<void>();
  return {
    async look(signal) {
      const began = performance.now();
      const pace = createPace(CPU_SHARE);
      if (began - discoveredAt >= DISCOVER_MS) {
        databases.discover();
        await transcripts.discover(pace);
        discoveredAt = began;
      }
      const sweeps = began - sweptAt >= SWEEP_MS;
      if (sweeps) sweptAt = began;
      await transcripts.check(sweeps ? 'all' : 'recent', pace);
      const isEnough = (): boolean => signal.aborted || performance.now() - began > LOOK_MS;
      const changes = [await databases.look(pace), await transcripts.read(pace, isEnough)];
      looked.resolve();
      looked = Promise.withResolvers();
      if (changes.includes(true)) onChange();
      return transcripts.waiting() > 0;
    },
    async list(history) {
      if (history) transcripts.wantHistory();
      const isComplete = discoveredAt >= 0 && transcripts.waiting() === 0;
      if (!isComplete) await Promise.race([looked.promise, delay(ANSWER_MS)]);
      return listOf(transcripts, databases, deps, discoveredAt >= 0);
    },
    close: () => store.close(),
  };
}

function listOf(
  transcripts: Transcripts,
  databases: Databases,
  { worktrees, prices, now }: WatcherDeps,
  isDiscovered: boolean,
): SessionList {
  const about = { worktrees, prices: prices(), now: now() };
  return {
    sessions: [...toldByTranscripts(transcripts.present()), ...databases.sessions()]
      .map((told) => toSession(told, about))
      .sort((a, b) => b.lastActivityAt - a.lastActivityAt),
    unreadable: [...transcripts.unreadable(), ...databases.unreadable()],
    waiting: Math.max(isDiscovered ? 0 : 1, transcripts.waiting()),
  };
}
