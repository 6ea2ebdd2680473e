import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createThrottle } from '../../../server/platform/throttle.ts';

function throttled(t: TestContext): { call: (key: string) => void; sent: string[]; pass: (ms: number) => void } {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  const sent: string[] = [];
  const call = createThrottle(100, (key) => void sent.push(key));
  return { call, sent, pass: (ms) => t.mock.timers.tick(ms) };
}

describe('a throttle', () => {
  test('sends the first change at once', (t) => {
    const { call, sent } = throttled(t);
    call('a');
    assert.deepEqual(sent, ['a']);
  });

  test('sends many changes as one, and the last state always goes out', (t) => {
    const { call, sent, pass } = throttled(t);
    for (let i = 0; i < 50; i += 1) {
      call('a');
      pass(1);
    }
    assert.deepEqual(sent, ['a']);
    pass(50);
    assert.deepEqual(sent, ['a', 'a']);
    pass(10_000);
    assert.deepEqual(sent, ['a', 'a'], 'nothing runs while nothing changes');
  });

  test('sends what changes while it is sending', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
    const sent: number[] = [];
    let state = 0;
    const call = createThrottle(100, () => {
      sent.push(state);
      if (state === 1) {
        state = 2;
        call('a');
      }
    });
    state = 1;
    call('a');
    t.mock.timers.tick(100);
    assert.deepEqual(sent, [1, 2]);
  });

  test('sends at once again after a pause', (t) => {
    const { call, sent, pass } = throttled(t);
    call('a');
    pass(100);
    call('a');
    assert.deepEqual(sent, ['a', 'a']);
  });

  test('holds nothing back for longer when the clock is set back', (t) => {
    const { call, sent, pass } = throttled(t);
    call('a');
    t.mock.timers.setTime(0);
    call('a');
    pass(100);
    assert.deepEqual(sent, ['a', 'a']);
  });

  test('holds no key back because of another', (t) => {
    const { call, sent } = throttled(t);
    call('a');
    call('b');
    assert.deepEqual(sent, ['a', 'b']);
  });
});
