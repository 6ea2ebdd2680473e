export interface Random {
  /** From 0 to 1. */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number from 0 to `most`. */
  upTo(most: number): number;
  pick<T>(items: readonly T[]): T | undefined;
}

/** Mulberry32: small and fast, and a failure is repeated by its seed. */
export function seeded(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    upTo: (most) => Math.floor(next() * (most + 1)),
    pick: (items) => items[Math.floor(next() * items.length)],
  };
}
