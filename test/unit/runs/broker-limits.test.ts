import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentAnswer } from '../../../server/engine/ports.ts';
import { until } from '../../helpers/processes.ts';
import { onStage, request, run } from './broker-stage.ts';

describe('an agent that asks too much', () => {
  test('asks the same only once, and after a no never again', () =>
    onStage({}, async ({ broker, questions, journal }) => {
      const thousand = Array.from({ length: 1_000 }, () => run('npm ci'));
      const answers = await Promise.all(thousand.map((one) => broker.ask(one)));
      assert.ok(answers.every((answer) => answer?.option === 'no'));
      for (const one of thousand) await broker.ask(one);
      assert.equal(questions.length, 1);
      broker.close();
      const more = journal.decisions().map(({ clause }) => Number(/, (\d+) more times$/.exec(clause)?.[1] ?? 1));
      assert.ok(more.length <= 5, `${more.length} records`);
      assert.equal(
        more.reduce((sum, one) => sum + one, 0),
        2_000,
      );
    }));

  test('has twenty questions open at a time, two hundred in all, and the rest is denied', async () => {
    const open: (() => void)[] = [];
    let most = 0;
    let answered = 0;
    const person = (): Promise<AgentAnswer> =>
      new Promise((resolve) => {
        open.push(() => resolve({ option: 'allow-once', text: null }));
        most = Math.max(most, open.length - answered);
      });
    await onStage({ person }, async ({ broker, questions, journal }) => {
      const all = Promise.all(Array.from({ length: 1_000 }, (_, index) => broker.ask(run(`frob ${index}`))));
      while (answered < 200) {
        await until(() => open.length > answered, { what: 'the next question' });
        open[answered]?.();
        answered += 1;
      }
      const answers = await all;
      assert.equal(questions.length, 200);
      assert.equal(most, 20);
      assert.equal(answers.filter((answer) => answer?.option === 'yes').length, 200);
      broker.close();
      const limited = journal.decisions().filter(({ by }) => by === 'limit');
      assert.deepEqual(
        limited.map(({ clause }) => clause),
        ['more than 200 requests of one session', 'more than 200 requests of one session, 799 more times'],
      );
      assert.equal(await broker.ask(request({ kind: 'question', options: [] })), null);
    });
  });

  test('is not asked any more once a person has allowed all that is like it', () =>
    onStage({ person: () => 'allow-run' }, async ({ broker, questions }) => {
      const all = Array.from({ length: 300 }, (_, index) => broker.ask(run(`npm install p${index}`)));
      assert.ok((await Promise.all(all)).every((answer) => answer?.option === 'yes'));
      assert.ok(questions.length <= 20, `${questions.length} questions`);
    }));

  test('hears nothing more when its session ends, however many questions wait', () =>
    onStage({ person: () => Promise.resolve(null) }, async ({ broker }) => {
      const all = Array.from({ length: 100 }, (_, index) => broker.ask(run(`frob ${index}`)));
      assert.ok((await Promise.all(all)).every((answer) => answer === null));
    }));
});
