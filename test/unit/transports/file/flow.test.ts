import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlow } from '../../../../server/transports/file/flow.ts';

const MEBIBYTE = 1_048_576;

test('a sender is read freely up to a bound each minute, and the rest waits for the next', () => {
  let now = 0;
  const flow = createFlow({ monotonic: () => now });
  assert.equal(flow.take(200 * MEBIBYTE), null);
  now = 10_000;
  assert.equal(flow.take(100 * MEBIBYTE), 50_000);
  now = 60_000;
  assert.equal(flow.take(100 * MEBIBYTE), null);
});
