import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killLoop } from '../unit/transports/file/kill-loop.ts';

test('nothing acknowledged is lost or applied twice when writers and readers are killed', async () => {
  const { acknowledged, applied } = await killLoop(10);
  assert.ok(acknowledged > 0);
  assert.ok(applied >= acknowledged);
});
