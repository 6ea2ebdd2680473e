import type { RunSelector } from '#schemas/protocol/runs.ts';
import type { RunStatus, RunView } from '#schemas/run/run.ts';
import { EffectError } from './effect-error.ts';

/** The run a person means: the one named, or the newest of the project that `stop` or `resume` can apply to. */
export function selectRun(views: readonly RunView[], { run, project }: RunSelector, verb: 'stop' | 'resume'): RunView {
  const candidates = views.filter((view) => project === null || view.project.root === project);
  if (run !== null) {
    const named = candidates.find(({ id }) => id === run);
    if (named) return named;
    throw new EffectError('user', `There is no run ${run}. \`clutch status\` lists the runs.`);
  }
  const possible: readonly RunStatus[] = verb === 'stop' ? ['running', 'waiting'] : ['waiting', 'stopped', 'failed'];
  const found = candidates.find(({ status }) => possible.includes(status));
  if (found) return found;
  const where = project === null ? '' : ` in ${project}`;
  throw new EffectError(
    'user',
    `No run${where} can be ${verb === 'stop' ? 'stopped' : 'resumed'}. \`clutch status\` lists the runs.`,
  );
}
