import { describe, test } from 'node:test';
import { holdsForAllSeeds, isCaught, SEEDS } from '../../helpers/simulated-share/seeds.ts';
import { simulateGrants, type Weakness } from './granted-leases.ts';

describe('leases that main grants', () => {
  test(`never have two owners with ${SEEDS} seeds`, (t) =>
    holdsForAllSeeds(t, new URL('granted-leases.ts', import.meta.url), MUST_HAPPEN));
});

const MUST_HAPPEN = [
  'pause',
  'suspend',
  'crash',
  'clock jump',
  'stale read',
  'lost reply',
  'hand-over',
  'lease began',
  'released by its holder',
  'result applied',
  'late result refused',
];

describe('leases without one of their guards are caught', () => {
  for (const [weakness, violation] of WEAKNESSES()) {
    test(weakness, () => isCaught((seed) => simulateGrants(seed, weakness), violation, 400));
  }
});

function WEAKNESSES(): readonly (readonly [Weakness, RegExp])[] {
  return [
    ['main waits less than a lease lasts', /is owned by/],
    ['what was lost is not said with the echo', /is owned by/],
    ['main forgets what it granted', /is owned by|used before/],
    ['a new main does not wait', /is owned by/],
    ['sleep is not noticed', /is owned by/],
    ['results are not compared with the last token', /old token/],
  ];
}
