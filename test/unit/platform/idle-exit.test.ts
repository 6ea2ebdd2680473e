import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createIdleExit } from '../../../server/platform/idle-exit.ts';

function idle(t: TestContext): { left: () => number; needed: (yes: boolean) => void; pass: (ms: number) => void } {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let isNeeded = false;
  let left = 0;
  const exit = createIdleExit(
    1_000,
    () => isNeeded,
    () => (left += 1),
  );
  return {
    left: () => left,
    needed(yes) {
      isNeeded = yes;
      exit.check();
    },
    pass: (ms) => t.mock.timers.tick(ms),
  };
}

describe('a server that nobody needs', () => {
  test('leaves after the time it was given, once', (t) => {
    const { left, needed, pass } = idle(t);
    needed(false);
    pass(999);
    assert.equal(left(), 0);
    pass(1);
    assert.equal(left(), 1);
    pass(100_000);
    assert.equal(left(), 1);
  });

  test('stays when it is needed in the meantime, and counts from the beginning afterwards', (t) => {
    const { left, needed, pass } = idle(t);
    needed(false);
    pass(900);
    needed(true);
    pass(100_000);
    assert.equal(left(), 0);
    needed(false);
    pass(999);
    assert.equal(left(), 0);
    pass(1);
    assert.equal(left(), 1);
  });

  test('stays when the need came without a word', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let isNeeded = false;
    let left = 0;
    createIdleExit(
      1_000,
      () => isNeeded,
      () => (left += 1),
    ).check();
    isNeeded = true;
    t.mock.timers.tick(10_000);
    assert.equal(left, 0);
  });
});
