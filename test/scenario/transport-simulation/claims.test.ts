import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { holdsForAllSeeds, isCaught, SEEDS } from '../../helpers/simulated-share/seeds.ts';
import { simulateClaims } from './claimed-leases.ts';

const COUNT = Math.ceil(SEEDS / 2);

describe('leases that machines claim by themselves', () => {
  test(`never have two owners with ${COUNT} seeds`, (t) =>
    holdsForAllSeeds(
      t,
      new URL('claimed-leases.ts', import.meta.url),
      [
        'pause',
        'suspend',
        'crash',
        'clock jump',
        'full',
        'stale listing',
        'lost reply',
        'failed call',
        'claimed',
        'renewed and released',
      ],
      COUNT,
    ));

  test('are caught with two owners where one waits less than a lease lasts', () =>
    isCaught((seed) => simulateClaims(seed, 'mounted', 3), /owned by/, 400));

  test('are caught with two owners in a synchronised folder', () =>
    isCaught((seed) => simulateClaims(seed, 'synchronised'), /owned by|is of/, 50));

  test('come to an end where two have created one token', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { faults } = await simulateClaims(seed, 'synchronised');
      if (faults.has('double token noticed')) return;
    }
    assert.fail('never noticed');
  });
});
