import type { RunSelector } from '#schemas/protocol/runs.ts';
import type { RunStatus, RunView } from '#schemas/run/run.ts';
import { EffectError } from './effect-error.ts';

export type RunVerb = 'stop' | 'pause' | 'resume';

const POSSIBLE: Readonly<Record<RunVerb, readonly RunStatus[]>> = {
  stop: ['running', 'waiting', 'paused'],
  pause: ['running', 'waiting'],
  resume: ['waiting', 'paused', 'stopped', 'failed'],
};
const DONE: Readonly<Record<RunVerb, string>> = { stop: 'stopped', pause: 'paused', resume: 'resumed' };

/** The run a person means, or the newest to which the verb applies; null where there is none. */
export function findRun(views: readonly RunView[], { run, project }: RunSelector, verb: RunVerb): RunView | null {
  const candidates = views.filter((view) => project === null || view.project.root === project);
  if (run !== null) return candidates.find(({ id }) => id === run) ?? null;
  return candidates.find(({ status }) => POSSIBLE[verb].includes(status)) ?? null;
}

/** The run a person means: the one named, or the newest of the project that `stop` or `resume` can apply to. */
export function selectRun(views: readonly RunView[], { run, project }: RunSelector, verb: RunVerb): RunView {
  const candidates = views.filter((view) => project === null || view.project.root === project);
  if (run !== null) {
    const named = candidates.find(({ id }) => id === run);
    if (named) return named;
    throw new EffectError('user', `There is no run ${run}. \`clutch status\` lists the runs.`);
  }
  const found = findRun(candidates, { run: null, project }, verb);
  if (found) return found;
  const where = project === null ? '' : ` in ${project}`;
  throw new EffectError('user', `No run${where} can be ${DONE[verb]}. \`clutch status\` lists the runs.`);
}
