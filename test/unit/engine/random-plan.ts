import type { RunPolicy } from '#schemas/run/policy.ts';
import type { PlannedContract, PlannedPhase, PlannedWorkstream } from './plan.ts';
import type { Random } from './seeded.ts';
import { POLICY } from './world.ts';

export function randomPlan(random: Random): PlannedPhase[] {
  return Array.from({ length: 1 + random.upTo(3) }, (_, index) => {
    const phase = randomPhase(random, String(index + 1));
    return random.chance(0.06) ? { ...phase, completed: `done${index}` } : phase;
  });
}

/** Dependencies go to earlier workstreams, but for the few plans that are a circle. */
function randomPhase(random: Random, id: string): PlannedPhase {
  const names = Array.from({ length: random.upTo(5) }, (_, place) => `ws${place}`);
  const link = random.pick([0, 0, 0.3, 0.6]) ?? 0;
  const workstreams = names.map((name, place): PlannedWorkstream => {
    return { name, dependsOn: names.slice(0, place).filter(() => random.chance(link)) };
  });
  const chained = random.chance(0.7) ? 1 : 0.5;
  const contracts = workstreams.flatMap(({ name: to, dependsOn = [] }) =>
    dependsOn.flatMap((from): PlannedContract[] => {
      if (!random.chance(chained)) return [];
      return [{ from, to, text: random.chance(0.4) ? `stated by ${from}` : null }];
    }),
  );
  const commands = Array.from({ length: 1 + random.upTo(2) }, (_, place) => `command${place}`);
  return {
    id,
    workstreams,
    contracts,
    levels: random.chance(0.5) ? [commands] : commands.map((command) => [command]),
    missing: random.chance(0.12),
    foreign: random.chance(0.04) ? ['../elsewhere/file.ts'] : [],
  };
}

/** The same phase, after somebody has edited its PRP; null where there is nothing to edit. */
export function edited(random: Random, phase: PlannedPhase): PlannedPhase {
  const { workstreams } = phase;
  const some = random.pick(workstreams);
  switch (random.upTo(5)) {
    case 0:
      return { ...phase, workstreams: workstreams.filter((one) => one !== some) };
    case 1:
      return { ...phase, workstreams: [...workstreams, { name: `new${random.upTo(99)}` }] };
    case 2:
      return { ...phase, levels: [...phase.levels, [`more${random.upTo(99)}`]] };
    case 3:
      return { ...phase, contracts: (phase.contracts ?? []).filter(() => random.chance(0.5)) };
    default: {
      const text = `edited ${random.upTo(9999)}`;
      return { ...phase, workstreams: workstreams.map((one) => (one === some ? { ...one, text } : one)) };
    }
  }
}

export function randomPolicy(random: Random): RunPolicy {
  const cap = (most: number): number | null => (random.chance(0.06) ? 1 + random.upTo(most) : null);
  const whenSpent = random.chance(0.8) ? 'fresh-session' : 'stop';
  const maxExecutors = random.pick([4, 4, 3, 2, 1]) ?? 4;
  return {
    ...POLICY,
    research: random.chance(0.8),
    researchRounds: random.upTo(2),
    budget: { ...POLICY.budget, whenSpent, reserveFactor: random.chance(0.7) ? 1 : 2 },
    caps: { tokens: cap(1500), costUsd: cap(8), minutes: cap(3), sessions: cap(12) },
    team: { ...POLICY.team, enabled: random.chance(0.9), maxExecutors, failFastTurns: 1 + random.upTo(2) },
    contracts: { confirm: random.chance(0.75) ? 'program' : 'person', attempts: 1 + random.upTo(1) },
    attempts: 1 + random.upTo(2),
    validator: random.chance(0.8),
    debugCycles: random.upTo(3),
    mergeAttempts: random.upTo(2),
    commit: random.chance(0.85) ? 'commit' : 'stage',
  };
}
