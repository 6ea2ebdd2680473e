import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketAt, bucketStarts } from '../../../server/analytics/buckets.ts';
import { timeZone } from '../../../server/analytics/time-zone.ts';
import { seeded } from '../engine/seeded.ts';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);
const iso = (starts: readonly number[]): string[] => starts.map((start) => new Date(start).toISOString().slice(0, 16));

test('days begin at midnight of the place, and the first bucket begins before the period does', () => {
  const starts = bucketStarts(at('2026-11-01T12:00Z'), at('2026-11-03T01:00Z'), 'day', timeZone('Asia/Shanghai'));
  assert.deepEqual(iso(starts), ['2026-10-31T16:00', '2026-11-01T16:00', '2026-11-02T16:00']);
});

test('a day on which clocks change has 23 or 25 hours', () => {
  const zone = timeZone('Europe/Berlin');
  const hours = (day: string): number => {
    const [start = 0, next = 0] = bucketStarts(at(`${day}T12:00Z`), at(`${day}T12:00Z`) + 24 * HOUR, 'day', zone);
    return (next - start) / HOUR;
  };
  assert.deepEqual(['2026-03-29', '2026-10-25', '2026-07-01'].map(hours), [23, 25, 24]);
});

test('a day that has no midnight begins with its first instant', () => {
  // Clocks in São Paulo went from 23:59:59 to 01:00 on 4 November 2018.
  const starts = bucketStarts(at('2018-11-03T12:00Z'), at('2018-11-05T12:00Z'), 'day', timeZone('America/Sao_Paulo'));
  assert.deepEqual(iso(starts), ['2018-11-03T03:00', '2018-11-04T03:00', '2018-11-05T02:00']);
});

test('a day that a place has left out has no bucket', () => {
  // Samoa went from 29 to 31 December 2011.
  const starts = bucketStarts(at('2011-12-29T12:00Z'), at('2011-12-31T12:00Z'), 'day', timeZone('Pacific/Apia'));
  assert.deepEqual(iso(starts), ['2011-12-29T10:00', '2011-12-30T10:00', '2011-12-31T10:00']);
});

test('weeks begin on Monday', () => {
  const starts = bucketStarts(at('2026-11-21T12:00Z'), at('2026-11-30T00:30Z'), 'week', timeZone('UTC'));
  assert.deepEqual(iso(starts), ['2026-11-16T00:00', '2026-11-23T00:00', '2026-11-30T00:00']);
});

test('hours are those of the place, also where it is half an hour off', () => {
  const starts = bucketStarts(at('2026-11-21T12:00Z'), at('2026-11-21T13:00Z'), 'hour', timeZone('Asia/Kolkata'));
  assert.deepEqual(iso(starts), ['2026-11-21T11:30', '2026-11-21T12:30']);
});

test('in every place and for every kind: buckets ascend without a gap, cover the period, and every instant is in one', () => {
  const random = seeded(7);
  const zones = ['UTC', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Havana', 'Pacific/Apia'];
  for (let turn = 0; turn < 300; turn += 1) {
    const zone = timeZone(random.pick(zones) ?? 'UTC');
    const bucket = random.pick(['hour', 'day', 'week'] as const) ?? 'day';
    const from = at('2005-01-01T00:00Z') + random.upTo(20 * 365 * 24) * HOUR + random.upTo(HOUR);
    const to = from + 1 + random.upTo(30 * 24) * HOUR;
    const starts = bucketStarts(from, to, bucket, zone);
    assert.ok((starts[0] ?? Number.NaN) <= from && (starts.at(-1) ?? Number.NaN) < to);
    for (const [index, start] of starts.entries()) {
      if (index > 0) assert.ok(start > (starts[index - 1] ?? 0));
      assert.equal(bucketAt(starts, start), index);
      assert.equal(bucketAt(starts, start - 1), index - 1);
    }
  }
});
