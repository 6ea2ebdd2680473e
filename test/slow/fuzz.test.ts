import { it } from 'node:test';
import { fuzz } from '../helpers/fuzz.ts';

it('100,000 mutated documents throw nothing and take no more than 200 ms each', (t) => {
  t.diagnostic(`slowest ${fuzz(1_000_000, 100_000).toFixed(0)} ms`);
});
