import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

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

/** Fails with the first seed that breaks a promise, and where a fault was injected so seldom that nothing was proved. */
export async function holdsForAllSeeds(
  t: TestContext,
  simulate: (seed: number) => Promise<SimulatedRun>,
  mustHappen: readonly string[],
): Promise<void> {
  const startedAt = performance.now();
  const faults = new Map<string, number>();
  for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
    const run = await simulate(seed);
    const told = `CLUTCH_SIMULATION_FIRST=${seed} CLUTCH_SIMULATION_SEEDS=1 repeats it:\n${run.last.join('\n')}`;
    assert.deepEqual(run.violations, [], told);
    for (const [fault, times] of run.faults) faults.set(fault, (faults.get(fault) ?? 0) + times);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  t.diagnostic(`${SEEDS} seeds in ${seconds.toFixed(1)} s`);
  t.diagnostic([...faults].map(([fault, times]) => `${fault} ${times}`).join(', '));
  for (const fault of mustHappen) {
    assert.ok((faults.get(fault) ?? 0) >= SEEDS / 100, `too seldom: ${fault}`);
  }
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
