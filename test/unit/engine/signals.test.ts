import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { close, isBlocked, isBlocking, OPTIONS, raise, tell } from '../../../server/engine/signals.ts';
import { initialState, type RunState } from '../../../server/engine/state.ts';
import { runRequest } from './world.ts';

const state: RunState = initialState(runRequest());
const asked = raise(state, { cause: 'stuck', phase: '1', workstream: 'a', text: 'Help.', options: [OPTIONS.retry] });

describe('a signal', () => {
  test('about the same thing replaces the one that is open, under the same name', () => {
    const again = raise(asked, {
      cause: 'stuck',
      phase: '1',
      workstream: 'a',
      text: 'More.',
      options: [OPTIONS.retry],
    });
    assert.deepEqual(
      again.signals.map(({ id, text }) => [id, text]),
      [['r-s1', 'More.']],
    );
  });

  test('about a workstream holds only that one back', () => {
    assert.deepEqual(
      [isBlocked(asked, '1', 'a'), isBlocked(asked, '1', 'b'), isBlocked(asked, '1', null)],
      [true, false, false],
    );
  });

  test('that only tells something holds nothing back, and is told once', () => {
    const told = tell(tell(state, '1', 'News.'), '1', 'News.');
    assert.deepEqual(
      told.signals.map((one) => isBlocking(one)),
      [false],
    );
  });

  test('that is closed is gone', () => {
    assert.deepEqual(close(asked, () => true).signals, []);
  });
});
