import { it } from 'node:test';
import { fuzz } from '../../helpers/fuzz.ts';

it('2,000 mutated documents throw nothing and take no more than 200 ms each', (t) => {
  t.diagnostic(`slowest ${fuzz(1, 2000).toFixed(0)} ms`);
});
