import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { holdsForAllSeeds, isCaught, SEEDS } from '../../helpers/simulated-share/seeds.ts';
import { simulateDelivery, type Delivery } from './delivered-records.ts';

describe('records of the file transport', () => {
  test(`are never lost and applied once in order with ${SEEDS} seeds`, (t) =>
    holdsForAllSeeds(t, new URL('delivered-records.ts', import.meta.url), MUST_HAPPEN));

  for (const machine of ['ada', 'bob']) {
    test(`survive a power cut at every call that ${machine} makes`, async (t) => {
      let stops = 0;
      for (let call = 1; call <= MOST_CALLS; call += 1) {
        const { violations, faults, last } = await simulateDelivery({ seed: 1, stopAt: { machine, call } });
        assert.deepEqual(violations, [], `stopped at call ${call}:\n${last.join('\n')}`);
        if (!faults.has('power cut')) break;
        stops += 1;
      }
      t.diagnostic(`${stops} calls`);
      assert.ok(stops > 50 && stops < MOST_CALLS);
    });
  }
});

const MOST_CALLS = 400;

const MUST_HAPPEN = [
  'mounted',
  'mounted-without-links',
  'synchronised',
  'pause',
  'suspend',
  'kill',
  'power cut',
  'server crash',
  'clock jump',
  'full',
  'stale listing',
  'negative dentry',
  'deferred close',
  'torn read',
  'short write',
  'no space',
  'failed call',
  'lost reply',
  'handler failed',
  'acknowledged',
  'kept',
  'applied',
  'handed on again',
];

describe('a transport without one of its guards is caught', () => {
  for (const [what, violation, broken] of BROKEN()) {
    test(what, () => isCaught((seed) => simulateDelivery({ seed, ...broken }), violation, 300));
  }
});

function BROKEN(): readonly (readonly [string, RegExp, Omit<Delivery, 'seed'>])[] {
  return [
    ['that does not fsync folders', /lost/, { replaced: { vfs: (vfs) => ({ ...vfs, fsyncFolder: () => {} }) } }],
    ['that does not fsync files', /lost/, { replaced: { vfs: (vfs) => ({ ...vfs, fsync: () => {} }) } }],
    [
      'that takes a short write for a whole one',
      /lost/,
      { replaced: { vfs: (vfs) => ({ ...vfs, write: writesOnce(vfs.write) }) } },
    ],
    ['whose cursor moves before the handler is done', /lost|came after/, { handlerIsHasty: true }],
    [
      'that forgets what it has said',
      /lost|refuses|stands at/,
      { replaced: { local: (local) => ({ ...local, append: async () => {} }) } },
    ],
    [
      'that takes an error for success',
      /lost/,
      {
        replaced: {
          share: (share) => ({ ...share, publish: (path, bytes) => share.publish(path, bytes).catch(() => true) }),
        },
      },
    ],
  ];
}

const writesOnce =
  (write: (descriptor: number, bytes: Uint8Array) => number) =>
  (descriptor: number, bytes: Uint8Array): number => {
    write(descriptor, bytes);
    return bytes.length;
  };
