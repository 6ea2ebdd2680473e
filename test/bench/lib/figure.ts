interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'µs' | 'MiB' | '1/s' | 'messages' | 'ratio' | '%';
}

/** With the largest value that is good enough, or, where more is better, the smallest. */
export type Figure = Measured & ({ readonly bound: number } | { readonly least: number });

/** Prints a figure as one JSON line. One that misses its bound makes this program end with code 1. */
export function report(figure: Figure): void {
  const value = Number(figure.value.toPrecision(4));
  // NaN, of a measurement that saw nothing, is not within any bound.
  const ok = 'bound' in figure ? value <= figure.bound : value >= figure.least;
  console.log(JSON.stringify({ ...figure, value, ok }));
  if (!ok) process.exitCode = 1;
}

/** For the reader beside the figures: what they were computed from. */
export function note(text: string): void {
  console.error(`  ${text}`);
}

export function noteSamples(name: string, samples: readonly number[]): void {
  note(`${name}: ${samples.map((sample) => sample.toFixed(1)).join(' ')}`);
}

/** NaN for no samples. */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The smallest sample that this share (0 to 1) of all samples does not exceed; NaN for no samples. */
export function percentile(samples: readonly number[], share: number): number {
  return samples.toSorted((a, b) => a - b)[Math.ceil(samples.length * share) - 1] ?? Number.NaN;
}
