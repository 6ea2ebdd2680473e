import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { groupSpending, GROUPINGS } from '#schemas/run/spending.ts';
import { sumOf, type UsageRow } from '#schemas/run/usage.ts';

const row = (changes: Partial<UsageRow>): UsageRow => ({
  phase: '1',
  workstream: 'api',
  role: 'executor',
  runtime: 'claude',
  model: 'big',
  sessions: 1,
  turns: 1,
  tokens: 10,
  costUsd: 1,
  counts: null,
  costSource: 'agent',
  ...changes,
});

const count = fc.nat({ max: 1000 });
const counts = fc.record({ input: count, cachedRead: count, cachedWrite: count, output: count });
const rows = fc.array(
  fc.record({
    phase: fc.constantFrom('1', '2'),
    workstream: fc.constantFrom('api', 'web'),
    role: fc.constantFrom('executor' as const, 'validator' as const),
    runtime: fc.constantFrom('claude', 'codex'),
    model: fc.constantFrom('big', 'small', null),
    counts: fc.option(counts),
    costUsd: count,
    costSource: fc.constantFrom('agent' as const, 'estimated' as const),
  }),
);

describe('spending', () => {
  test('adds up to the same whatever it is grouped by', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const all = given.map((one) => row({ ...one, tokens: one.counts ? sumOf(one.counts) : 7 }));
        for (const by of GROUPINGS) {
          const groups = groupSpending(all, by);
          const sum = (of: (one: { costUsd: number; tokens: number; sessions: number }) => number) =>
            [groups, all].map((ones) => ones.reduce((total, one) => total + of(one), 0));
          for (const [one, other] of [sum((x) => x.costUsd), sum((x) => x.tokens), sum((x) => x.sessions)]) {
            assert.equal(one, other);
          }
        }
      }),
    );
  });

  test('says how much of it is estimated and where nothing is known', () => {
    const groups = groupSpending(
      [row({}), row({ costSource: 'estimated', costUsd: 2 }), row({ model: null, costSource: null, costUsd: 0 })],
      'model',
    );
    assert.deepEqual(
      groups.map(({ name, costUsd, estimatedUsd, hasUnknownCost }) => ({
        name,
        costUsd,
        estimatedUsd,
        hasUnknownCost,
      })),
      [
        { name: 'big', costUsd: 3, estimatedUsd: 2, hasUnknownCost: false },
        { name: 'no model named', costUsd: 0, estimatedUsd: 0, hasUnknownCost: true },
      ],
    );
  });

  test('tells workstreams of different phases apart', () => {
    const names = groupSpending([row({ phase: '1' }), row({ phase: '2' })], 'workstream').map(({ name }) => name);
    assert.deepEqual(names, ['1/api', '2/api']);
  });
});
