import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { seededRandom } from '../helpers/mutate.ts';
import { playTrial, VICTIMS, type Trial, type Victim } from '../helpers/orphans.ts';

const TRIALS = 50;
/** A little longer than a run takes that nobody disturbs. */
const WHOLE_MS = 9_000;

describe(
  'whatever of a run is killed at any moment, no process of it is left',
  { skip: process.platform !== 'linux', concurrency: 3 },
  () => {
    const random = seededRandom(20_261_121);
    const times = new Map<Victim, number>();
    after(() => {
      const rare = VICTIMS.filter((victim) => (times.get(victim) ?? 0) < TRIALS / 10);
      assert.deepEqual(rare, [], 'every kind of process was killed often enough');
    });
    for (let number = 1; number <= TRIALS; number += 1) {
      const trial = randomTrial(random);
      test(`${number}: ${trial.victims.join(', ')} after ${trial.afterMs.toFixed(0)} ms`, async (t) => {
        const { killed, ending } = await playTrial(trial);
        t.diagnostic(`killed ${killed.join(', ')}; ${ending}`);
        for (const victim of killed) times.set(victim, (times.get(victim) ?? 0) + 1);
      });
    }
  },
);

/** Half of the moments lie where the agents are started and work: that is where most can go wrong. */
function randomTrial(random: () => number): Trial {
  const victims = VICTIMS.filter(() => random() < 0.4);
  const afterMs = random() * (random() < 0.5 ? WHOLE_MS : WHOLE_MS / 3);
  return { victims: victims.length > 0 ? victims : ['server'], afterMs };
}
