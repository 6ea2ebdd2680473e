import type { UnreadableSource } from '#schemas/sessions.ts';
import { isInside } from '../plans/inside.ts';
import { createFoundFiles, type FoundFile } from './found-files.ts';
import type { Pace } from './pace.ts';
import type { TranscriptPlace } from './places.ts';
import { readTranscript } from './read-transcript.ts';
import type { SessionStore, Transcript } from './store.ts';

/** Follows the agents' transcripts: which are there, which have changed, and what they say. */
export interface Transcripts {
  /** Finds what is new and what has gone. */
  discover(pace: Pace): Promise<void>;
  /** Looks at those that were written lately, or at all, for what has come to them. */
  check(which: 'recent' | 'all', pace: Pace): Promise<void>;
  /** Reads what has changed, newest first, until `isEnough`. True when any was read. */
  read(pace: Pace, isEnough: () => boolean): Promise<boolean>;
  /** How many have changed and were not read. */
  waiting(): number;
  /** From now on old ones are read to the end, too. */
  wantHistory(): void;
  present(): Transcript[];
  unreadable(): UnreadableSource[];
}

/** A file that could not be read, as it was then: it is tried again when it has changed. */
interface Failure {
  readonly file: FoundFile;
  readonly problem: UnreadableSource;
}

const OLD_MS = 90 * 86_400_000;
const MAX_PROBLEMS = 20;

export function createTranscripts(
  places: readonly TranscriptPlace[],
  store: SessionStore,
  now: () => number,
): Transcripts {
  const queue = new Set<string>();
  const failures = new Map<string, Failure>();
  let history = false;
  const wanted = ({ modifiedAt }: FoundFile): Transcript['read'] =>
    !history && now() - modifiedAt > OLD_MS ? 'ends' : 'all';
  const isDone = (path: string, file: FoundFile): boolean => {
    const failed = failures.get(path)?.file;
    if (failed !== undefined && isUnchanged(failed, file)) return true;
    const known = store.ofPath(path);
    return known !== null && isUnchanged(known, file) && (known.read === 'all' || wanted(file) === 'ends');
  };
  const files = createFoundFiles(places, now, (path, file) => {
    if (!isDone(path, file)) queue.add(path);
  });
  const readOne = async (path: string, file: FoundFile, pace: Pace, isEnough: () => boolean): Promise<void> => {
    const { place } = file;
    try {
      const isRead = await readTranscript({ place, path, wanted: wanted(file), store, pace, isEnough });
      if (!isRead) queue.add(path);
      failures.delete(path);
    } catch (error) {
      // Only what the file system says of this one file; a full disk is not its fault.
      if (!(error instanceof Error) || !('syscall' in error)) throw error;
      failures.set(path, { file, problem: { agent: place.agent, path, reason: `${error.message}.` } });
    }
  };
  return {
    async discover(pace) {
      for (const [place, there] of await files.discover(pace)) forgetGone(store, place, there);
    },
    check: (which, pace) => files.check(which, pace),
    async read(pace, isEnough) {
      const newest = [...queue].sort((a, b) => (files.get(b)?.modifiedAt ?? 0) - (files.get(a)?.modifiedAt ?? 0));
      for (const path of newest) {
        if (isEnough()) break;
        queue.delete(path);
        const file = files.get(path);
        if (file) await readOne(path, file, pace, isEnough);
        await pace.breathe();
      }
      return newest.length > 0;
    },
    waiting: () => queue.size,
    wantHistory() {
      if (history) return;
      history = true;
      for (const [path, file] of files.entries()) if (!isDone(path, file)) queue.add(path);
    },
    present: () => [...files.entries()].map(([path]) => store.ofPath(path)).filter((one) => one !== null),
    unreadable: () => [...failures.values()].slice(0, MAX_PROBLEMS).map(({ problem }) => problem),
  };
}

interface Stamped {
  readonly size: number;
  readonly modifiedAt: number;
}

function isUnchanged(a: Stamped, b: Stamped): boolean {
  return a.size === b.size && a.modifiedAt === b.modifiedAt;
}

/** What an agent has removed is forgotten; what lies on a disk that is away is not. */
function forgetGone(store: SessionStore, { agent, folder }: TranscriptPlace, there: ReadonlySet<string>): void {
  const gone = [...store.all()].filter(
    (one) => one.agent === agent && isInside(folder, one.path) && !there.has(one.path),
  );
  if (gone.length > 0) store.transaction(() => gone.forEach((one) => store.remove(one)));
}
