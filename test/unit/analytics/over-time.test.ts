import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Figures } from '#schemas/protocol/analytics.ts';
import { bucketStarts } from '../../../server/analytics/buckets.ts';
import { overTime } from '../../../server/analytics/over-time.ts';
import { timeZone } from '../../../server/analytics/time-zone.ts';
import { facts, randomRuns, session, usage } from './facts.ts';

const DAY = 24 * 3_600_000;

test('the buckets sum up to the total, and the period before to what the same question about it gives', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const from = Date.UTC(2026, 2, 20);
    const to = from + 14 * DAY + 12_345;
    const runs = randomRuns(seed, { runs: 8, sessions: 20, from: from - 20 * DAY, to: to + DAY });
    for (const bucket of ['hour', 'day', 'week'] as const) {
      const starts = bucketStarts(from, to, bucket, timeZone('Europe/Berlin'));
      const { total, before, buckets } = overTime(runs, { starts, to }, true);
      assertSame(sum(buckets.map(({ figures }) => figures)), total);
      const [first = 0] = starts;
      const earlier = overTime(runs, { starts: [first - (to - first)], to: first }, false);
      assert.ok(before);
      assertSame(before, { ...earlier.total, waitedMs: before.waitedMs });
    }
  }
});

test('a session without a known cost is counted as that, and adds nothing to what is known', () => {
  const sessions = [
    session({ usage: usage({ costSource: 'agent', costUsd: 2 }) }),
    session({ usage: usage({ costSource: 'estimated', costUsd: 0.5 }) }),
    session({ usage: usage({ costSource: null, costUsd: 0, tokens: 10 }) }),
  ];
  const { total } = overTime([facts({ sessions })], { starts: [0], to: DAY }, false);
  assert.deepEqual(total.cost, { toldUsd: 2, estimatedUsd: 0.5, unknownSessions: 1 });
  assert.equal(total.tokens.undivided, 10);
});

test('a wait is cut at midnight, one that is not over lasts until the end, and one before the period does not count', () => {
  const waits = [
    { from: -5, to: -1 },
    { from: DAY - 100, to: DAY + 50 },
    { from: 2 * DAY - 10, to: null },
  ];
  const { total, buckets } = overTime([facts({ waits })], { starts: [0, DAY], to: 2 * DAY }, false);
  assert.deepEqual(
    buckets.map(({ figures }) => figures.waitedMs),
    [100, 60],
  );
  assert.equal(total.waitedMs, 160);
});

test('the end of a period is not in it', () => {
  const sessions = [session({ at: DAY }), session({ at: DAY - 1 })];
  const { total } = overTime([facts({ sessions, startedAt: DAY })], { starts: [0], to: DAY }, false);
  assert.deepEqual([total.sessions, total.runsStarted], [1, 0]);
});

type Numbers = { [key: string]: number | Numbers };

function sum(all: readonly Figures[]): Figures {
  const add = (one: Numbers, other: Numbers): Numbers =>
    Object.fromEntries(
      Object.entries(other).map(([key, value]) => {
        const mine = one[key];
        if (typeof value !== 'number') return [key, add(typeof mine === 'object' ? mine : {}, value)];
        return [key, value + (typeof mine === 'number' ? mine : 0)];
      }),
    );
  return Figures.parse(all.reduce<Numbers>((one, other) => add(one, other), {}));
}

/** The same but for the order in which dollars were added. */
function assertSame(one: Figures, other: Figures): void {
  const rounded = (figures: Figures): unknown =>
    JSON.parse(
      JSON.stringify(figures, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(6)) : value)),
    );
  assert.deepEqual(rounded(one), rounded(other));
}
