import assert from 'node:assert/strict';
import type { Effect, EffectOf, EffectType } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { SteerVerb } from '#schemas/run/steering.ts';
import type { RunPolicy } from '#schemas/run/policy.ts';
import type { OpenSignal } from '../../../server/engine/open-signal.ts';
import type { PhaseState, RunState, WorkstreamState } from '../../../server/engine/state.ts';
import { begin, step, type Step } from '../../../server/engine/step.ts';
import { viewOf } from '../../../server/engine/view.ts';
import { createWorld, POLICY, runRequest, type Deed, type Outcome, type PlannedPhase, type World } from './world.ts';

/** One run of the pure engine in a world of make-believe, driven by hand. */
export interface EngineRun {
  readonly world: World;
  readonly state: RunState;
  readonly view: RunView;
  readonly events: EngineEvent[];
  /** Every effect that was asked for, in order. */
  readonly asked: Effect[];
  /** What is under way, answers to agents aside. */
  readonly pending: readonly Effect[];
  /** The phase of that id; the first one without an id. */
  phase(id?: string): PhaseState;
  worker(name: string): WorkstreamState;
  /** The only signal that a person has to answer. */
  signal(): OpenSignal;
  feed(event: EngineEvent): Step;
  /** Ends an effect; by default the one that is under way longest. */
  end(outcome: Outcome, effect?: Effect): Step;
  /** Performs an effect with this deed. */
  deed(deed: Deed, effect?: Effect): Step;
  /** Lets everything succeed until an effect like this is under way, and gives it. */
  until<T extends EffectType>(type: T, where?: (effect: EffectOf<T>) => boolean): EffectOf<T>;
  /** Lets everything succeed until the run no longer runs. */
  finish(): void;
  fail(message: string, effect?: Effect, cause?: EventOf<'effect-failed'>['cause']): Step;
  answer(option: string, text?: string | null): Step;
  steer(verb: SteerVerb, workstream?: string | null, text?: string | null, runtime?: string | null): Step;
  pause(why?: string): Step;
  stop(): Step;
  resume(policy?: Partial<RunPolicy>): Step;
}

const MOST_STEPS = 1_000;

export function engineRun(
  plan: readonly PlannedPhase[],
  policy: Partial<RunPolicy> = {},
  overrides: Partial<EventOf<'run-requested'>> = {},
): EngineRun {
  const world = createWorld(plan);
  const request = runRequest({ policy: { ...POLICY, ...policy }, ...overrides });
  const first = begin(request);
  let { state } = first;
  let { at } = request;
  const events: EngineEvent[] = [request];
  const asked: Effect[] = [...first.effects];
  const now = (): number => (at += 10);
  const feed = (event: EngineEvent): Step => {
    const result = step(state, event);
    state = result.state;
    events.push(event);
    asked.push(...result.effects);
    return result;
  };
  const pending = (): Effect[] => Object.values(state.pending).filter(({ type }) => type !== 'answer-agent');
  const next = (): Effect => pending()[0] ?? assert.fail(`nothing is under way; ${state.status}: ${state.reason}`);
  const end = (outcome: Outcome, effect = next()): Step => feed({ ...outcome, at: now(), effect: effect.id });
  const phase = (id?: string): PhaseState =>
    state.phases.find((one) => id === undefined || one.id === id) ?? assert.fail(`no phase ${id}`);
  const signal = (): OpenSignal => {
    const [one, ...more] = state.signals.filter(({ options }) => options.length > 0);
    assert.deepEqual(more, [], 'one signal');
    return one ?? assert.fail(`no signal; ${state.status}: ${state.reason}`);
  };
  return {
    world,
    events,
    asked,
    get state() {
      return state;
    },
    get view() {
      return viewOf(state, []);
    },
    get pending() {
      return pending();
    },
    phase,
    worker(name) {
      const all = state.phases.flatMap(({ workstreams, debugger: one }) => (one ? [...workstreams, one] : workstreams));
      return all.find((one) => one.name === name) ?? assert.fail(`no ${name}`);
    },
    signal,
    feed,
    end,
    deed: (deed, effect = next()) => end(world.perform(effect, deed), effect),
    until<T extends EffectType>(type: T, where: (effect: EffectOf<T>) => boolean = () => true) {
      for (let i = 0; i < MOST_STEPS; i += 1) {
        for (const effect of pending()) if (isType(effect, type) && where(effect)) return effect;
        end(world.perform(next()));
      }
      return assert.fail(`no ${type} was asked for`);
    },
    finish() {
      for (let i = 0; state.status === 'running' && i < MOST_STEPS; i += 1) end(world.perform(next()));
    },
    fail: (message, effect = next(), cause = 'environment') => end({ type: 'effect-failed', cause, message }, effect),
    answer: (option, text = null) => feed({ type: 'signal-answered', at: now(), signal: signal().id, option, text }),
    steer: (verb, workstream = null, text = null, runtime = null) =>
      feed({ type: 'steered', at: now(), phase: phase().id, workstream, verb, text, runtime }),
    pause: (why?: string) => feed({ type: 'pause-requested', at: now(), ...(why === undefined ? {} : { why }) }),
    stop: () => feed({ type: 'stop-requested', at: now() }),
    resume: (changed) =>
      feed({
        type: 'resume-requested',
        at: now(),
        policy: changed ? { ...state.policy, ...changed } : null,
        runtime: null,
      }),
  };
}

function isType<T extends EffectType>(effect: Effect, type: T): effect is EffectOf<T> {
  return effect.type === type;
}

/** A phase with one workstream and one command, where the test cares about neither. */
export function simplePhase(id: string, overrides: Partial<PlannedPhase> = {}): PlannedPhase {
  return { id, workstreams: [{ name: 'alpha' }], levels: [['check']], ...overrides };
}

/** A phase of workstreams that do not depend on each other: a team. */
export function teamPhase(...names: string[]): PlannedPhase {
  return simplePhase('1', { workstreams: names.map((name) => ({ name })) });
}

/** `ui` builds on a contract of `api`: a staggered team. */
export function staggeredPhase(text: string | null = null): PlannedPhase {
  const workstreams = [{ name: 'api' }, { name: 'ui', dependsOn: ['api'] }];
  return simplePhase('1', { workstreams, contracts: [{ from: 'api', to: 'ui', text }] });
}
