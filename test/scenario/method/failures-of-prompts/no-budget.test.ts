import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlannedPhase } from '../../../helpers/plan-project.ts';
import { sharedServer } from '../../../helpers/stage.ts';

const { play } = sharedServer();

/** “There is no budget”: here no phase begins before the arithmetic was done, shown and kept. */
test('no phase of a long plan begins without enough left for twice its cost, and each says so', () => {
  const phases: PlannedPhase[] = [['alpha', 'beta', 'gamma'], ['alpha', 'beta'], ['alpha']].map((names) => ({
    workstreams: names.map((name) => ({ name })),
  }));
  return play(phases, {}, async ({ run, view }) => {
    const { code, stderr } = await run();
    assert.equal(code, 0, stderr);
    const gates = (await view()).phases.map(({ gate }) => gate);
    for (const gate of gates) {
      assert.ok(gate);
      assert.equal(gate.needed, gate.cost * 2);
      assert.ok(gate.remaining >= gate.needed, gate.lines.join('\n'));
      assert.ok(gate.lines.length >= 2);
    }
  });
});
