import * as z from 'zod';
import type { Mount } from '../../transports/file/class/mount.ts';
import type { RaceVerdict } from '../../transports/file/class/judge-race.ts';
import { OwnChecks } from '../../transports/file/class/own-checks.ts';
import type { SyncMarker } from '../../transports/file/class/sync-markers.ts';

/** What the probe does, in this order; it says when it begins each, so that a call that hangs has a name. */
export const PROBE_STEPS = ['list', 'make a folder', 'try what the folder can do', 'clean up', 'free space'] as const;

/** One line of the probe's output. */
export const ProbeLine = z.discriminatedUnion('say', [
  z.object({ say: z.literal('begin'), step: z.enum(PROBE_STEPS) }),
  z.object({ say: z.literal('names'), names: z.array(z.string().max(1024)).max(10_000) }),
  z.object({ say: z.literal('checks'), checks: OwnChecks }),
  z.object({ say: z.literal('free'), bytes: z.number().nullable() }),
  z.object({ say: z.literal('failed'), code: z.string().max(64), text: z.string().max(2_000) }),
  z.object({ say: z.literal('done') }),
]);
export type ProbeLine = z.infer<typeof ProbeLine>;

/** What one machine found out alone. */
export interface ProbeFacts {
  readonly outcome: 'done' | 'failed' | 'hangs';
  /** The step that failed or hangs. */
  readonly step: (typeof PROBE_STEPS)[number] | null;
  readonly error: { readonly code: string; readonly text: string } | null;
  readonly names: readonly string[];
  readonly checks: OwnChecks | null;
  readonly freeBytes: number | null;
}

/** In milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly count: number;
}

export interface PeerFacts {
  /** The other machine answered to the end. */
  readonly answered: boolean;
  readonly race: RaceVerdict | null;
  /** From before a file is published until the other machine has listed and read it: half of there and back. */
  readonly latency: Spread | null;
  /** How far the other machine's clock is ahead, and how wrong that may be. */
  readonly skewMs: number | null;
  readonly skewErrorMs: number | null;
}

export interface DoctorFacts {
  readonly folder: string;
  readonly platform: NodeJS.Platform;
  readonly mount: Mount;
  readonly sync: SyncMarker | null;
  readonly probe: ProbeFacts;
  /** Publishing one durable file, and finding it by listing, on this machine alone. */
  readonly own: { readonly publish: Spread; readonly listed: Spread } | null;
  /** Null: nobody was asked for. */
  readonly peer: PeerFacts | null;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), count: sorted.length };
}
