import { describe, test } from 'node:test';
import { holdsForAllSeeds, isCaught, SEEDS } from '../../helpers/simulated-share/seeds.ts';
import { simulateRetention, type Retained } from './retained-chunks.ts';

describe('chunks that nobody needs', () => {
  test(`go, and no others, with ${SEEDS} seeds`, (t) =>
    holdsForAllSeeds(t, new URL('retained-chunks.ts', import.meta.url), MUST_HAPPEN));
});

const MUST_HAPPEN = [
  'mounted',
  'mounted-without-links',
  'synchronised',
  'pause',
  'kill',
  'power cut',
  'server crash',
  'clock jump',
  'full',
  'stale listing',
  'failed call',
  'lost reply',
  'pruned',
  'resumed from a snapshot',
  'acknowledged',
  'kept',
  'applied',
];

describe('retention without one of its guards is caught', () => {
  for (const [what, violation, broken] of BROKEN()) {
    test(what, () => isCaught((seed) => simulateRetention({ seed, ...broken }), violation, 300));
  }
});

function BROKEN(): readonly (readonly [string, RegExp, Omit<Retained, 'seed'>])[] {
  const ALL = { ep: 1, chunk: 1_000_000, seq: 1_000_000 };
  const everything = new Map(['ada', 'bob', 'cy'].map((name) => [name, { ada: ALL, bob: ALL, cy: ALL }]));
  return [
    [
      'that does not wait for acknowledgements',
      /needs/,
      { acks: (acks) => ({ ...acks, all: async () => everything }) },
    ],
    [
      'that does not wait for a snapshot',
      /no snapshot/,
      {
        snapshots: (snapshots) => ({
          ...snapshots,
          read: async () => ({
            machine: 'ada',
            cursors: { ada: { ...ALL, hash: null }, bob: { ...ALL, hash: null }, cy: { ...ALL, hash: null } },
            state: null,
          }),
        }),
      },
    ],
    ['that keeps everything', /keeps \d+ chunks/, { retentionMs: 86_400_000 }],
  ];
}
