import type { Arg, Deed, Dirs } from './deed.ts';

/** A script that needs more is not looked at any further, and a person is asked. */
const MAX_STEPS = 20_000;
const MAX_DEPTH = 40;
const MAX_DEEDS = 2_000;

/** What has been read of a script so far, and what may still be read. */
export interface Reading {
  readonly deeds: Deed[];
  /** How many scripts and programs lie around what is read: `sh -c "timeout 5 …"`. */
  readonly depth: number;
  /** What is read by a program that nothing else is given to. */
  readonly input: Arg | null;
  readonly left: { steps: number };
  readonly readScript: (text: string, dirs: Dirs, reading: Reading) => Dirs;
}

/** Ends the reading of a script that is too long or too deep; what was found until then stays. */
export class TooMuch extends Error {}

export function createReading(readScript: Reading['readScript']): Reading {
  return { deeds: [], depth: 0, input: null, left: { steps: MAX_STEPS }, readScript };
}

export function step(reading: Reading, steps = 1): void {
  reading.left.steps -= steps;
  if (reading.left.steps < 0) throw new TooMuch();
}

export function add(reading: Reading, deeds: readonly Deed[]): void {
  if (reading.deeds.length + deeds.length > MAX_DEEDS) throw new TooMuch();
  reading.deeds.push(...deeds);
}

export function addUnclear(reading: Reading, subject: string): void {
  const deed = { type: 'act', class: 'unknown', subject, known: false, host: null, command: [] } as const;
  add(reading, [deed]);
}

export function deeper(reading: Reading): Reading {
  step(reading);
  if (reading.depth >= MAX_DEPTH) throw new TooMuch();
  return { ...reading, depth: reading.depth + 1 };
}

/** What it reads is what whoever is inside reads. */
export function reads(reading: Reading, input: Arg | null): Reading {
  return input === null ? reading : { ...reading, input };
}
