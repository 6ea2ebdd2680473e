import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent } from '#schemas/journal/events.ts';
import type { SteerVerb } from '#schemas/run/steering.ts';
import { currentPhase, type RunState } from '../../../server/engine/state.ts';
import type { Misfortune } from './misfortune.ts';
import { edited } from './random-plan.ts';
import type { Random } from './seeded.ts';
import type { World } from './world.ts';

export interface Person {
  /** Stops, pauses, steers, edits the plan; or, mostly, does not. */
  meddle(): void;
  /** Goes on with a run whose caps are raised; false: nobody ever does. */
  raisesCaps(): boolean;
  resume(): void;
  /** Answers a signal although something else could happen. */
  answersInstead(effect: Effect): boolean;
  /** Nothing goes on by itself: answers, resumes, lets go of what was held back. */
  unblock(): void;
}

interface Deps {
  readonly world: World;
  readonly random: Random;
  readonly misfortune: Misfortune;
  readonly feed: (event: EngineEvent) => void;
  readonly now: () => number;
  readonly state: () => RunState;
}

const VERBS: readonly SteerVerb[] = [
  'pause',
  'stop',
  'resume',
  'skip',
  'defer',
  'retry',
  'retry',
  'pause',
  'review',
  'review',
];

/** Somebody who answers what is asked, in any way that is offered, and sometimes does what nobody asked for. */
export function createPerson({ world, random, misfortune, feed, now, state }: Deps): Person {
  const resume = (policy: RunState['policy'] | null = null): void => {
    mendPlan();
    feed({ type: 'resume-requested', at: now(), policy, runtime: random.chance(0.1) ? 'other' : null });
  };
  /** What a person was asked to mend is mended when the answer comes. */
  const mendPlan = (): void => {
    const phase = currentPhase(state());
    const index = world.plan.findIndex(({ id }) => id === phase?.id);
    const planned = world.plan[index];
    if (!planned || misfortune('PRP not mended', 0.2)) return;
    const acyclic = planned.workstreams.map((one) => ({ ...one, dependsOn: [] }));
    if (planned.problems?.length) world.plan[index] = { ...planned, problems: [] };
    if (planned.problems?.includes('circle')) world.plan[index] = { ...planned, problems: [], workstreams: acyclic };
    if (planned.missing && !phase?.research) world.plan[index] = { ...planned, missing: false };
    const isCircle = planned.workstreams.some(({ name, dependsOn = [] }) => dependsOn.includes(name));
    if (isCircle) world.plan[index] = { ...planned, workstreams: acyclic };
  };
  const answer = (): boolean => {
    const signal = random.pick(state().signals.filter(({ options }) => options.length > 0));
    const option = random.pick(signal?.options ?? []);
    if (!signal || !option) return false;
    if (signal.cause === 'plan') mendPlan();
    const text = option.needs === null ? null : 'Because I say so.';
    feed({ type: 'signal-answered', at: now(), signal: signal.id, option: option.id, text });
    return true;
  };
  const steer = (): void => {
    const phase = random.chance(0.8) ? currentPhase(state()) : random.pick(state().phases);
    const verb = random.pick(VERBS);
    if (!phase || !verb || !misfortune(`person ${verb}`, 1)) return;
    const workers = [...phase.workstreams, ...(phase.debugger ? [phase.debugger] : [])];
    const workstream = random.chance(0.7) ? (random.pick(workers)?.name ?? null) : null;
    const text =
      verb === 'skip' || verb === 'defer' || verb === 'review' || random.chance(0.3) ? 'A person wants it so.' : null;
    const runtime = verb === 'retry' && random.chance(0.5) ? 'another' : null;
    feed({ type: 'steered', at: now(), phase: phase.id, workstream, verb, text, runtime });
  };
  const edit = (): void => {
    const index = world.plan.findIndex(({ id }) => id === currentPhase(state())?.id);
    const planned = world.plan[index];
    if (!planned) return;
    const next = edited(random, planned);
    const [first] = next.workstreams;
    if (misfortune('PRP with problems', 0.1)) world.plan[index] = { ...next, problems: ['PRP:3: no validation.'] };
    else if (first && misfortune('PRP with a circle', 0.1)) {
      const circle = { ...first, dependsOn: [first.name] };
      world.plan[index] = { ...next, workstreams: [circle, ...next.workstreams.slice(1)] };
    } else if (misfortune('PRP gone', 0.1)) world.plan[index] = { ...next, missing: true };
    else world.plan[index] = next;
    if (random.chance(0.7)) feed({ type: random.chance(0.5) ? 'stop-requested' : 'pause-requested', at: now() });
  };
  const unhold = (): boolean => {
    const phase = currentPhase(state());
    const workers = phase ? [...phase.workstreams, ...(phase.debugger ? [phase.debugger] : [])] : [];
    const held = workers.find((one) => one.held !== null);
    if (!phase || (!phase.held && !held)) return false;
    const workstream = phase.held ? null : (held?.name ?? null);
    feed({ type: 'steered', at: now(), phase: phase.id, workstream, verb: 'resume', text: null, runtime: null });
    return true;
  };
  return {
    meddle() {
      if (state().status === 'completed') return;
      if (misfortune('stop', 0.015)) feed({ type: 'stop-requested', at: now() });
      if (misfortune('pause', 0.015)) feed({ type: 'pause-requested', at: now() });
      if (random.chance(0.02)) steer();
      if (misfortune('PRP edited', 0.012)) edit();
    },
    raisesCaps() {
      const { policy, outcome } = state();
      if (outcome?.kind !== 'session-budget' && random.chance(0.3)) return false;
      const caps = { tokens: null, costUsd: null, minutes: null, sessions: null };
      resume(misfortune('resumed without raising the cap', 0.2) ? null : { ...policy, caps });
      return true;
    },
    resume: () => resume(),
    answersInstead(effect) {
      const asks = state().signals.some(({ cause, phase, workstream }) => {
        const about = effect.type === 'run-agent' && effect.phase === phase && effect.workstream === workstream;
        return cause === 'agent-question' && about;
      });
      if (asks || random.chance(0.15)) return answer();
      return state().status === 'paused' && random.chance(0.15) ? (resume(), true) : false;
    },
    unblock() {
      if (state().status === 'paused') return resume();
      if (random.chance(0.8) && answer()) return;
      if (unhold()) return;
      if (!answer()) resume();
    },
  };
}
