import { test } from 'node:test';
import assert from 'node:assert/strict';
import { FromMonitor } from '#schemas/webview/monitor.ts';
import { applyMonitorDelta, monitorDelta } from '#schemas/webview/monitor-delta.ts';
import { ageWords, durationWords, spanWords } from '#schemas/webview/time-words.ts';
import {
  comparisonPath,
  contractPath,
  pairOf,
  parseDocumentPath,
  receiptPath,
  reportPath,
  signalPath,
  verificationPath,
} from '../../../client/ui/document-paths.ts';
import { monitorStates } from '../../helpers/webview/run-fixtures.ts';

const { running, waiting, completed, empty } = monitorStates;

test('a delta turns the state before into the state after', () => {
  for (const after of [waiting, completed, running]) {
    const delta = monitorDelta(running, after, 2);
    assert.ok(delta);
    assert.deepEqual(applyMonitorDelta(running, delta), after);
  }
});

test('a delta carries only the phases that changed', () => {
  assert.deepEqual(
    monitorDelta(running, waiting, 2)?.phases.map(({ id }) => id),
    ['2'],
  );
  assert.deepEqual(monitorDelta(running, running, 2)?.phases, []);
});

test('another run, or none, needs a snapshot', () => {
  assert.equal(monitorDelta(empty, running, 2), null);
  assert.equal(monitorDelta(running, empty, 2), null);
});

test('a delta that names a phase the view never saw is refused', () => {
  const delta = monitorDelta(running, waiting, 2);
  assert.ok(delta);
  assert.equal(applyMonitorDelta(running, { ...delta, order: [...delta.order, '4'] }), null);
});

test('a view can ask only for what the host knows', () => {
  assert.ok(FromMonitor.safeParse({ type: 'stop', run: 'r1' }).success);
  for (const message of [
    null,
    {},
    { type: 'exec', command: 'ls' },
    { type: 'stop' },
    { type: 'open-file', run: 'r', path: '' },
    { type: 'answer', run: 'r', signal: 's', option: 'skip', text: '  ' },
    { type: 'steer', run: 'r', phase: '1', workstream: null, verb: 'delete', text: null, runtime: null },
  ]) {
    assert.ok(!FromMonitor.safeParse(message).success, JSON.stringify(message));
  }
});

test('the path of a document says which one it is', () => {
  assert.deepEqual(parseDocumentPath(reportPath('r1')), { kind: 'report', run: 'r1' });
  assert.deepEqual(parseDocumentPath(receiptPath('r1', '2.1', 0)), {
    kind: 'receipt',
    run: 'r1',
    phase: '2.1',
    index: 0,
  });
  assert.deepEqual(parseDocumentPath(signalPath('r1', 'r1-s3')), { kind: 'signal', run: 'r1', signal: 'r1-s3' });
  assert.deepEqual(parseDocumentPath(verificationPath('r1', '2')), { kind: 'verification', run: 'r1', phase: '2' });
  for (const path of ['', '/', '/r1', '/r1/phase-1/receipt-x.txt', '/r1/../report.md', '/r1/signal-%.md']) {
    assert.equal(parseDocumentPath(path), null, path);
  }
});

test('names of workstreams with any sign in them lead to their contract and to their comparison', () => {
  for (const name of ['api', 'a/b', 'ui-to-api', '100 % done', 'über']) {
    assert.deepEqual(parseDocumentPath(contractPath('r1', '2', name)), {
      kind: 'contract',
      run: 'r1',
      phase: '2',
      workstream: name,
    });
    const pair = { from: name, to: 'docs' };
    assert.deepEqual(parseDocumentPath(comparisonPath('r1', '2', name, 'docs', 'consumed')), {
      kind: 'comparison',
      run: 'r1',
      phase: '2',
      pair: pairOf(pair),
      side: 'consumed',
    });
  }
});

test('durations and ages read like a person would say them', () => {
  const [second, minute, hour] = [1000, 60_000, 3_600_000];
  assert.deepEqual(
    [850, 1240, 42 * second, 3 * minute + 20 * second, 19 * minute, 2 * hour + 5 * minute, 26 * hour].map((ms) =>
      durationWords(ms),
    ),
    ['850 ms', '1.2 s', '42 s', '3 min 20 s', '19 min', '2 h 5 min', '1 d 2 h'],
  );
  assert.deepEqual(
    [3 * second, 34 * second, 61 * second, 5 * hour, 50 * hour].map((age) => ageWords(0, age)),
    ['just now', '30 s ago', '1 min ago', '5 h ago', '2 d ago'],
  );
  assert.equal(spanWords(0, null, 2900), '2 s');
  assert.equal(spanWords(0, 2900, 9000), '2.9 s');
});

test('times are said in the languages that the views speak', () => {
  assert.equal(durationWords(1240, 'de'), '1,2 s');
  assert.equal(ageWords(0, 50 * 3_600_000, 'de-AT'), 'vor 2 T');
  assert.equal(ageWords(0, 61_000, 'zh-cn'), '1 分钟前');
  assert.equal(ageWords(0, 61_000, 'fr'), '1 min ago');
});
