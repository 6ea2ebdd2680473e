import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { playTrial, type Trial } from '../helpers/orphans.ts';

const trials: readonly Trial[] = [
  { victims: [], afterMs: 0 },
  { victims: ['server'], afterMs: 0 },
  { victims: ['wrapper'], afterMs: 0 },
  { victims: ['agent'], afterMs: 2_000 },
  { victims: ['agent', 'server'], afterMs: 1_500 },
  { victims: ['window', 'wrapper', 'server'], afterMs: 4_000 },
  { victims: ['window'], afterMs: 3_000 },
];

describe(
  'whatever of a run is killed, no process of it is left',
  { skip: process.platform !== 'linux', concurrency: 3 },
  () => {
    for (const trial of trials) {
      const { victims, afterMs } = trial;
      const what = victims.length === 0 ? 'nothing' : victims.join(', ');
      test(`${what}, ${afterMs} ms after it began`, async (t) => {
        const { killed, ending } = await playTrial(trial);
        t.diagnostic(`killed ${killed.join(', ')}; ${ending}`);
        if (!killed.includes('server')) assert.match(ending, /completed|waiting/);
        if (victims.length === 0) assert.equal(ending, 'completed');
      });
    }
  },
);
