/** What one step of the engine and one view cost in a run of 1,000 tasks; nothing but the engine runs here. */
import { tasksOf } from '../../server/engine/tasks.ts';
import { viewOf } from '../../server/engine/view.ts';
import { median, note, percentile, report } from './lib/figure.ts';
import { LONG_RUN, playRun } from './lib/succeeding-world.ts';

const LEAST_EVENTS = 10_000;
const RUNS = 3;
const VIEWS = 20;

const steps: number[] = [];
const views: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  const { events, last } = playRun(LONG_RUN, 'bench', (step) => {
    const startedAt = performance.now();
    const next = step();
    steps.push(performance.now() - startedAt);
    return next;
  });
  if (events.length < LEAST_EVENTS) throw new Error(`${events.length} events are too few to say anything.`);
  const tasks = tasksOf(viewOf(last.state, [])).filter(({ workstream }) => workstream !== null).length;
  note(`${LONG_RUN.phases} phases, ${tasks} workstreams, ${events.length} events`);
  for (let view = 0; view < VIEWS; view += 1) {
    const startedAt = performance.now();
    tasksOf(viewOf(last.state, []));
    views.push(performance.now() - startedAt);
  }
}
report({ name: 'step', value: median(steps) * 1000, unit: 'µs', bound: 1000 });
report({ name: 'step-p99', value: percentile(steps, 0.99) * 1000, unit: 'µs', bound: 1000 });
report({ name: 'view', value: median(views), unit: 'ms', bound: 20 });
