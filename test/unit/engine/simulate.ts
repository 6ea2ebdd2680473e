import { isDeepStrictEqual } from 'node:util';
import type { Effect, EffectOf } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import type { RunState } from '../../../server/engine/state.ts';
import { begin, step, type Step } from '../../../server/engine/step.ts';
import { watch, type Violation, type Watch } from './invariants.ts';
import { seeded, type Random } from './seeded.ts';
import {
  COMPLETE,
  createWorld,
  runRequest,
  type CommandDeed,
  type Outcome,
  type PlannedPhase,
  type World,
} from './world.ts';

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
}

const MOST_EVENTS = 1_000;

/** One run of a random plan in a world where anything may go wrong, repeatable by its seed. */
export function simulate(seed: number, engine: Engine = { begin, step }): Simulation {
  const random = seeded(seed);
  const plan = randomPlan(random);
  const world = createWorld(plan);
  const driver = createDriver(engine, plan, world, random);
  while (driver.state().status !== 'completed' && driver.journal.length < MOST_EVENTS) driver.turn();
  driver.deliverAllLate();
  driver.checkReplay();
  driver.watcher.end(driver.state());
  return { violations: [...driver.watcher.violations], events: driver.journal.length, misfortunes: driver.misfortunes };
}

function randomPlan(random: Random): PlannedPhase[] {
  return Array.from({ length: 1 + random.upTo(3) }, (_, index) => {
    const names = Array.from({ length: random.upTo(3) }, (__, place) => `ws${place}`);
    const workstreams = names.map((name) => ({ name, dependsOn: names.filter(() => random.chance(0.25)) }));
    const commands = Array.from({ length: 1 + random.upTo(3) }, (__, place) => `command${place}`);
    const levels = random.chance(0.5) ? [commands] : commands.map((command) => [command]);
    const completed = random.chance(0.1) ? { completed: `done${index}` } : {};
    return { id: String(index + 1), workstreams, levels, ...completed };
  });
}

interface Driver {
  readonly watcher: Watch;
  readonly journal: EngineEvent[];
  readonly misfortunes: string[];
  state(): RunState;
  /** One thing happens. */
  turn(): void;
  deliverAllLate(): void;
  checkReplay(): void;
}

/** Stands for the supervisor, its journal and everybody outside. Misfortune is rationed, so every run can end. */
function createDriver(engine: Engine, plan: readonly PlannedPhase[], world: World, random: Random): Driver {
  const watcher = watch(plan, world);
  const request = runRequest({ start: random.chance(0.2) ? '1' : null });
  const journal: EngineEvent[] = [request];
  const outbox = new Map<string, Effect>();
  let late: EngineEvent[] = [];
  const misfortunes: string[] = [];
  let ration = random.upTo(12);
  let at = request.at;
  let { state, effects } = engine.begin(request);
  for (const effect of effects) outbox.set(effect.id, effect);

  const misfortune = (name: string, probability: number): boolean => {
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
    if ('effect' in event) outbox.delete(event.effect);
    for (const id of result.dropped) outbox.delete(id);
    for (const effect of result.effects) outbox.set(effect.id, effect);
    state = result.state;
  };
  const checkReplay = (): RunState => {
    const read = journal.map((event) => copyOf(event));
    const replayed = read
      .slice(1)
      .reduce((before, event) => engine.step(before, event).state, engine.begin(request).state);
    if (!isDeepStrictEqual(replayed, state)) watcher.violations.add('replay differs');
    const pending = Object.fromEntries(outbox);
    if (!isDeepStrictEqual(pending, { ...replayed.pending })) watcher.violations.add('outbox differs');
    return { ...replayed, pending };
  };
  const ended = (effect: Effect, outcome: Outcome): EngineEvent => ({ ...outcome, at: (at += 7), effect: effect.id });
  const performOne = (effect: Effect): void => {
    if (effect.type === 'run-agent' && askFirst(effect, state, misfortune)) {
      return feed({
        type: 'agent-asked',
        at,
        question: { ...QUESTION, id: `q${(at += 1)}`, phase: effect.phase, workstream: effect.workstream },
      });
    }
    const deeds = misfortune('performed twice', 0.1) ? 2 : 1;
    const results = Array.from({ length: deeds }, () => ended(effect, outcomeOf(effect, world, misfortune)));
    const accepted = results.pop();
    late.push(...results);
    if (misfortune('crash before the result was journaled', 0.05)) return crash();
    if (accepted) feed(accepted);
    if (accepted && random.chance(0.1)) late.push(accepted);
  };
  /** What a dead server had not journaled is known to nobody any more. */
  const crash = (): void => {
    state = checkReplay();
    late = late.filter((event) => !('effect' in event) || !outbox.has(event.effect));
  };
  const disturb = (): void => {
    if (misfortune('crash', 0.06)) crash();
    if (state.status !== 'completed' && misfortune('stop', 0.04)) {
      const [unfinished] = outbox.values();
      feed({ type: 'stop-requested', at: (at += 1) });
      if (unfinished && random.chance(0.7)) late.push(ended(unfinished, outcomeOf(unfinished, world, misfortune)));
    }
    if (misfortune('branch moved', 0.03)) world.head = `person${(at += 1)}`;
    if (late.length > 0 && random.chance(0.3)) feed(late.splice(random.upTo(late.length - 1), 1)[0] ?? request);
  };
  const turn = (): void => {
    disturb();
    if (state.status === 'completed') return;
    const [question] = state.questions;
    if (state.status !== 'running') return feed({ type: 'resume-requested', at: (at += 1) });
    const effect = random.pick([...outbox.values()]);
    const waits = question && effect?.type === 'run-agent';
    if (waits) return feed({ type: 'question-answered', at: (at += 1), question: question.id, option: 'yes' });
    if (effect) performOne(effect);
    else ration = 0;
    if (!effect) feed({ type: 'resume-requested', at: (at += 1) });
  };
  const deliverAllLate = (): void => {
    for (const event of late) feed(event);
  };
  return {
    watcher,
    journal,
    misfortunes,
    state: () => state,
    turn,
    deliverAllLate,
    checkReplay: () => void checkReplay(),
  };
}

/** What comes out of a file is equal to what went in, and never the same object. */
function copyOf(event: EngineEvent): EngineEvent {
  return structuredClone(event);
}

const QUESTION = { text: 'May I?', options: [{ id: 'yes', label: 'Yes' }], askedAt: 0 };

type Misfortune = (name: string, probability: number) => boolean;

/** Agents that ask do so at the start of a session; an unanswered question keeps them waiting. */
function askFirst(effect: EffectOf<'run-agent'>, { questions }: RunState, misfortune: Misfortune): boolean {
  return questions.every(({ workstream }) => workstream !== effect.workstream) && misfortune('question', 0.1);
}

/** What becomes of an effect: mostly what was asked for. */
function outcomeOf(effect: Effect, world: World, misfortune: Misfortune): Outcome {
  if (effect.type !== 'answer-agent') {
    if (misfortune(`${effect.type} failed`, 0.03))
      return failure('environment', `${effect.type} failed: the disk is full.`);
    if (misfortune('bug', 0.005)) return failure('bug', 'x is not a function.');
  }
  if (effect.type === 'run-agent') return agentOutcome(effect, world, misfortune);
  if (effect.type === 'run-command') return world.perform(effect, deedOf(misfortune));
  if (effect.type === 'collect-work' && misfortune('agent lied', 0.08)) {
    return { type: 'work-collected', commit: effect.base, changes: [] };
  }
  return world.perform(effect);
}

function failure(cause: 'environment' | 'bug', message: string): Outcome {
  return { type: 'effect-failed', cause, message };
}

function agentOutcome(effect: EffectOf<'run-agent'>, world: World, misfortune: Misfortune): Outcome {
  if (misfortune('agent crashed', 0.08)) return failure('environment', 'The agent ended with exit code 9.');
  if (misfortune('agent refused', 0.04)) return { type: 'agent-ended', stopReason: 'refusal', report: null };
  for (const status of ['BLOCKED', 'PARTIAL'] as const) {
    if (misfortune(`agent ${status}`, 0.04)) {
      return { type: 'agent-ended', stopReason: 'end_turn', report: { ...COMPLETE, status, issues: 'No way.' } };
    }
  }
  return world.perform(effect);
}

function deedOf(misfortune: Misfortune): CommandDeed {
  const changes = misfortune('command changed files', 0.1);
  if (misfortune('command failed', 0.12)) return { exitCode: 1, output: 'no', changes };
  for (const stopped of ['timeout', 'not-found', 'signal', 'output-limit'] as const) {
    if (misfortune(`command ${stopped}`, 0.03)) return { exitCode: null, stopped, changes };
  }
  return { changes };
}
