import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { readAwayPlan } from '../../../server/language/away/read-away-plan.ts';
import { readConditions } from '../../../server/away/policy/conditions.ts';
import { reconcile } from '../../../webviews/away/drafts.ts';
import { withLimit, type LimitKind } from '../../../webviews/away/set-limit.ts';
import { movedCaret } from '../../../webviews/away/caret.ts';
import { draftPlan, formOf, readyPlan } from '../../helpers/webview/away-fixtures.ts';

const nothing = { drafts: {}, lost: {} };
const idle = { pending: new Set<never>(), focused: null };

test('words that the document says are no draft any more, except in the field that is in use', () => {
  const drafts = { forbidden: { base: '', value: 'One\n' } };
  const form = formOf(readyPlan.replace('## Stop Conditions', '## Forbidden\n\n- One\n\n## Stop Conditions'));
  assert.deepEqual(reconcile({ ...nothing, drafts }, form, idle).drafts, {});
  assert.deepEqual(reconcile({ ...nothing, drafts }, form, { ...idle, focused: 'forbidden' }).drafts, {
    forbidden: { base: 'One', value: 'One\n' },
  });
});

test('words that the document does not say yet are sent; where it says something new, it wins and they are kept apart', () => {
  const form = formOf(readyPlan);
  const unsent = reconcile({ ...nothing, drafts: { forbidden: { base: '', value: 'One' } } }, form, idle);
  assert.deepEqual([unsent.unsent, unsent.lost], [['forbidden'], {}]);
  const stale = { objective: { base: 'Earlier', value: 'Mine' }, stop: { base: 'Earlier', value: 'Earlier' } };
  const lost = reconcile({ ...nothing, drafts: stale }, form, idle);
  assert.deepEqual([lost.drafts, lost.lost, lost.unsent], [{}, { objective: 'Mine' }, []]);
  const pending = reconcile({ ...nothing, drafts: stale }, form, { ...idle, pending: new Set(['objective'] as const) });
  assert.deepEqual(Object.keys(pending.drafts), ['objective'], 'the answer that is under way decides');
});

test('the caret stays between the same words', () => {
  assert.equal(movedCaret('The cart shows', 'The big cart shows', 3), 3);
  assert.equal(movedCaret('The cart shows', 'The big cart shows', 9), 13);
  assert.equal(movedCaret('abc', '', 2), 0);
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(), (old, next, at) => {
      const moved = movedCaret(old, next, Math.min(at, old.length));
      assert.ok(moved >= 0 && moved <= next.length);
    }),
  );
});

test('a limit that is written is the one that the server reads', () => {
  const stopOf = (text: string): string => formOf(text).fields.find(({ field }) => field === 'stop')?.value ?? '';
  const capsOf = (conditions: string) => {
    const points = conditions.split('\n').map((line) => `- ${line}`);
    return readConditions(
      readAwayPlan(parseDocument(`# X Away Development Plan\n\n## Stop if\n\n${points.join('\n')}\n`)),
    ).caps;
  };
  const kinds: readonly LimitKind[] = ['costUsd', 'minutes', 'tokens', 'failures'];
  for (const text of [draftPlan, readyPlan]) {
    for (const kind of kinds) {
      const before = capsOf(stopOf(text));
      const after = capsOf(withLimit(stopOf(text), kind, 7));
      assert.deepEqual(after, { ...before, [kind]: 7 }, kind);
      const without = capsOf(withLimit(withLimit(stopOf(text), kind, 7), kind, null));
      assert.equal(without[kind], kind === 'failures' ? 3 : null, kind);
    }
  }
});
