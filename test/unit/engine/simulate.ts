import { isDeepStrictEqual } from 'node:util';
import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import type { RunState } from '../../../server/engine/state.ts';
import { begin, step, type Step } from '../../../server/engine/step.ts';
import { watch, type Violation, type Watch } from './invariants.ts';
import { outcomeOf, othersFile, type Misfortune } from './misfortune.ts';
import { createPerson } from './person.ts';
import { randomPlan, randomPolicy } from './random-plan.ts';
import { seeded, type Random } from './seeded.ts';
import { createWorld, runRequest, type Outcome, type World } from './world.ts';

/** The two functions of the engine, so that a test can put a broken one in their place. */
export interface Engine {
  begin(event: EventOf<'run-requested'>): Step;
  step(state: RunState, event: EngineEvent): Step;
}

export interface Simulation {
  readonly violations: readonly Violation[];
  readonly events: number;
  /** What went wrong in the world, by name. */
  readonly misfortunes: readonly string[];
  readonly ending: string;
  /** How phases were executed. */
  readonly modes: readonly string[];
}

/** Events that change nothing are not journaled, so it is turns that are counted. */
const MOST_TURNS = 1_500;

/** One run of a random plan in a world where anything may go wrong, repeatable by its seed. */
export function simulate(seed: number, engine: Engine = { begin, step }): Simulation {
  const random = seeded(seed);
  const world = createWorld(randomPlan(random));
  const driver = createDriver(engine, world, random);
  for (let turn = 0; turn < MOST_TURNS && !driver.isOver(); turn += 1) driver.turn();
  driver.deliverAllLate();
  driver.checkReplay();
  const state = driver.state();
  driver.watcher.end(state, driver.isOver());
  return {
    violations: [...driver.watcher.violations],
    events: driver.journal.length,
    misfortunes: driver.misfortunes,
    ending: state.outcome?.kind ?? state.status,
    modes: state.phases.flatMap(({ mode, teamFailed }) => (teamFailed ? 'team failed' : (mode ?? []))),
  };
}

interface Driver {
  readonly watcher: Watch;
  readonly journal: EngineEvent[];
  readonly misfortunes: string[];
  state(): RunState;
  isOver(): boolean;
  /** One thing happens. */
  turn(): void;
  deliverAllLate(): void;
  checkReplay(): void;
}

/** Stands for the supervisor, its journal and everybody outside. Misfortune is rationed, so every run can end. */
function createDriver(engine: Engine, world: World, random: Random): Driver {
  const request = runRequest({ start: random.chance(0.1) ? '1' : null, policy: randomPolicy(random) });
  const watcher = watch(world, request, (before, event) => engine.step(before, event));
  const journal: EngineEvent[] = [request];
  const outbox = new Map<string, Effect>();
  let late: EngineEvent[] = [];
  const misfortunes: string[] = [];
  let ration = random.pick([0, 4, 10, 20, 40]) ?? 0;
  let crashes = random.upTo(3);
  let at = request.at;
  let given = false;
  let { state, effects } = engine.begin(request);
  for (const effect of effects) outbox.set(effect.id, effect);

  const misfortune: Misfortune = (name, probability) => {
    if (ration === 0 || !random.chance(probability)) return false;
    ration -= 1;
    misfortunes.push(name);
    return true;
  };
  const feed = (event: EngineEvent): void => {
    const result = engine.step(state, event);
    watcher.see(state, event, result, outbox);
    if (result.state === state) return;
    journal.push(event);
    // An event that does not end its effect leaves it where it is.
    if ('effect' in event && !(event.effect in result.state.pending)) outbox.delete(event.effect);
    for (const id of result.dropped) outbox.delete(id);
    for (const effect of result.effects) outbox.set(effect.id, effect);
    state = result.state;
  };
  const now = (): number => (at += 1 + random.upTo(4_000));
  const ended = (effect: Effect, outcome: Outcome): EngineEvent => ({ ...outcome, at: now(), effect: effect.id });
  const perform = (effect: Effect): EngineEvent => ended(effect, outcomeOf(effect, world, misfortune, random));
  const checkReplay = (): RunState => {
    const [, ...events] = journal.map((event) => structuredClone(event));
    const replayed = events.reduce((before, event) => engine.step(before, event).state, engine.begin(request).state);
    if (!isDeepStrictEqual(replayed, state)) watcher.violations.add('replay differs');
    if (!isDeepStrictEqual(Object.fromEntries(outbox), { ...replayed.pending }))
      watcher.violations.add('outbox differs');
    return replayed;
  };
  /** What a dead server had not journaled is known to nobody any more. */
  const crash = (): void => {
    crashes -= 1;
    misfortunes.push('crash');
    state = checkReplay();
    late = late.filter((event) => !('effect' in event) || !outbox.has(event.effect));
  };
  const performOne = (effect: Effect): void => {
    if (effect.type === 'run-agent' && meanwhile(effect.id)) return;
    const events = Array.from({ length: misfortune('performed twice', 0.02) ? 2 : 1 }, () => perform(effect));
    const accepted = events.pop();
    late.push(...events);
    if (crashes > 0 && random.chance(0.02)) {
      misfortunes.push('crash before the result was journaled');
      return crash();
    }
    if (accepted) feed(accepted);
    if (accepted && random.chance(0.05)) late.push(accepted);
  };
  /** An agent at work is seen, or asks. */
  const meanwhile = (id: string): boolean => {
    const effect = state.pending[id];
    if (effect?.type !== 'run-agent') return false;
    const asks = state.signals.some(({ cause, phase, workstream }) => {
      return cause === 'agent-question' && phase === effect.phase && workstream === effect.workstream;
    });
    if (!asks && misfortune('question', 0.06)) {
      const question = {
        id: `q${now()}`,
        ...(random.chance(0.5)
          ? { text: 'May I delete it?', topic: 'permission' as const }
          : { text: 'Which one?', topic: 'question' as const }),
        kind: 'question' as const,
        severity: 'normal' as const,
        detail: null,
        options: [{ id: 'yes', label: 'Yes', needs: null }],
      };
      feed({ type: 'agent-asked', at, effect: id, question });
      return true;
    }
    if (effect.role !== 'executor' && effect.role !== 'debugger') return false;
    if (misfortune('outside observed', 0.03)) {
      feed(ended(effect, world.observe(effect, { outside: [othersFile(effect.workstream)] })));
      return true;
    }
    if (random.chance(0.08)) feed(ended(effect, world.observe(effect, { changes: random.chance(0.5) })));
    return false;
  };
  const person = createPerson({ world, random, misfortune, feed, now, state: () => state });
  const disturb = (): void => {
    if (crashes > 0 && random.chance(0.02)) crash();
    const [unfinished] = outbox.values();
    const result = unfinished && random.chance(0.02) ? perform(unfinished) : undefined;
    person.meddle();
    if (result) late.push(result);
    if (misfortune('branch moved', 0.01)) world.moveBranch();
    if (late.length > 0 && random.chance(0.3)) feed(late.splice(random.upTo(late.length - 1), 1)[0] ?? request);
  };
  const turn = (): void => {
    disturb();
    if (state.status === 'completed') return;
    if (state.status === 'stopped' && state.outcome) {
      given = !person.raisesCaps();
      return;
    }
    if (state.status === 'stopped' || state.status === 'failed') return person.resume();
    const effect = random.pick([...outbox.values()]);
    if (effect && !person.answersInstead(effect)) return performOne(effect);
    if (!effect) {
      ration = Math.max(0, ration - 1);
      person.unblock();
    }
  };
  return {
    watcher,
    journal,
    misfortunes,
    state: () => state,
    isOver: () => state.status === 'completed' || given,
    turn,
    deliverAllLate() {
      for (const event of late) feed(event);
    },
    checkReplay: () => void checkReplay(),
  };
}
