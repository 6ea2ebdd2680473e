import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createWriter, names, talks, viewOf, withTeam } from '../helpers/collab/faults.ts';

void describe('a machine that says more than can be true', () => {
  void test('is named, and the others are heard meanwhile', () =>
    withTeam(
      async (team) => {
        const { main, lab, desk, labId } = team;
        await lab.clutch.dispose();
        const writer = createWriter(team);
        const words = 'x'.repeat(65_000);
        const chunk = Array.from({ length: 128 }, () => ({ words }));
        for (let count = 0; count < 34; count += 1) writer.write(chunk);
        for (const pc of [main, desk]) await names(pc, labId, /says more than can be true, so it is read no faster/);
        await talks(main, desk, 'heard while somebody floods');
        assert.equal((await viewOf(main)).health.state, 'ok');
      },
      { ownDisk: false },
    ));
});
