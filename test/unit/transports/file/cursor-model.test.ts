import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { openCursors } from '../../../../server/transports/file/cursors.ts';
import { createLocalDisk } from '../../../helpers/simulated-share/local-disk.ts';
import { createMachine } from '../../../helpers/simulated-share/machine.ts';
import { createWorld } from '../../../helpers/simulated-share/world.ts';

const SENDERS = ['bob', 'cy'] as const;
const step = fc.record({
  what: fc.constantFrom('move', 'save', 'begin to save', 'crash', 'crash while saving'),
  of: fc.constantFrom(...SENDERS),
});

test('a cursor that was saved is never lost, and never ahead of what was moved', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer(), async (steps, seed) => {
      const world = createWorld(seed);
      const machine = createMachine(world, 'ada', () => 1);
      const disk = createLocalDisk(world, 'ada');
      const settled = async <T>(promise: Promise<T>): Promise<T> => {
        await world.run(world.now() + 10);
        return promise;
      };
      const open = () =>
        settled(
          openCursors(
            disk.files(machine.start(), () => {}),
            { monotonic: world.now },
          ),
        );
      let cursors = await open();
      const moved = { bob: 0, cy: 0 };
      const saved = { bob: 0, cy: 0 };
      for (const { what, of } of steps) {
        const cursor = cursors.of(of);
        if (what === 'move') cursor.move({ ep: 1, chunk: (moved[of] += 1), seq: moved[of], hash: null });
        if (what === 'save') {
          await settled(cursor.save());
          saved[of] = moved[of];
          assert.equal(cursor.saved().chunk, moved[of]);
        }
        if (what === 'begin to save' || what === 'crash while saving') void cursor.save();
        if (!what.startsWith('crash')) continue;
        await world.run(world.now() + (what === 'crash' ? 0 : world.random.between(0, 3)));
        machine.kill();
        cursors = await open();
        for (const sender of SENDERS) {
          const { chunk } = cursors.of(sender).now();
          const [least, most] = [saved[sender], moved[sender]];
          assert.ok(chunk >= least && chunk <= most, `${chunk} is not between ${least} and ${most}`);
          moved[sender] = saved[sender] = chunk;
        }
      }
    }),
    { numRuns: 200 },
  );
});
