import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { quirksOf, usualQuirks } from '../../../../server/runtimes/acp/quirks.ts';
import { createUsageReader } from '../../../../server/runtimes/acp/usage.ts';

const usd = (amount: number) => ({ amount, currency: 'USD' });

describe('the tokens of a turn', () => {
  const tokensOf = (usage: object) => createUsageReader(usualQuirks, false).turn({ usage })?.tokens ?? null;

  test('count each token once, whether the agent counts the cache as input or apart', () => {
    const told = { inputTokens: 100, cachedReadTokens: 30, cachedWriteTokens: 20, outputTokens: 7 };
    const apart = { input: 100, cachedRead: 30, cachedWrite: 20, output: 7 };
    assert.deepEqual(tokensOf({ ...told, totalTokens: 157 }), apart);
    assert.deepEqual(tokensOf(told), apart);
    assert.deepEqual(tokensOf({ ...told, totalTokens: 107 }), { ...apart, input: 50 });
  });

  test('hold thoughts as output, whether the agent counts them there or apart', () => {
    const told = { inputTokens: 100, outputTokens: 7, thoughtTokens: 5 };
    assert.equal(tokensOf({ ...told, totalTokens: 107 })?.output, 7);
    assert.equal(tokensOf({ ...told, totalTokens: 112 })?.output, 12);
  });

  test('are read in the words of each agent', () => {
    const quota = (...models: [string, object][]) => ({
      _meta: { quota: { model_usage: models.map(([model, token_count]) => ({ model, token_count })) } },
    });
    const gemini = createUsageReader(quirksOf('gemini'), false).turn(
      quota(['auto', { input_tokens: 9, output_tokens: 9 }], ['gemini-3', { input_tokens: 1, output_tokens: 2 }]),
    );
    assert.deepEqual(gemini?.tokens, { input: 10, cachedRead: 0, cachedWrite: 0, output: 11 });
    assert.equal(gemini?.model, 'gemini-3');
    const claude = createUsageReader(quirksOf('claude-acp'), false).turn({
      usage: { inputTokens: 1, outputTokens: 1 },
      ...quota(
        ['haiku', { inputTokens: 1, cachedInputTokens: 2, cachedWriteTokens: 3, outputTokens: 4, totalTokens: 10 }],
        ['opus', { inputTokens: 10, cachedInputTokens: 20, cachedWriteTokens: 30, outputTokens: 40, totalTokens: 100 }],
      ),
    });
    assert.deepEqual(claude?.tokens, { input: 11, cachedRead: 22, cachedWrite: 33, output: 44 });
    assert.equal(claude?.model, 'opus');
  });

  test('add up over the turns of a mission', () => {
    const reader = createUsageReader(usualQuirks, true);
    reader.turn({ usage: { inputTokens: 1, outputTokens: 2 } });
    const both = reader.turn({ usage: { inputTokens: 10, outputTokens: 20 } });
    assert.deepEqual(both?.tokens, { input: 11, cachedRead: 0, cachedWrite: 0, output: 22 });
  });

  test('are not known where the agent tells others, nonsense or nothing', () => {
    const lastRequestOnly = { usage: { inputTokens: 1, outputTokens: 2 } };
    assert.equal(createUsageReader(quirksOf('opencode'), false).turn(lastRequestOnly), null);
    for (const usage of [null, 7, { inputTokens: -1, outputTokens: 1 }, { inputTokens: 'many', outputTokens: 1 }]) {
      assert.equal(createUsageReader(usualQuirks, false).turn({ usage }), null);
    }
    assert.equal(tokensOf({ inputTokens: 0, outputTokens: 0 }), null);
    assert.equal(createUsageReader(usualQuirks, false).turn(null), null);
  });
});

describe('the cost of a mission', () => {
  test('is what the session costs, and never falls', () => {
    const reader = createUsageReader(usualQuirks, false);
    assert.deepEqual(reader.update({ used: 5, size: 9, cost: usd(0.5) }, false), {
      type: 'usage',
      model: null,
      tokens: null,
      costUsd: 0.5,
      context: { used: 5, size: 9 },
    });
    const afterCancel = reader.update({ used: 0, size: 9, cost: usd(0) }, false);
    assert.deepEqual([afterCancel?.costUsd, afterCancel?.context], [0.5, null]);
  });

  test('leaves out what a resumed session had cost before', () => {
    const reader = createUsageReader(usualQuirks, true);
    assert.equal(reader.update({ used: 5, size: 9, cost: usd(2) }, true), null);
    assert.equal(reader.update({ used: 5, size: 9, cost: usd(2.5) }, false)?.costUsd, 0.5);
  });

  test('is not known when a resumed session does not tell what it had cost, or in another currency', () => {
    assert.equal(createUsageReader(usualQuirks, true).update({ used: 5, size: 9, cost: usd(2) }, false)?.costUsd, null);
    const euro = { used: 5, size: 9, cost: { amount: 1, currency: 'EUR' } };
    assert.equal(createUsageReader(usualQuirks, false).update(euro, false)?.costUsd, null);
  });
});
