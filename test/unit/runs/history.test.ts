import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RunView } from '#schemas/run/run.ts';
import { historyOf } from '../../../server/runs/history.ts';
import { engineRun, simplePhase, teamPhase } from '../engine/engine-run.ts';

function finished(usage: Partial<RunView['usage']>, plan = [simplePhase('1')]): RunView {
  const run = engineRun(plan);
  run.finish();
  return { ...run.view, usage: { tokens: 0, costUsd: 0, sessions: 0, activeMs: 0, ...usage } };
}

describe('experience', () => {
  test('is what a workstream took on average', () => {
    const one = finished({ tokens: 300, costUsd: 3, sessions: 6, activeMs: 180_000 });
    const two = finished({ tokens: 900, costUsd: 0, sessions: 3, activeMs: 180_000 }, [teamPhase('a', 'b')]);
    assert.deepEqual(historyOf([one, two]), { tokens: 400, costUsd: 1, minutes: 2, sessions: 3 });
  });

  test('is had in runs that came to their end alone', () => {
    assert.equal(historyOf([]), null);
    assert.equal(historyOf([{ ...finished({ tokens: 300 }), status: 'stopped' }]), null);
    assert.equal(historyOf([{ ...finished({ tokens: 300 }), phases: [] }]), null, 'nothing was done in it');
  });

  test('of old runs is forgotten', () => {
    const recent = Array.from({ length: 20 }, () => finished({ tokens: 100 }));
    assert.equal(historyOf([...recent, finished({ tokens: 1_000_000 })])?.tokens, 100);
  });
});
