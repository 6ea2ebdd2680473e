import type { EngineEvent } from '#schemas/journal/events.ts';
import { begin, step, type Step } from '../../../server/engine/step.ts';
import { createWorld, runRequest, type PlannedPhase } from '../../unit/engine/world.ts';

/** How large a plan is made. */
export interface PlanSize {
  readonly phases: number;
  /** Names of the workstreams of every phase. */
  readonly workstreams: readonly string[];
  /** Levels of two validation commands each. */
  readonly levels: number;
  /** How often each agent is looked at while it works. */
  readonly looks: number;
}

/** 1,000 tasks, and a little more than 10,000 events. */
export const LONG_RUN: PlanSize = { phases: 250, workstreams: ['model', 'view', 'api', 'tests'], levels: 3, looks: 3 };

export interface PlayedRun {
  readonly events: readonly EngineEvent[];
  readonly last: Step;
}

/** A whole run in a world where everything succeeds at once; `seen` is told of every step. */
export function playRun(size: PlanSize, id: string, seen: (step: () => Step) => Step = (one) => one()): PlayedRun {
  const world = createWorld(Array.from({ length: size.phases }, (_, index) => phaseOf(String(index + 1), size)));
  const request = runRequest({ run: id, project: { id, name: id, root: `/bench/${id}` }, at: 1_750_000_000_000 });
  const events: EngineEvent[] = [request];
  let last = begin(request);
  let { at } = request;
  const feed = (event: EngineEvent): void => {
    const { state } = last;
    last = seen(() => step(state, event));
    events.push(event);
  };
  for (let [effect] = Object.values(last.state.pending); effect; [effect] = Object.values(last.state.pending)) {
    at += 1000;
    if (effect.type === 'run-agent') {
      for (let look = 0; look < size.looks; look += 1) feed({ ...world.observe(effect), at, effect: effect.id });
    }
    feed({ ...world.perform(effect), at, effect: effect.id });
  }
  if (last.state.status !== 'completed') throw new Error(`The run ended as ${last.state.status}: ${last.state.reason}`);
  return { events, last };
}

function phaseOf(id: string, { workstreams, levels }: PlanSize): PlannedPhase {
  const commands = Array.from({ length: levels }, (_, level) => [
    `npm run check-${level}-0`,
    `npm run check-${level}-1`,
  ]);
  return { id, workstreams: workstreams.map((name) => ({ name })), levels: commands };
}
