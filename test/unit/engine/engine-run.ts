import assert from 'node:assert/strict';
import type { Effect, EffectOf, EffectType } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { PhaseState, RunState } from '../../../server/engine/state.ts';
import { begin, step, type Step } from '../../../server/engine/step.ts';
import { viewOf } from '../../../server/engine/view.ts';
import { createWorld, runRequest, type CommandDeed, type Outcome, type PlannedPhase, type World } from './world.ts';

/** One run of the pure engine in a world of make-believe, driven by hand. */
export interface EngineRun {
  readonly world: World;
  readonly state: RunState;
  readonly view: RunView;
  /** The phase of that id; the first one without an id. */
  phase(id?: string): PhaseState;
  readonly events: EngineEvent[];
  /** Every effect that was asked for, in order. */
  readonly asked: Effect[];
  /** The effect that has to be performed now, answers to agents aside. */
  pending(): Effect;
  feed(event: EngineEvent): Step;
  /** Ends the pending effect. */
  end(outcome: Outcome): Step;
  /** The pending command does this. */
  command(deed: CommandDeed): Step;
  /** Lets everything succeed until an effect of this type is pending, and gives it. */
  until<T extends EffectType>(type: T, where?: (effect: EffectOf<T>) => boolean): EffectOf<T>;
  /** Lets everything succeed until the run is no longer running. */
  finish(): void;
  fail(cause: EventOf<'effect-failed'>['cause'], message: string): Step;
  resume(): Step;
  stop(): Step;
}

const MOST_STEPS = 1_000;

export function engineRun(plan: readonly PlannedPhase[], overrides: Partial<EventOf<'run-requested'>> = {}): EngineRun {
  const world = createWorld(plan);
  const request = runRequest(overrides);
  const first = begin(request);
  let state = first.state;
  let at = request.at;
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
  const pending = (): Effect => {
    const wanted = Object.values(state.pending).filter(({ type }) => type !== 'answer-agent');
    assert.equal(
      wanted.length,
      1,
      `one effect is pending, not ${wanted.length}; the run is ${state.status}: ${state.reason}`,
    );
    return wanted[0] ?? assert.fail();
  };
  const end = (outcome: Outcome): Step => feed({ ...outcome, at: now(), effect: pending().id });
  const run: EngineRun = {
    world,
    events,
    asked,
    get state() {
      return state;
    },
    get view() {
      return viewOf(state, []);
    },
    phase: (id) => state.phases.find((phase) => id === undefined || phase.id === id) ?? assert.fail(`no phase ${id}`),
    pending,
    feed,
    end,
    command: (deed) => end(world.perform(run.until('run-command'), deed)),
    until<T extends EffectType>(type: T, where: (effect: EffectOf<T>) => boolean = () => true) {
      for (let i = 0; i < MOST_STEPS; i += 1) {
        const effect = pending();
        if (isType(effect, type) && where(effect)) return effect;
        end(world.perform(effect));
      }
      return assert.fail(`no ${type} was asked for`);
    },
    finish() {
      for (let i = 0; state.status === 'running' && i < MOST_STEPS; i += 1) end(world.perform(pending()));
    },
    fail: (cause, message) => end({ type: 'effect-failed', cause, message }),
    resume: () => feed({ type: 'resume-requested', at: now() }),
    stop: () => feed({ type: 'stop-requested', at: now() }),
  };
  return run;
}

function isType<T extends EffectType>(effect: Effect, type: T): effect is EffectOf<T> {
  return effect.type === type;
}

/** A phase with one workstream and one command, where the test cares about neither. */
export function simplePhase(id: string, overrides: Partial<PlannedPhase> = {}): PlannedPhase {
  return { id, workstreams: [{ name: 'alpha' }], levels: [['check']], ...overrides };
}
