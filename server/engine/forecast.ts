import type { PrpContent } from '#schemas/journal/effects.ts';
import type { WorkstreamHistory } from '#schemas/journal/events.ts';
import type { ExpectedUse, Forecast, ForecastPhase } from '#schemas/run/forecast.ts';
import { RunPolicy } from '#schemas/run/policy.ts';
import type { RunOutcome } from '#schemas/run/run.ts';
import { apply } from './apply.ts';
import { applyToPlan } from './apply-plan.ts';
import { closed } from './close-phase.ts';
import { currentPhase, initialState, type PhaseState, type RunState } from './state.ts';

export interface ForecastQuestion {
  readonly prd: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly policy: RunPolicy;
  readonly history: WorkstreamHistory | null;
  /** Every phase of the PRD in order. */
  readonly phases: readonly {
    readonly id: string;
    readonly title: string;
    /** The commit that completed it. */
    readonly completed: string | null;
    /** Null: there is none yet. */
    readonly prp: PrpContent | null;
    /** Why its PRP cannot be read. */
    readonly problem: string | null;
  }[];
}

/**
 * Walks the engine itself over a plan in which every phase succeeds at once: the phases are chosen, the gate and the
 * decision matrix are asked and the session is charged by the functions that a run uses, so that a forecast cannot
 * differ from them.
 */
export function forecast(question: ForecastQuestion): Omit<Forecast, 'project'> {
  let state = planned(question);
  const walked = new Map<string, ForecastPhase>();
  let stops: RunOutcome | null = null;
  for (let phase = currentPhase(state); phase && !stops; phase = currentPhase(state)) {
    const next = walk(question, state, phase);
    walked.set(phase.id, next.seen);
    stops = next.stops;
    state = next.state;
  }
  const ids = new Set(state.phases.map(({ id }) => id));
  const phases = question.phases.map((phase) => walked.get(phase.id) ?? untouched(phase, ids.has(phase.id)));
  const run = phases.filter(({ status }) => status === 'runs' || status === 'waits');
  const sessions = run.length === 0 ? 0 : Math.max(...run.map(({ session }) => session ?? 1));
  const expected = question.history === null || run.length === 0 ? null : total(run);
  const stopsBefore = phases.find(({ status }) => status === 'stops')?.id ?? null;
  const { prd } = question;
  return { prd, phases, sessions, expected, stopsBefore, sentence: sentenceOf(prd, run, sessions, expected, phases) };
}

/** The phases that a run from `start` to `end` executes, by the engine's own choice. */
export function idsToRun(
  phases: readonly Pick<ForecastQuestion['phases'][number], 'id' | 'title' | 'completed'>[],
  { start, end }: Pick<ForecastQuestion, 'start' | 'end'>,
): ReadonlySet<string> {
  const state = planned({ prd: '', start, end, policy: RunPolicy.parse({}), history: null, phases });
  return new Set(state.phases.map(({ id }) => id));
}

type Selection = Omit<ForecastQuestion, 'phases'> & { readonly phases: Parameters<typeof idsToRun>[0] };

function planned({ prd, start, end, policy, history, phases }: Selection): RunState {
  const project = { id: '', name: '', root: '' };
  const about = { run: 'forecast', project, prd, start, end, runtime: '', playbook: null, policy, history };
  const state = initialState({ type: 'run-requested', at: 0, ...about });
  const plan = phases.map(({ id, title, completed }) => ({ id, title, completed }));
  return apply(state, { type: 'project-inspected', at: 0, effect: '', branch: '', head: '', phases: plan });
}

function walk(
  { phases, policy, history }: ForecastQuestion,
  before: RunState,
  phase: PhaseState,
): { state: RunState; seen: ForecastPhase; stops: RunOutcome | null } {
  const plan = phases.find(({ id }) => id === phase.id);
  const prp = plan?.prp ?? null;
  // The rest is foretold as if what a person has to mend were mended.
  const content = prp ? { ...prp, problems: [] } : UNKNOWN;
  const asked = applyToPlan(before, phase, { type: 'prp-read', at: 0, effect: '', prp: content });
  const decided = asked.phases.find(({ id }) => id === phase.id) ?? phase;
  const stops = decided.deferred?.stops ?? null;
  const count = Math.max(1, content.workstreams.length);
  const expected = history && times(history, count);
  const trouble = plan?.problem ?? prp?.problems[0] ?? (prp || policy.research ? null : NO_RESEARCH);
  const seen: ForecastPhase = {
    id: phase.id,
    title: phase.title,
    status: stops ? 'stops' : trouble === null ? 'runs' : 'waits',
    prp: prp?.path ?? null,
    workstreams: count,
    session: stops ? null : asked.session.number,
    gate: decided.gate,
    mode: prp ? decided.mode : null,
    modeReason: prp ? decided.modeReason : null,
    expected: stops ? null : expected,
    note: stops ? whyStops(stops) : (trouble ?? (prp ? null : RESEARCHED)),
  };
  return { state: closed(charged(asked, expected), decided), seen, stops };
}

const RESEARCHED = 'no PRP yet: it would be researched, and one workstream is assumed';
const NO_RESEARCH = 'no PRP yet, and research is switched off: somebody has to write it';

const UNKNOWN: PrpContent = {
  path: '',
  hash: '',
  workstreams: [],
  contracts: [],
  concerns: [],
  foreign: [],
  problems: [],
  validation: [],
};

function charged(state: RunState, expected: ExpectedUse | null): RunState {
  if (!expected) return state;
  const { tokens, costUsd, sessions, activeMs } = state.usage;
  const usage = {
    tokens: tokens + expected.tokens,
    costUsd: costUsd + expected.costUsd,
    sessions: sessions + expected.sessions,
    activeMs: activeMs + expected.minutes * 60_000,
  };
  return { ...state, usage };
}

function times({ tokens, costUsd, minutes, sessions }: ExpectedUse, count: number): ExpectedUse {
  return { tokens: tokens * count, costUsd: costUsd * count, minutes: minutes * count, sessions: sessions * count };
}

function untouched(phase: ForecastQuestion['phases'][number], isChosen: boolean): ForecastPhase {
  const { id, title, completed, prp } = phase;
  const nothing = { session: null, gate: null, mode: null, modeReason: null, expected: null, note: null };
  const status = isChosen ? 'not-reached' : completed === null ? 'left-out' : 'completed';
  return { id, title, status, prp: prp?.path ?? null, workstreams: prp?.workstreams.length ?? 0, ...nothing };
}

function total(phases: readonly ForecastPhase[]): ExpectedUse {
  const sum = (of: (use: ExpectedUse) => number): number =>
    phases.reduce((before, { expected }) => before + (expected ? of(expected) : 0), 0);
  return {
    tokens: sum(({ tokens }) => tokens),
    costUsd: sum(({ costUsd }) => costUsd),
    minutes: sum(({ minutes }) => minutes),
    sessions: sum(({ sessions }) => sessions),
  };
}

const UNITS = { tokens: 'tokens', costUsd: 'USD', minutes: 'minutes', sessions: 'agent sessions', away: '' };

function whyStops({ kind, used, limit }: RunOutcome): string {
  if (kind !== 'session-budget') return `the cap of ${show(limit)} ${UNITS[kind]} would be exceeded`;
  return `too little of the session would remain: ${show(used)} % used, at most ${show(limit)} % may be`;
}

function sentenceOf(
  prd: string,
  run: readonly ForecastPhase[],
  sessions: number,
  expected: ExpectedUse | null,
  phases: readonly ForecastPhase[],
): string {
  const stop = phases.find(({ status }) => status === 'stops');
  if (run.length === 0 && !stop) return `Nothing is left to run: every phase of ${prd} is completed.`;
  const parts = [
    run.length === 0 ? '' : `${counted(run.length, 'phase')} in ${counted(sessions, 'session')}`,
    expected ? `about ${describeUse(expected)}` : '',
    ...run.filter(({ status }) => status === 'waits').map(({ id }) => `waits for you in phase ${id}`),
    stop ? `stops before phase ${stop.id}: ${stop.note ?? ''}` : '',
  ].filter((part) => part !== '');
  const text = parts.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `1200 tokens, 0.40 USD, 3 minutes, 4 agent sessions`; what agents do not tell is left out. */
export function describeUse(use: ExpectedUse): string {
  const parts = Object.entries(UNITS) as [keyof ExpectedUse, string][];
  return parts.flatMap(([kind, unit]) => (use[kind] > 0 ? [`${show(use[kind])} ${unit}`] : [])).join(', ') || 'nothing';
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function show(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(2);
}
