/** The thread in which `seeds.ts` has seeds simulated; it tells what it found in one message. */
import { parentPort, workerData } from 'node:worker_threads';
import type { SeedsFound, SimulationModule } from './seeds.ts';

export interface SeedsTask {
  readonly simulation: string;
  readonly first: number;
  readonly seeds: number;
}

const { simulation, first, seeds } = workerData as SeedsTask;
const { simulateSeed } = (await import(simulation)) as SimulationModule;
parentPort?.postMessage(await simulateAll());

async function simulateAll(): Promise<SeedsFound> {
  const faults = new Map<string, number>();
  for (let seed = first; seed < first + seeds; seed += 1) {
    const { violations, faults: injected, last } = await simulateSeed(seed);
    if (violations.length > 0) return { faults, failed: { seed, violations, last } };
    for (const [fault, times] of injected) faults.set(fault, (faults.get(fault) ?? 0) + times);
  }
  return { faults, failed: null };
}
