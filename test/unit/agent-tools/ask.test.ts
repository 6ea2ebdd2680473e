import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { toolStage, type ToolStage } from './tool-stage.ts';

const CHOICE = {
  text: 'Which form?',
  options: [
    { id: 'short', label: 'Short' },
    { id: 'long', label: 'Long' },
  ],
};

/** Asks, and lets 45 seconds go by. */
async function pendingId(stage: ToolStage, token: string): Promise<string> {
  const asking = stage.use(token, 'ask', CHOICE);
  mock.timers.tick(45_000);
  const { status, id } = await asking;
  assert.equal(status, 'pending');
  return String(id);
}

describe('ask', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  test('gives the person’s answer', async () => {
    const stage = toolStage();
    const asking = stage.use(stage.open(), 'ask', { ...CHOICE, severity: 'high', detail: 'Both are possible.' });
    const [question] = stage.asked;
    assert.deepEqual(
      [question?.kind, question?.severity, question?.detail],
      ['question', 'high', 'Both are possible.'],
    );
    question?.answer({ option: 'long', text: null });
    assert.deepEqual(await asking, { status: 'answered', id: 'question-1', option: 'long', label: 'Long', text: null });
  });

  test('without options is answered in words', async () => {
    const stage = toolStage();
    const asking = stage.use(stage.open(), 'ask', { text: 'What title?' });
    assert.deepEqual(stage.asked[0]?.options, [{ id: 'answer', label: 'Answer', needs: 'guidance' }]);
    stage.asked[0]?.answer({ option: 'answer', text: 'The list' });
    assert.equal((await asking)['text'], 'The list');
  });

  test('returns after 45 seconds, and goes on waiting with the id; the answer stays', async () => {
    const stage = toolStage();
    const token = stage.open();
    const id = await pendingId(stage, token);
    const again = stage.use(token, 'ask', { id });
    stage.asked[0]?.answer({ option: 'short', text: null });
    assert.equal((await again)['option'], 'short');
    assert.equal((await stage.use(token, 'ask', { id }))['option'], 'short');
    assert.equal(stage.asked.length, 1);
  });

  test('knows the questions of its own session alone', async () => {
    const stage = toolStage();
    const id = await pendingId(stage, stage.open());
    assert.equal((await stage.refused(stage.open({ workstream: 'ui' }), 'ask', { id })).code, 'not-found');
  });

  test('tells that the session ended before somebody answered', async () => {
    const stage = toolStage();
    const asking = stage.refused(stage.open(), 'ask', CHOICE);
    stage.asked[0]?.answer(null);
    assert.equal((await asking).code, 'no-session');
  });

  test('of the kinds alert and fyi returns at once, unless there is something to choose', async () => {
    const stage = toolStage();
    const token = stage.open();
    for (const kind of ['alert', 'fyi']) {
      assert.deepEqual(await stage.use(token, 'ask', { kind, text: 'It is slow.' }), { status: 'told' });
    }
    const asking = stage.use(token, 'ask', { ...CHOICE, kind: 'alert' });
    stage.asked[2]?.answer({ option: 'short', text: null });
    assert.equal((await asking)['status'], 'answered');
    assert.deepEqual(
      stage.asked.map(({ kind, options }) => [kind, options.length]),
      [
        ['alert', 0],
        ['fyi', 0],
        ['alert', 2],
      ],
    );
  });

  test('takes no question without words, none with the same option twice, and not endlessly many', async () => {
    const stage = toolStage();
    const token = stage.open();
    assert.equal((await stage.refused(token, 'ask')).code, 'invalid');
    const twice = { text: 'Which?', options: [CHOICE.options[0], CHOICE.options[0]] };
    assert.equal((await stage.refused(token, 'ask', twice)).code, 'invalid');
    for (let n = 0; n < 30; n += 1) {
      stage.clock.now += 1_000;
      await stage.use(token, 'ask', { kind: 'fyi', text: `Number ${n}` });
    }
    assert.equal((await stage.refused(token, 'ask', { kind: 'fyi', text: 'One more' })).code, 'too-many');
  });
});
