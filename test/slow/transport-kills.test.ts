import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killLoop } from '../unit/transports/file/kill-loop.ts';

test('a hundred kills of writers and readers lose nothing and apply nothing twice', async (context) => {
  const { kills, acknowledged, applied } = await killLoop(100);
  context.diagnostic(`${kills} kills, ${acknowledged} acknowledged, ${applied} applied`);
  assert.ok(applied >= acknowledged && acknowledged > 1_000);
});
