import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freshnessOf } from '../../../../server/transports/freshness/freshness.ts';
import { createOwnView } from '../../../../server/transports/freshness/own-view.ts';
import { createSightings } from '../../../../server/transports/freshness/sightings.ts';
import { createSkew } from '../../../../server/transports/freshness/skew.ts';

const BEAT_MS = 2_000;

test('a machine is fresh for three beats, then late, stale and gone', () => {
  assert.equal(freshnessOf(null, BEAT_MS), 'unknown');
  assert.equal(freshnessOf(3 * BEAT_MS, BEAT_MS), 'fresh');
  assert.equal(freshnessOf(3 * BEAT_MS + 1, BEAT_MS), 'late');
  assert.equal(freshnessOf(10 * BEAT_MS + 1, BEAT_MS), 'stale');
  assert.equal(freshnessOf(601_000, BEAT_MS), 'gone');
});

test('a beat that goes back is no news', () => {
  let now = 0;
  const sightings = createSightings({ monotonic: () => now });
  assert.equal(sightings.saw('ada', { ep: 2, counter: 5 }), true);
  now = 1_000;
  for (const old of [
    { ep: 2, counter: 5 },
    { ep: 2, counter: 4 },
    { ep: 1, counter: 99 },
  ]) {
    assert.equal(sightings.saw('ada', old), false);
  }
  assert.equal(sightings.ageMs('ada'), 1_000);
  assert.equal(sightings.saw('ada', { ep: 3, counter: 1 }), true);
  assert.equal(sightings.ageMs('ada'), 0);
  assert.equal(sightings.ageMs('bob'), null);
});

describe('the own view', () => {
  test('is stale when own beats do not come back, and well again when one does', () => {
    let now = 0;
    const view = createOwnView({ monotonic: () => now }, BEAT_MS);
    for (let counter = 1; counter <= 20; counter += 1, now += BEAT_MS) view.wrote(counter);
    assert.equal(view.isStale(), true);
    view.cameBack(20);
    assert.equal(view.isStale(), false);
  });

  test('is not stale while nothing is written', () => {
    let now = 0;
    const view = createOwnView({ monotonic: () => now }, BEAT_MS);
    view.wrote(1);
    view.cameBack(1);
    now = 1e9;
    assert.equal(view.isStale(), false);
  });
});

describe('the skew of a peer', () => {
  test('is as much as its beat or its echo prove, and not more', () => {
    const ahead = createSkew();
    ahead.observed({ at: 10_000, seen: 9_100, echoed: null });
    assert.equal(ahead.ms(), 900);
    const behind = createSkew();
    behind.observed({ at: 10_000, seen: 15_000, echoed: null });
    assert.equal(behind.ms(), null);
    behind.observed({ at: 12_000, seen: 17_200, echoed: 14_900 });
    assert.equal(behind.ms(), -2_900);
  });

  test('is none while the way between explains all that is seen', () => {
    const skew = createSkew();
    for (const delay of [20, 1_600, 900]) skew.observed({ at: 10_000, seen: 10_000 + delay, echoed: 7_000 });
    assert.equal(skew.ms(), 0);
  });

  test('is learned anew when a clock was set', () => {
    const skew = createSkew();
    skew.observed({ at: 12_000, seen: 11_200, echoed: 10_900 });
    skew.observed({ at: 3_614_000, seen: 13_200, echoed: 12_900 });
    assert.equal(skew.ms(), 3_600_800);
  });
});
