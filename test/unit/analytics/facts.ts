import assert from 'node:assert/strict';
import type { EngineEvent } from '#schemas/journal/events.ts';
import type { SessionUsage } from '#schemas/run/usage.ts';
import { createFactRecorder } from '../../../server/runs/facts/record-facts.ts';
import type { RunFacts, SessionFact } from '../../../server/runs/facts/run-facts.ts';
import { begin, step } from '../../../server/engine/step.ts';
import { seeded } from '../engine/seeded.ts';

/** What a replay of these events leaves. */
export function factsOf(events: readonly EngineEvent[]): RunFacts {
  const [first, ...rest] = events;
  assert.equal(first?.type, 'run-requested');
  const begun = begin(first);
  const recorder = createFactRecorder(begun);
  let { state } = begun;
  for (const event of rest) {
    const next = step(state, event);
    if (next.state !== state) recorder.note(state, event, next);
    state = next.state;
  }
  return recorder.facts;
}

export function usage(over: Partial<SessionUsage> = {}): SessionUsage {
  return { tokens: 0, costUsd: 0, counts: null, costSource: null, model: null, turns: 1, ...over };
}

export function session(over: Partial<SessionFact> = {}): SessionFact {
  const where = { effect: 'run-1', startedAt: 0, at: 1000, phase: '1', workstream: 'api' };
  const who = { role: 'executor', task: 'work', runtime: 'claude', model: 'sonnet' } as const;
  return { ...where, ...who, usage: usage(), broke: false, limited: false, taken: true, completed: null, ...over };
}

export function facts(over: Partial<RunFacts> = {}): RunFacts {
  const run = { run: 'run', project: { name: 'shop', root: '/shop' }, startedAt: 0, completed: [], phases: [] };
  const work = { workstreams: [], sessions: [], commands: [], validations: new Map(), debugCycles: [] };
  return { ...run, ...work, waits: [], failures: [], limits: [], ...over };
}

const MODELS = ['claude-opus-4', 'claude-sonnet-4', 'gpt-5.4', null];
const HOUR = 3_600_000;

/** Runs of many sessions over some time, the same for the same seed. */
export function randomRuns(
  seed: number,
  size: { runs: number; sessions: number; from: number; to: number },
): RunFacts[] {
  const random = seeded(seed);
  const instant = (): number => size.from + Math.floor(random.next() * (size.to - size.from));
  const some = (most: number): number[] => Array.from({ length: random.upTo(most) }, instant);
  return Array.from({ length: size.runs }, (_, run) => {
    const startedAt = instant();
    const sessions = Array.from({ length: size.sessions }, (_unused, index): SessionFact => {
      const at = startedAt + random.upTo(100) * HOUR;
      const split = random.chance(0.7);
      const counts = split
        ? { input: random.upTo(9999), cachedRead: random.upTo(99_999), cachedWrite: 5, output: 7 }
        : null;
      const costSource = random.pick(['agent', 'estimated', null] as const) ?? null;
      return session({
        effect: `${run}-${index}`,
        at,
        startedAt: at - random.upTo(HOUR),
        phase: String(random.upTo(4)),
        model: random.pick(MODELS) ?? null,
        role: random.pick(['executor', 'validator'] as const) ?? 'executor',
        taken: random.pick([true, true, false, null]) ?? null,
        broke: random.chance(0.05),
        usage: usage({
          counts,
          costSource,
          tokens: random.upTo(9999),
          costUsd: costSource === null ? 0 : random.next(),
        }),
      });
    });
    const waits = some(3).map((from) => ({ from, to: random.chance(0.8) ? from + random.upTo(60 * HOUR) : null }));
    const commands = some(9).map((at) => ({ at, passed: random.chance(0.7) }));
    const instants = { completed: some(1), phases: some(5), workstreams: some(9), debugCycles: some(3) };
    return facts({
      run: String(run),
      startedAt,
      sessions,
      waits,
      commands,
      ...instants,
      failures: some(2),
      limits: some(1),
    });
  });
}
