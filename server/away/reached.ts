import type { AwayCap, AwayEndKind } from '#schemas/protocol/away.ts';
import type { RunView } from '#schemas/run/run.ts';
import { type ArmedState, failuresInARow, usedSince } from './armed-state.ts';
import type { Conditions } from './policy/conditions.ts';

const MINUTE = 60_000;

/** How the world looks to the one who watches an armed plan. */
export interface Surroundings {
  readonly now: number;
  /** Of this project. */
  readonly runs: readonly RunView[];
  /** SHA-256 of the document as it is on disk; null where it is gone. */
  readonly hash: string | null;
  /** Bytes; null where the system does not say. */
  readonly freeBytes: number | null;
}

/** Why an armed plan has to end, and the figures that say so. */
export interface Reached {
  readonly kind: AwayEndKind;
  readonly why: string;
  readonly used: number;
  readonly limit: number;
}

/** What of its limits a plan has reached; null for none. Pure: the same state and surroundings, the same answer. */
export function reached(state: ArmedState, conditions: Conditions, around: Surroundings): Reached | null {
  const { now, hash, runs, freeBytes } = around;
  const minutes = (now - state.at) / MINUTE;
  const once = { used: 1, limit: 1 };
  if (hash !== state.hash) {
    const what = hash === null ? 'was removed' : 'was edited';
    return { kind: 'edited', why: `The away plan ${what} while it was armed`, ...once };
  }
  if (now >= state.expires) {
    return { kind: 'expired', why: 'The away plan has expired', used: minutes, limit: minutes };
  }
  const caps = capsOf(state, conditions, around);
  for (const [kind, unit] of CAPS) {
    const { used, limit } = caps[kind];
    if (limit !== null && used >= limit) {
      return { kind, why: `The away plan’s limit of ${limit} ${unit} is reached`, used, limit };
    }
  }
  const silent = (now - lastSign(state)) / MINUTE;
  const { idleMinutes } = conditions;
  if (silent >= idleMinutes) {
    const why = `Nothing was proved for ${idleMinutes} minutes, and there was no sign of a person`;
    return { kind: 'idle', why, used: silent, limit: idleMinutes };
  }
  if (conditions.minFreeBytes !== null && freeBytes !== null && freeBytes < conditions.minFreeBytes) {
    const gib = (bytes: number): number => bytes / 1024 ** 3;
    const why = `Less than ${gib(conditions.minFreeBytes).toFixed(1)} GiB of disk are free`;
    return { kind: 'stop-condition', why, used: gib(freeBytes), limit: gib(conditions.minFreeBytes) };
  }
  const blocked = conditions.onBlocker
    ? runs.find((run) => run.status === 'waiting' && run.updatedAt >= state.at)
    : null;
  if (blocked) {
    return { kind: 'stop-condition', why: `Run ${blocked.id} cannot go on without a person`, ...once };
  }
  return null;
}

const CAPS = [
  ['minutes', 'minutes'],
  ['costUsd', 'US dollars'],
  ['tokens', 'tokens'],
  ['failures', 'failures one after the other'],
] as const;

export function capsOf(
  state: ArmedState | null,
  { caps }: Pick<Conditions, 'caps'>,
  { now, runs }: Pick<Surroundings, 'now' | 'runs'>,
): Record<(typeof CAPS)[number][0], AwayCap> {
  const used = state ? usedSince(state, runs) : { tokens: 0, costUsd: 0 };
  const until = state?.ended?.at ?? now;
  return {
    minutes: { used: state ? Math.max(0, (until - state.at) / MINUTE) : 0, limit: caps.minutes },
    costUsd: { used: used.costUsd, limit: caps.costUsd },
    tokens: { used: used.tokens, limit: caps.tokens },
    failures: { used: state ? failuresInARow(state) : 0, limit: caps.failures },
  };
}

/** When something was last proved, or the person was last there. */
export function lastSign({ presentAt, progressAt }: ArmedState): number {
  return Math.max(presentAt, progressAt ?? 0);
}
