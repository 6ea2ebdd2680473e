import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { openCursor } from '../../../../server/transports/file/cursors.ts';
import { createLocalDisk } from '../../../helpers/simulated-share/local-disk.ts';
import { createMachine } from '../../../helpers/simulated-share/machine.ts';
import { createWorld } from '../../../helpers/simulated-share/world.ts';

const step = fc.constantFrom('move', 'save', 'crash', 'crash while saving');

test('a cursor that was saved is never lost, and never ahead of what was moved', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer(), async (steps, seed) => {
      const world = createWorld(seed);
      const machine = createMachine(world, 'ada', () => 1);
      const disk = createLocalDisk(world, 'ada');
      const settled = async <T>(promise: Promise<T>): Promise<T> => {
        await world.run(world.now() + 10);
        return promise;
      };
      const open = () =>
        settled(
          openCursor(
            'bob',
            disk.files(machine.start(), () => {}),
            { monotonic: world.now },
          ),
        );
      let cursor = await open();
      let moved = 0;
      let saved = 0;
      for (const what of steps) {
        if (what === 'move') cursor.move({ ep: 1, chunk: (moved += 1), seq: moved, hash: null });
        if (what === 'save') {
          await settled(cursor.save());
          saved = moved;
        }
        if (what === 'crash while saving') void cursor.save();
        if (!what.startsWith('crash')) continue;
        await world.run(world.now() + (what === 'crash' ? 0 : world.random.between(0, 3)));
        machine.kill();
        cursor = await open();
        const { chunk } = cursor.now();
        assert.ok(chunk >= saved && chunk <= moved, `${chunk} is not between ${saved} and ${moved}`);
        moved = chunk;
        saved = chunk;
      }
    }),
    { numRuns: 200 },
  );
});
