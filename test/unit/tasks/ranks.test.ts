import { test } from 'node:test';
import assert from 'node:assert/strict';
import { rankBefore } from '../../../server/tasks/ranks.ts';

const column = 'ready' as const;

test('there is always room between two neighbours, however often something is put there', () => {
  const ranks = new Map([
    ['a', 1],
    ['z', 2],
  ]);
  const placed = () => [...ranks].map(([id, rank]) => ({ id, rank, status: column }));
  for (let n = 0; n < 200; n += 1) {
    const id = `t${String(n).padStart(3, '0')}`;
    for (const [one, rank] of rankBefore(placed(), { id, column, before: 'z', now: 5 })) ranks.set(one, rank);
  }
  const order = placed().toSorted((a, b) => a.rank - b.rank);
  assert.deepEqual([order[0]?.id, order[1]?.id, order.at(-2)?.id, order.at(-1)?.id], ['a', 't000', 't199', 'z']);
  assert.equal(new Set(ranks.values()).size, ranks.size);
});

test('the end of a column is behind all that stand there, and the neighbour has to stand there too', () => {
  const tasks = [
    { id: 'a', rank: 90_000, status: column },
    { id: 'b', rank: 1, status: 'done' as const },
  ];
  assert.ok((rankBefore(tasks, { id: 'x', column, before: null, now: 5 }).get('x') ?? 0) > 90_000);
  assert.ok((rankBefore(tasks, { id: 'x', column, before: 'b', now: 5 }).get('x') ?? 0) > 90_000);
  assert.ok((rankBefore(tasks, { id: 'x', column, before: 'a', now: 5 }).get('x') ?? 0) < 90_000);
});
