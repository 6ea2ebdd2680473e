import type { MonitorActions } from '../model.ts';

const slug = (name: string): string => name.replaceAll(/[^\w-]/g, (sign) => `_${sign.codePointAt(0)}`);

/** Ids of elements and keys of what is folded, by what they show. */
export const places = {
  phaseFold: (run: string, phase: string): string => `${run}:${phase}`,
  /** The finished phases together. */
  finishedFold: (run: string): string => `${run}:finished`,
  phase: (phase: string): string => `phase-${slug(phase)}`,
  workstream: (phase: string, name: string): string => `workstream-${slug(phase)}-${slug(name)}`,
  node: (phase: string, name: string): string => `node-${slug(phase)}-${slug(name)}`,
  /** Whether the row of a workstream is opened by hand. */
  workstreamFold: (run: string, phase: string, name: string): string => `steer:${run}|phase|${phase}|${name}`,
};

/** Unfolds what a workstream is in, opens what can be done with it and takes the person there. */
export function goToWorkstream(run: string, phase: string, name: string, actions: MonitorActions): void {
  unfoldPhase(run, phase, actions);
  actions.unfold(places.workstreamFold(run, phase, name), true);
  actions.focus(places.workstream(phase, name));
}

export function goToPhase(run: string, phase: string, actions: MonitorActions): void {
  unfoldPhase(run, phase, actions);
  actions.focus(places.phase(phase));
}

function unfoldPhase(run: string, phase: string, actions: MonitorActions): void {
  actions.unfold(places.phaseFold(run, phase), true);
  // It may be among the finished ones, which are folded together.
  if (document.getElementById(places.phase(phase)) === null) actions.unfold(places.finishedFold(run), true);
}
