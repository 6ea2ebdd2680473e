import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AwayGuard } from '../../../server/runs/away-guard.ts';
import { onStage, policy, request, run } from './broker-stage.ts';

const guard = (changes: Partial<AwayGuard> = {}): AwayGuard => ({
  policy: {
    ...policy({ allow: [{ access: 'write', paths: ['docs/**'] }], deny: [{ class: 'network' }] }),
    name: 'away',
  },
  bounds: 'away',
  skips: true,
  ...changes,
});
const edit = (path: string) => request({ kind: 'edit', paths: [path] });

describe('a broker while an away plan is armed', () => {
  test('allows what the plan allows, and asks nobody about the rest', () =>
    onStage({ away: () => guard() }, async ({ broker, journal, questions }) => {
      assert.equal((await broker.ask(edit('docs/a.md')))?.option, 'yes');
      assert.equal((await broker.ask(edit('src/a.ts')))?.option, 'no');
      assert.equal((await broker.ask(run('curl https://example.com')))?.option, 'no');
      const gated = await broker.ask(run('git push'));
      assert.equal(gated?.option, 'no');
      assert.match(gated?.text ?? '', /^Denied: always asked: git-publish git push; skipped, because nobody is there/);
      assert.deepEqual(questions, []);
      assert.deepEqual(
        journal.decisions().map(({ outcome, by }) => [outcome, by]),
        [
          ['allowed', 'policy'],
          ['denied', 'policy'],
          ['denied', 'policy'],
          ['denied', 'policy'],
        ],
      );
    }));

  test('lets what is asked wait for the person where the plan says so', () =>
    onStage({ away: () => guard({ skips: false }), person: () => 'allow-once' }, async ({ broker, questions }) => {
      assert.equal((await broker.ask(edit('src/a.ts')))?.option, 'yes');
      assert.equal(questions.length, 1);
    }));

  test('goes by what counts now: a plan that has ended in between allows nothing more', () => {
    let now: AwayGuard | null = guard();
    return onStage({ away: () => now, person: () => 'deny' }, async ({ broker, questions }) => {
      assert.equal((await broker.ask(edit('docs/a.md')))?.option, 'yes');
      now = guard({ policy: { ...guard().policy, policy: { allow: [], ask: [], deny: [] } }, skips: false });
      assert.equal((await broker.ask(edit('docs/b.md')))?.option, 'no');
      assert.equal(questions.length, 1);
      now = null;
      assert.equal((await broker.ask(edit('docs/c.md')))?.option, 'yes');
    });
  });

  test('passes questions on: nobody answers in the name of a person', () =>
    onStage({ away: () => guard(), person: () => 'yes' }, async ({ broker, questions }) => {
      await broker.ask(request({ kind: 'question', title: 'Tabs or spaces?' }));
      assert.equal(questions.length, 1);
    }));
});
