import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { patternsOverlap } from '../../../server/language/glob-overlap.ts';
import { createPatternIndex } from '../../../server/language/pattern-index.ts';

const segment = fc.constantFrom('a', 'b', 'ab', 'src', '.', '*', '**', '*.ts', '{a,b}');
const pattern = fc
  .tuple(fc.constantFrom('', './'), fc.array(segment, { maxLength: 4 }), fc.constantFrom('', '/'))
  .map(([start, segments, end]) => start + segments.join('/') + end);

describe('a pattern index', () => {
  it('finds the same first overlap as comparing with every pattern in turn', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 8 }), pattern, (earlier, wanted) => {
        const index = createPatternIndex<number>();
        for (const [order, one] of earlier.entries()) index.add(one, order);
        const expected = earlier.findIndex((one) => patternsOverlap(one, wanted));
        assert.equal(index.firstOverlap(wanted) ?? -1, expected);
      }),
      { numRuns: 2000 },
    );
  });
});
