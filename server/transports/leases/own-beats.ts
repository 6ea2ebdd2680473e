import { isAfter, type BeatNumber } from '../freshness/sightings.ts';
import type { Moment } from './timing.ts';

/** When this machine made its beats, as long as an echo of them means anything. */
export interface OwnBeats {
  /** Those that were made more than `longestMs` ago are forgotten. */
  made(beat: BeatNumber, at: Moment, longestMs: number): void;
  /** When it was made; null: not by this start, or too long ago. */
  echoed(beat: BeatNumber | null): Moment | null;
}

export function createOwnBeats(): OwnBeats {
  let beats: readonly { readonly beat: BeatNumber; readonly at: Moment }[] = [];
  return {
    made(beat, at, longestMs) {
      beats = [...beats.filter((one) => at.monotonic - one.at.monotonic < longestMs), { beat, at }];
    },
    echoed(echo) {
      if (echo === null) return null;
      const found = beats.find(({ beat }) => beat.ep === echo.ep && beat.counter === echo.counter);
      // Main never echoes an older one again.
      beats = beats.filter(({ beat }) => !isAfter(echo, beat));
      return found?.at ?? null;
    },
  };
}
