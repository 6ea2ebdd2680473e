import { describe, test } from 'node:test';
import { holdsForAllSeeds, SEEDS } from '../../helpers/simulated-share/seeds.ts';
import { simulateDelivery } from './delivered-records.ts';

describe('records of the file transport', () => {
  test(`are never lost and applied once in order with ${SEEDS} seeds`, (t) =>
    holdsForAllSeeds(t, (seed) => simulateDelivery({ seed }), []));
});
