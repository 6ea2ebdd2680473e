import type { GateView } from '#schemas/run/phase.ts';
import type { RunOutcome, RunUsage } from '#schemas/run/run.ts';
import type { RunPolicy } from '#schemas/run/policy.ts';
import type { WorkstreamHistory } from '#schemas/journal/events.ts';
import type { RunState } from './state.ts';

type Cap = Exclude<RunOutcome['kind'], 'session-budget' | 'away'>;

const CAPS: readonly { readonly kind: Cap; readonly unit: string }[] = [
  { kind: 'tokens', unit: 'tokens' },
  { kind: 'costUsd', unit: 'USD' },
  { kind: 'minutes', unit: 'minutes' },
  { kind: 'sessions', unit: 'agent sessions' },
];

/** What a phase costs, in percent of a session. */
export function phaseCost({ onePercent, twoPercent, morePercent }: RunPolicy['budget'], workstreams: number): number {
  if (workstreams <= 1) return onePercent;
  return workstreams === 2 ? twoPercent : morePercent;
}

export interface Gate extends GateView {
  /** The cap that a phase would exceed. */
  readonly cap: Omit<RunOutcome, 'resume'> | null;
}

/** What the gate is asked: the same for a run and for a forecast of one. */
export interface GateQuestion {
  readonly policy: RunPolicy;
  readonly usedPercent: number;
  readonly usage: RunUsage;
  /** What a workstream takes by experience; null without any. */
  readonly history: WorkstreamHistory | null;
  readonly workstreams: number;
}

/** Whether there is enough left to finish a phase, with every line of the arithmetic. */
export function budgetGate({ policy, usedPercent, usage, history, workstreams }: GateQuestion): Gate {
  const { budget } = policy;
  const count = Math.max(1, workstreams);
  const cost = phaseCost(budget, count);
  const needed = cost * budget.reserveFactor;
  const remaining = Math.max(0, 100 - usedPercent);
  const enough = remaining >= needed;
  const lines = [
    `${count} ${count === 1 ? 'workstream costs' : 'workstreams cost'} ${cost} % of a session; ${budget.reserveFactor} × ${cost} % = ${needed} % must remain`,
    `100 % − ${usedPercent} % used = ${remaining} % remain: ${enough ? 'enough' : 'not enough'}`,
  ];
  const caps = CAPS.flatMap(({ kind, unit }) => capLine(kind, unit, policy, usage, history, count));
  const over = caps.find(({ exceeded }) => exceeded);
  const verdict = over ? 'stop' : enough ? 'go' : budget.whenSpent;
  return {
    verdict,
    lines: [...lines, ...caps.map(({ line }) => line)],
    cost,
    needed,
    remaining,
    cap: over ? { kind: over.kind, used: over.used, limit: over.limit } : null,
  };
}

function capLine(
  kind: Cap,
  unit: string,
  policy: RunPolicy,
  usage: RunUsage,
  history: WorkstreamHistory | null,
  count: number,
): { kind: Cap; used: number; limit: number; line: string; exceeded: boolean }[] {
  const limit = policy.caps[kind];
  if (limit === null) return [];
  const used = usedOf(kind, usage);
  const expected = history ? history[kind] * count : 0;
  const exceeded = used + expected > limit || used >= limit;
  const words = history
    ? `${show(used)} used + ${show(expected)} expected from history`
    : `${show(used)} used, no history yet`;
  const line = `${unit}: ${words}, the cap is ${show(limit)}: ${exceeded ? 'not enough' : 'enough'}`;
  return [{ kind, used, limit, line, exceeded }];
}

export function freshSession({ session, policy }: Pick<RunState, 'session' | 'policy'>): RunState['session'] {
  const { number, teamFailed } = session;
  return { number: number + 1, usedPercent: policy.budget.sessionStartPercent, phasesCompleted: 0, teamFailed };
}

/** How many more agent sessions may start before the cap on them is reached. */
export function sessionsLeft({ policy, usage }: Pick<RunState, 'policy' | 'usage'>): number {
  return Math.ceil((policy.caps.sessions ?? Number.POSITIVE_INFINITY) - usage.sessions);
}

/** The cap that a run has reached: no further agent session may start. */
export function reachedCap({ policy, usage }: Pick<RunState, 'policy' | 'usage'>): Omit<RunOutcome, 'resume'> | null {
  for (const { kind } of CAPS) {
    const limit = policy.caps[kind];
    const used = usedOf(kind, usage);
    if (limit !== null && used >= limit) return { kind, used, limit };
  }
  return null;
}

/** One sentence for a person. */
export function describeOutcome({ kind, used, limit, resume }: RunOutcome): string {
  const unit = CAPS.find((cap) => cap.kind === kind)?.unit;
  const what =
    unit === undefined
      ? `Too little of the session remains: ${show(used)} % is used and at most ${show(limit)} % may be`
      : `The cap of ${show(limit)} ${unit} is reached: ${show(used)} used, or expected with the next phase`;
  const how = unit === undefined ? 'it goes on in a fresh session' : 'raise the cap in .clutch/config.json first';
  return `${what}. The checkpoint is written. Go on with \`${resume}\`; ${how}.`;
}

function usedOf(kind: Cap, usage: RunUsage): number {
  return kind === 'minutes' ? usage.activeMs / 60_000 : usage[kind];
}

function show(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(2);
}
