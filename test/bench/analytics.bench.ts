/** What the figures of years of runs cost: 500 runs of 100 sessions each, and what a run pays for being counted. */
import { bucketStarts } from '../../server/analytics/buckets.ts';
import { byModel } from '../../server/analytics/by-model.ts';
import { byPrompt } from '../../server/analytics/by-prompt.ts';
import { overTime } from '../../server/analytics/over-time.ts';
import { createPromptLog } from '../../server/analytics/prompt-log.ts';
import { createFactRecorder } from '../../server/runs/facts/record-facts.ts';
import { timeZone } from '../../server/analytics/time-zone.ts';
import { begin, step, type Step } from '../../server/engine/step.ts';
import type { EngineEvent } from '#schemas/journal/events.ts';
import type { RunState } from '../../server/engine/state.ts';
import { randomRuns } from '../unit/analytics/facts.ts';
import { median, note, report } from './lib/figure.ts';
import { LONG_RUN, playRun } from './lib/succeeding-world.ts';

const SIZE = { runs: 500, sessions: 100 };
const TIMES = 11;
const DAY = 24 * 3_600_000;

const to = Date.UTC(2026, 10, 21);
const from = to - 730 * DAY;
const runs = randomRuns(1, { ...SIZE, from, to });
const zone = timeZone('Europe/Berlin');

report({ name: 'over-time', value: median(times(() => overTime(runs, period('day'), true))), unit: 'ms', bound: 300 });
report({ name: 'models', value: median(times(() => byModel(runs, from, to))), unit: 'ms', bound: 300 });

const sent = runs.flatMap(({ sessions }) => sessions.map(({ effect }) => effect));
const prompts = sent.map((effect, index) => ({
  id: index + 1,
  effect,
  template: 'executor',
  version: `1 ${index % 7}`,
  at: from,
}));
const log = createPromptLog({ sentPrompts: (after, limit) => prompts.slice(after, after + limit) });
const uses = await log.read();
const knowledge = { uses, current: [], sources: new Map<string, string>() };
report({ name: 'prompts', value: median(times(() => byPrompt(runs, from, to, knowledge))), unit: 'ms', bound: 300 });

const { events } = playRun({ ...LONG_RUN, phases: 50 }, 'bench');
const steps = stepsOf(events);
const [first] = steps;
if (first) {
  const noting = times(() => {
    const recorder = createFactRecorder(first.next);
    for (const { before, event, next } of steps.slice(1)) recorder.note(before, event, next);
  });
  note(`${steps.length} events of one run`);
  report({ name: 'note-event', value: (median(noting) / steps.length) * 1000, unit: 'µs', bound: 50 });
}

function period(bucket: 'day') {
  return { starts: bucketStarts(from, to, bucket, zone), to };
}

function times(work: () => unknown): number[] {
  return Array.from({ length: TIMES }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
}

function stepsOf(all: readonly EngineEvent[]): { before: RunState; event: EngineEvent; next: Step }[] {
  const [request, ...rest] = all;
  if (request?.type !== 'run-requested') return [];
  let next = begin(request);
  const made = [{ before: next.state, event: all[0] ?? request, next }];
  for (const event of rest) {
    const before = next.state;
    next = step(before, event);
    made.push({ before, event, next });
  }
  return made;
}
