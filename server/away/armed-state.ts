import * as z from 'zod';
import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent } from '#schemas/journal/events.ts';
import { AwayCycle, AwayEnd } from '#schemas/protocol/away.ts';
import type { RunView } from '#schemas/run/run.ts';

const Count = z.number().nonnegative();

/** The armed state of a project as it lies on disk. Times are milliseconds since the epoch. */
export const ArmedState = z.strictObject({
  version: z.literal(1),
  /** Absolute path of the project's root. */
  project: z.string(),
  /** The plan as a person confirmed it: this, not the file, is the policy. */
  text: z.string(),
  hash: z.string(),
  at: z.number(),
  by: z.string(),
  expires: z.number(),
  /** What runs had used before it was armed, by run. */
  before: z.record(z.string(), z.strictObject({ tokens: Count, costUsd: Count })),
  presentAt: z.number(),
  progressAt: z.number().nullable(),
  /** Failures one after the other, by what failed. */
  failures: z.record(z.string(), z.number().int().positive()),
  ended: AwayEnd.nullable(),
  /** Whether a person has taken notice of the end. */
  acknowledged: z.boolean(),
  /** File of the report, once it was written. */
  report: z.string().nullable(),
  /** Git refs that hold what was not committed when it ended. */
  kept: z.array(z.string()),
});
export type ArmedState = z.infer<typeof ArmedState>;

/** Who arms what; `expires` was read from the text. */
export interface Arming {
  readonly project: string;
  readonly text: string;
  readonly hash: string;
  readonly at: number;
  readonly by: string;
  readonly expires: number;
  readonly runs: readonly RunView[];
}

export function armedBy({ runs, at, ...given }: Arming): ArmedState {
  const before = Object.fromEntries(
    runs.map(({ id, usage: { tokens, costUsd } }) => [id, { tokens, costUsd }] as const),
  );
  const nothing = { progressAt: null, failures: {}, ended: null, acknowledged: false, report: null, kept: [] };
  return { version: 1, ...given, at, before, presentAt: at, ...nothing };
}

/** What agents have used since it was armed; of those at work, as far as they have told. */
export function usedSince({ before }: ArmedState, runs: readonly RunView[]): { tokens: number; costUsd: number } {
  const sum = (of: 'tokens' | 'costUsd'): number =>
    runs.reduce((total, { id, usage }) => total + Math.max(0, usage[of] - (before[id]?.[of] ?? 0)), 0);
  return { tokens: sum('tokens'), costUsd: sum('costUsd') };
}

export function failuresInARow({ failures }: ArmedState): number {
  return Math.max(0, ...Object.values(failures));
}

/** What an event says of a person, of progress and of failures. */
export function observed(state: ArmedState, event: EngineEvent, effect: Effect | null): ArmedState {
  const proved = { ...state, progressAt: event.at };
  switch (event.type) {
    case 'run-requested':
    case 'resume-requested':
    case 'steered':
    case 'signal-answered':
      return { ...state, presentAt: event.at };
    case 'command-finished': {
      const { command, exitCode } = event.receipt;
      return exitCode === 0 ? withoutFailure(proved, command) : withFailure(state, command);
    }
    case 'agent-failed':
      return withFailure(state, agentOf(effect));
    case 'agent-ended':
      return withoutFailure(state, agentOf(effect));
    case 'work-collected':
      return event.changes.length > 0 ? proved : state;
    case 'phase-committed':
    case 'phase-landed':
      return proved;
    default:
      return state;
  }
}

const agentOf = (effect: Effect | null): string =>
  effect?.type === 'run-agent' ? `agent ${effect.role} ${effect.phase}/${effect.workstream}` : 'agent';

function withFailure(state: ArmedState, what: string): ArmedState {
  return { ...state, failures: { ...state.failures, [what]: (state.failures[what] ?? 0) + 1 } };
}

function withoutFailure(state: ArmedState, what: string): ArmedState {
  return { ...state, failures: Object.fromEntries(Object.entries(state.failures).filter(([name]) => name !== what)) };
}

/** What the log says of an event; null for what is no end of anything. */
export function cycleOf(run: string, event: EngineEvent, effect: Effect | null): AwayCycle | null {
  const where = {
    at: event.at,
    run,
    phase: effect && 'phase' in effect ? effect.phase : null,
    workstream: effect && 'workstream' in effect ? effect.workstream : null,
    role: effect?.type === 'run-agent' ? effect.role : null,
  };
  const free = { tokens: 0, costUsd: 0 };
  switch (event.type) {
    case 'run-requested':
      return { ...where, ...free, kind: 'run', what: event.prd, result: 'done', detail: 'started' };
    case 'agent-ended':
    case 'agent-failed': {
      const { tokens, costUsd } = event.usage;
      const what = effect?.type === 'run-agent' ? `${effect.role} with ${effect.runtime}` : 'agent';
      const [result, detail] =
        event.type === 'agent-ended' ? (['done', event.stopReason] as const) : (['failed', event.message] as const);
      return { ...where, kind: 'session', what, result, detail: detail.slice(0, 2000), tokens, costUsd };
    }
    case 'command-finished': {
      const { command, exitCode, stopped } = event.receipt;
      const detail = exitCode === null ? (stopped ?? 'did not end') : `exit code ${exitCode}`;
      const result = exitCode === 0 ? 'done' : 'failed';
      return { ...where, ...free, kind: 'verification', what: command.slice(0, 2000), result, detail };
    }
    case 'phase-committed':
      return {
        ...where,
        ...free,
        kind: 'commit',
        what: `phase ${where.phase ?? ''}`,
        result: 'done',
        detail: event.sha,
      };
    default:
      return null;
  }
}
