import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentEvent } from '../../../server/engine/ports.ts';
import { createRedactor } from '../../../server/platform/redact.ts';
import { createNarrator } from '../../../server/runs/narrator.ts';

/** The line after the last of these events. */
function told(events: readonly AgentEvent[], environment: NodeJS.ProcessEnv = {}): string {
  const narrator = createNarrator(createRedactor(environment));
  return events.map((event) => narrator.take(event)).at(-1)?.() ?? '';
}
const text = (...chunks: string[]): AgentEvent[] => chunks.map((one) => ({ type: 'text', text: one }));
const tool = { type: 'tool', id: '1', title: 'Edit\na.txt', status: 'in_progress' } as const;

describe('the line about an agent', () => {
  test('holds the sentence that it is saying, not the last syllable', () => {
    assert.equal(told(text('I read ', 'the ', 'plan.')), 'I read the plan.');
  });

  test('begins anew after something else', () => {
    assert.equal(told([...text('old '), tool, ...text('new words ')]), 'new words');
    assert.equal(told([...text('old '), tool]), 'Edit a.txt (in progress)');
    assert.equal(told([{ type: 'thought', text: 'hm ' }]), 'thinks: hm');
  });

  test('shows no secret, not even one that comes in pieces or is not complete', () => {
    const secret = 'abcd-efgh-1234';
    const pieces = secret.split('');
    for (let length = 8; length <= pieces.length; length += 1) {
      const line = told(text('The key is ', ...pieces.slice(0, length)), { VENDOR_KEY: secret });
      assert.ok(!line.includes('abcd-efgh'), line);
    }
    assert.equal(told(text('The key is ', ...pieces, ' ok '), { VENDOR_KEY: secret }), 'The key is [redacted] ok');
  });

  test('holds no secret whose beginning was long ago', () => {
    const key = `ghp_${'x'.repeat(36)}`;
    for (let length = 10; length < 200; length += 1) {
      const long = `eyJ${'a'.repeat(900)}.${'b'.repeat(900)}.${'c'.repeat(length)}`;
      assert.doesNotMatch(told(text('key ', key, ' and ', long, ' end ')), /xxxx/);
    }
  });

  test('is short, and its end counts', () => {
    const line = told(text('x '.repeat(5_000), 'end '));
    assert.ok(line.length <= 200 && line.startsWith('…') && line.endsWith('x end'), line);
    assert.equal(told([{ ...tool, title: 'y'.repeat(500) }]).length, 200);
  });

  test('counts tokens and plans', () => {
    const usage = { type: 'usage', model: null, costUsd: null } as const;
    const tokens = { input: 1, cachedRead: 2, cachedWrite: 3, output: 4 };
    assert.equal(told([{ ...usage, tokens, context: null }]), 'used 10 tokens');
    assert.equal(told([{ ...usage, tokens, context: { used: 7, size: 9 } }]), 'uses 7 of 9 tokens');
    const entries = [
      { text: 'a', status: 'completed' },
      { text: 'b', status: 'pending' },
    ] as const;
    assert.equal(told([{ type: 'plan', entries }]), 'plan: 1 of 2 done');
  });
});
