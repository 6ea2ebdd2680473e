import { isAfter, type BeatNumber } from '../freshness/sightings.ts';

/** How many a beat can carry; more wait for their turn. */
const PER_BEAT = 256;

/** Tokens that this machine has given back, until main has seen a beat that says so. */
export interface Releases {
  add(token: number): void;
  makesBeat(beat: BeatNumber): void;
  /** What the beat says that is being made. */
  toSay(): readonly number[];
  echoed(beat: BeatNumber): void;
}

export function createReleases(): Releases {
  /** With the first beat that says so. */
  let waiting: readonly { readonly token: number; readonly beat: BeatNumber | null }[] = [];
  return {
    add(token) {
      if (!waiting.some((one) => one.token === token)) waiting = [...waiting, { token, beat: null }];
    },
    makesBeat(beat) {
      waiting = waiting.map((one, index) => (index < PER_BEAT ? { ...one, beat: one.beat ?? beat } : one));
    },
    toSay: () => waiting.filter(({ beat }) => beat !== null).map(({ token }) => token),
    echoed(beat) {
      waiting = waiting.filter((one) => one.beat === null || isAfter(one.beat, beat));
    },
  };
}
