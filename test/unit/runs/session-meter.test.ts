import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentUsage } from '../../../server/engine/ports.ts';
import { createSessionMeter } from '../../../server/runs/session-meter.ts';
import { pricesOf } from '../../../server/usage/prices.ts';

const price = { model: 'big', input: 2, cachedRead: 1, cachedWrite: 3, output: 10 };
const prices = pricesOf([{ source: 'test', table: { asOf: '2026-01-01', models: [price] } }]);
const tokens = { input: 100_000, cachedRead: 200_000, cachedWrite: 0, output: 10_000 };

function meter(given: string | null, ...events: Partial<AgentUsage>[]) {
  const session = createSessionMeter(prices, given);
  for (const event of events) {
    session.take({ type: 'usage', model: null, tokens: null, costUsd: null, context: null, ...event });
  }
  return session.read();
}

describe('what a session used', () => {
  test('is the last word of each kind, because agents count on', () => {
    const used = meter(null, { tokens: { ...tokens, output: 5 }, costUsd: 0.25 }, { tokens }, { costUsd: 0.5 });
    assert.deepEqual(used, {
      tokens: 310_000,
      costUsd: 0.5,
      costSource: 'agent',
      counts: tokens,
      model: null,
      turns: 1,
    });
  });

  test('is estimated where the agent tells its tokens and not what they cost', () => {
    const { costUsd, costSource, model } = meter('small', { model: 'big', tokens });
    assert.deepEqual({ costUsd, costSource, model }, { costUsd: 0.5, costSource: 'estimated', model: 'big' });
  });

  test('is estimated with the model that it was given where it names none', () => {
    assert.equal(meter('big', { tokens }).costUsd, 0.5);
  });

  test('is unknown for a model without a price, and for an agent that tells its context alone', () => {
    assert.equal(meter('unheard-of', { tokens }).costSource, null);
    const { costSource, tokens: used, counts } = meter('big', { context: { used: 70, size: 100 } });
    assert.deepEqual({ costSource, used, counts }, { costSource: null, used: 70, counts: null });
  });

  test('is nothing for an agent that tells nothing', () => {
    assert.deepEqual(meter(null), { tokens: 0, costUsd: 0, costSource: null, counts: null, model: null, turns: 1 });
  });
});
