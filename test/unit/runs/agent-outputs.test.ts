import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRedactor } from '../../../server/platform/redact.ts';
import { createAgentOutputs } from '../../../server/runs/agent-outputs.ts';

const place = { run: 'r', phase: '1', workstream: 'api' };
const redactor = createRedactor({ MY_TOKEN: 'correct-horse-battery' });
const text = (words: string) => ({ type: 'text' as const, text: words });

test('what an agent says is read on from where the reader was, whole words while it speaks', () => {
  const outputs = createAgentOutputs();
  const sink = outputs.open(place, redactor);
  sink.take(text('One two thr'));
  const first = outputs.read(place, 0);
  assert.deepEqual([first.text, first.live], ['One two ', true]);
  sink.take(text('ee.\n'));
  const second = outputs.read(place, first.next);
  assert.equal(second.text, 'three.\n');
  assert.equal(outputs.read(place, second.next).text, '');
  sink.take(text('Bye'));
  sink.end();
  const last = outputs.read(place, second.next);
  assert.deepEqual([last.text, last.live], ['Bye', false]);
});

test('a secret is taken out although it came in two pieces', () => {
  const outputs = createAgentOutputs();
  const sink = outputs.open(place, redactor);
  sink.take(text('It is correct-horse'));
  const first = outputs.read(place, 0);
  sink.take(text('-battery now '));
  assert.equal(first.text + outputs.read(place, first.next).text, 'It is [redacted] now ');
});

test('nothing that an agent says moves the cursor, rings or paints', () => {
  const outputs = createAgentOutputs();
  const sink = outputs.open(place, redactor);
  sink.take(text('a\u001B[2J\u001B]0;title\u0007b\u009Bc\r\nd\u0001e '));
  assert.equal(outputs.read(place, 0).text, 'a[2J]0;titlebc\nde ');
  sink.take({ type: 'tool', id: '1', title: 'Run\u001B[31m npm test', status: 'in_progress' });
  assert.ok(outputs.read(place, 0).text.endsWith('\n\u001B[2m• Run[31m npm test (in progress)\u001B[22m '));
});

test('of very much the end is kept, from a whole word on, and of many workstreams the newest', () => {
  const outputs = createAgentOutputs();
  const sink = outputs.open(place, redactor);
  for (let index = 0; index < 40_000; index += 1) sink.take(text(`word${index} `));
  const { text: kept, next } = outputs.read(place, 0);
  assert.ok(kept.length <= 80 * 1024, `${kept.length}`);
  assert.match(kept, /^\s?word\d+ /);
  assert.ok(kept.endsWith('word39999 '));
  assert.equal(outputs.read(place, next).text, '');
  assert.equal(outputs.read(place, next + 10_000_000).text, kept, 'a number of another server starts anew');
  sink.end();
  for (let index = 0; index < 100; index += 1) outputs.open({ ...place, workstream: `w${index}` }, redactor).end();
  assert.deepEqual(outputs.read(place, 0), { text: '', next: 0, live: false });
});
