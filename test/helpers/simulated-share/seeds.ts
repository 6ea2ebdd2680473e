import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { SeedsTask } from './seeds-thread.ts';

/** What a simulated run has to tell. */
export interface SimulatedRun {
  readonly violations: readonly string[];
  /** How often each fault was injected, and each thing happened that the run is about. */
  readonly faults: ReadonlyMap<string, number>;
  readonly last: readonly string[];
}

/** `CLUTCH_SIMULATION_SEEDS` and `CLUTCH_SIMULATION_FIRST` make long runs, or one seed again. */
export const SEEDS = Number(process.env['CLUTCH_SIMULATION_SEEDS'] ?? 2_000);
const FIRST = Number(process.env['CLUTCH_SIMULATION_FIRST'] ?? 1);

/** A module whose `simulateSeed` runs one seed. */
export interface SimulationModule {
  simulateSeed(seed: number): Promise<SimulatedRun>;
}

/** What seeds in a row have shown; `failed` is the first that broke a promise, with which the row ends. */
export interface SeedsFound {
  readonly faults: ReadonlyMap<string, number>;
  readonly failed: ({ readonly seed: number } & Pick<SimulatedRun, 'violations' | 'last'>) | null;
}

/** Fails with the first seed that breaks a promise, and where a fault was injected so seldom that nothing was proved. */
export async function holdsForAllSeeds(
  t: TestContext,
  /** The address of a `SimulationModule`. */
  simulation: URL,
  mustHappen: readonly string[],
  seeds = SEEDS,
): Promise<void> {
  const startedAt = performance.now();
  const { faults, failed } = await runAside(t, { simulation: simulation.href, first: FIRST, seeds });
  if (failed !== null) {
    const told = `CLUTCH_SIMULATION_FIRST=${failed.seed} CLUTCH_SIMULATION_SEEDS=1 repeats it:\n${failed.last.join('\n')}`;
    assert.deepEqual(failed.violations, [], told);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  t.diagnostic(`${seeds} seeds in ${seconds.toFixed(1)} s`);
  t.diagnostic([...faults].map(([fault, times]) => `${fault} ${times}`).join(', '));
  for (const fault of mustHappen) {
    assert.ok((faults.get(fault) ?? 0) >= seeds / 100, `too seldom: ${fault}`);
  }
}

/** In a thread of its own: the test runner follows every promise of its own thread, which would take half of the time. */
async function runAside(t: TestContext, workerData: SeedsTask): Promise<SeedsFound> {
  const worker = new Worker(new URL('seeds-thread.ts', import.meta.url), { workerData });
  t.after(() => worker.terminate());
  const [found] = (await once(worker, 'message')) as [SeedsFound];
  return found;
}

/** A watch that never barks proves nothing. */
export async function isCaught(
  simulate: (seed: number) => Promise<SimulatedRun>,
  violation: RegExp,
  seeds: number,
): Promise<void> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violations } = await simulate(seed);
    if (violations.some((found) => violation.test(found))) return;
  }
  assert.fail(`not caught in ${seeds} seeds`);
}
