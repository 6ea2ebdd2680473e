import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createSightings, isAfter } from '../../../../server/transports/freshness/sightings.ts';
import { createHeldLeases } from '../../../../server/transports/leases/held-leases.ts';

const beat = fc.record({ ep: fc.integer({ min: 1, max: 3 }), counter: fc.integer({ min: 1, max: 5 }) });

test('whatever arrives in whichever order, the newest beat is what was seen', () => {
  fc.assert(
    fc.property(fc.array(beat, { minLength: 1 }), (beats) => {
      const sightings = createSightings({ monotonic: () => 0 });
      let newest = null as { ep: number; counter: number } | null;
      for (const one of beats) {
        const isNews: boolean = newest === null || isAfter(one, newest);
        assert.equal(sightings.saw('ada', one), isNews);
        if (isNews) newest = one;
      }
      const { ep, counter } = sightings.of('ada') ?? { ep: 0, counter: 0 };
      assert.deepEqual([ep, counter], [newest?.ep, newest?.counter]);
    }),
  );
});

test('of the leases of one task only the highest token that was seen is open, and what has ended stays so', () => {
  const step = fc.record({ what: fc.constantFrom('open', 'end', 'see'), token: fc.integer({ min: 1, max: 8 }) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const leases = createHeldLeases();
      let ended = 0;
      for (const { what, token } of steps) {
        if (what === 'open') {
          assert.equal(leases.open('task', token, () => true).isValid(), token > ended);
          ended = Math.max(ended, token - 1);
        } else if (what === 'end') {
          leases.end({ task: 'task', token });
          ended = Math.max(ended, token);
        } else {
          leases.endBelow('task', token);
          ended = Math.max(ended, token - 1);
        }
        assert.ok(leases.all().length <= 1);
        assert.ok(leases.all().every((lease) => lease.token > ended));
      }
    }),
  );
});
