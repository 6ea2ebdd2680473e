import { lstatSync } from 'node:fs';
import { createFolderIndex } from './folder-index.ts';
import type { Pace } from './pace.ts';
import type { TranscriptPlace } from './places.ts';

/** A transcript as the file system last showed it. */
export interface FoundFile {
  readonly place: TranscriptPlace;
  readonly size: number;
  readonly modifiedAt: number;
}

/** The transcripts that are there. Looks at files and folders; holds nothing open and uses no watcher of the system. */
export interface FoundFiles {
  /** Finds what is new and what has gone. Resolves to the places that could be looked at, with all that is there. */
  discover(pace: Pace): Promise<ReadonlyMap<TranscriptPlace, ReadonlySet<string>>>;
  /** Looks at those that were written lately, or at all. */
  check(which: 'recent' | 'all', pace: Pace): Promise<void>;
  get(path: string): FoundFile | undefined;
  entries(): IterableIterator<[path: string, file: FoundFile]>;
}

const RECENT_MS = 3_600_000;

/** `onLook` hears of every file that was looked at and is there. */
export function createFoundFiles(
  places: readonly TranscriptPlace[],
  now: () => number,
  onLook: (path: string, file: FoundFile) => void,
): FoundFiles {
  const indexes = places.map((place) => ({ place, index: createFolderIndex(place, now) }));
  const found = new Map<string, FoundFile>();
  const look = (path: string, place: TranscriptPlace): void => {
    const file = fileAt(path, place);
    if (file === null) {
      found.delete(path);
      return;
    }
    found.set(path, file);
    onLook(path, file);
  };
  return {
    async discover(pace) {
      const seen = new Map<TranscriptPlace, ReadonlySet<string>>();
      for (const { place, index } of indexes) {
        const files = await index.look(pace);
        if (files === null) continue;
        const there = new Set(files);
        seen.set(place, there);
        for (const path of files) {
          if (!found.has(path)) look(path, place);
          await pace.breathe();
        }
        for (const [path, file] of found) if (file.place === place && !there.has(path)) found.delete(path);
      }
      return seen;
    },
    async check(which, pace) {
      for (const [path, { place, modifiedAt }] of found) {
        if (which === 'all' || now() - modifiedAt < RECENT_MS) look(path, place);
        await pace.breathe();
      }
    },
    get: (path) => found.get(path),
    entries: () => found.entries(),
  };
}

/** Null for what is not there, is no file, or belongs to somebody else. */
function fileAt(path: string, place: TranscriptPlace): FoundFile | null {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile() || (process.getuid !== undefined && stats.uid !== process.getuid())) return null;
    return { place, size: stats.size, modifiedAt: stats.mtimeMs };
  } catch {
    return null;
  }
}
