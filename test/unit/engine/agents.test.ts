import { used } from './used.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase, type EngineRun } from './engine-run.ts';
import { COMPLETE } from './world.ts';

const atAgent = (attempts = 1): EngineRun => {
  const run = engineRun([simplePhase('1')], { attempts });
  run.until('run-agent');
  return run;
};

describe('an agent', () => {
  test('that reports BLOCKED is a question to a person, with its own words', () => {
    const run = atAgent();
    run.deed({ report: { ...COMPLETE, status: 'BLOCKED', issues: 'The schema is missing.' } });
    assert.match(run.view.reason ?? '', /executor-alpha reported BLOCKED: The schema is missing\./);
    run.answer('guide', 'Look in db/.');
    assert.deepEqual(run.until('run-agent').brief.guidance, ['Look in db/.']);
  });

  for (const deed of [
    { report: { ...COMPLETE, status: 'PARTIAL' as const } },
    { stopReason: 'max_tokens' },
    { stopReason: 'max_tokens', report: null },
  ]) {
    test(`that did only a part (${JSON.stringify(deed).slice(0, 40)}) goes on from there in another session`, () => {
      const run = atAgent(2);
      run.deed(deed);
      const collect = run.until('collect-work');
      run.end(run.world.perform(collect));
      const { commit } = run.worker('alpha');
      assert.equal(run.worker('alpha').status, 'pending', 'it is not taken for finished');
      assert.equal(commit, null);
      assert.notEqual(run.until('prepare-worktree').base, collect.base, 'its work so far is where it starts');
    });
  }

  test('that reports COMPLETE and changed nothing is started again, then asked about', () => {
    const run = atAgent(2);
    run.deed({ changes: false });
    run.until('run-agent', ({ attempt }) => attempt === 2);
    run.deed({ changes: false });
    run.end(run.world.perform(run.until('collect-work')));
    assert.match(run.view.reason ?? '', /executor-alpha reported COMPLETE but changed no file in w\/1\/alpha/);
  });

  test('that crashes is started again as often as the policy allows', () => {
    const run = atAgent(2);
    const crash = { type: 'agent-failed', code: 'crashed', message: 'It crashed.' } as const;
    run.end({ ...crash, usage: used(7, 1) });
    assert.equal(run.until('run-agent').attempt, 2);
    run.end({ ...crash, usage: used(7, 1) });
    assert.equal(run.signal().cause, 'stuck');
    assert.equal(run.state.usage.tokens, 14);
  });

  test('that cannot be started is asked about at once', () => {
    const run = atAgent(3);
    const usage = used(0, 0);
    run.end({ type: 'agent-failed', code: 'not-startable', message: 'No such program.', usage });
    assert.equal(run.signal().cause, 'stuck');
  });

  test('that delivered is not started again because git could not take its work in', () => {
    const run = atAgent();
    run.until('collect-work');
    run.fail('index.lock exists.');
    run.answer('retry');
    assert.equal(run.pending[0]?.type, 'collect-work');
  });
});

describe('a question of an agent', () => {
  const YES = [{ id: 'yes', label: 'Yes', needs: null }];
  const ask = (run: EngineRun, id: string, topic: 'question' | 'permission' = 'question', options = YES): void => {
    const effect = run.until('run-agent').id;
    run.feed({
      type: 'agent-asked',
      at: 9,
      effect,
      question: { id, text: 'Delete old.ts?', topic, kind: 'question', severity: 'normal', detail: null, options },
    });
  };
  const deliver = (run: EngineRun, delivered: boolean): void => {
    const effect = Object.values(run.state.pending).find(({ type }) => type === 'answer-agent');
    run.feed({ type: 'agent-answered', at: 9, effect: effect?.id ?? '', delivered });
  };
  const answers = (run: EngineRun): string[] =>
    run.asked.flatMap((effect) => (effect.type === 'answer-agent' ? [`${effect.question} ${effect.option}`] : []));

  test('is shown while the run goes on, and its answer goes to the agent', () => {
    const run = atAgent();
    ask(run, 'q1');
    assert.deepEqual([run.view.status, run.view.reason], ['running', 'executor-alpha asks: Delete old.ts?']);
    run.answer('yes');
    assert.deepEqual([run.state.signals, answers(run)], [[], ['q1 yes']]);
  });

  test('gets the answer it got before, when the agent had to be started again', () => {
    const run = atAgent(2);
    ask(run, 'q1');
    run.answer('yes');
    const usage = used(0, 0);
    run.end({ type: 'agent-failed', code: 'crashed', message: 'It crashed.', usage }, run.until('run-agent'));
    ask(run, 'q2');
    assert.deepEqual(answers(run), ['q1 yes', 'q2 yes']);
  });

  test('is told with its answer to whoever takes the workstream up', () => {
    const run = atAgent(2);
    ask(run, 'q1');
    run.answer('yes');
    run.end({ type: 'agent-failed', code: 'crashed', message: 'It crashed.', usage: used(0, 0) });
    const { brief } = run.until('run-agent');
    assert.deepEqual(brief.answers, [{ question: 'Delete old.ts?', answer: 'Yes' }]);
  });

  test('for permission is answered for one time, and is no knowledge for a successor', () => {
    const run = atAgent(2);
    ask(run, 'q1', 'permission');
    run.answer('yes');
    deliver(run, true);
    ask(run, 'q2', 'permission');
    assert.equal(run.signal().text, 'Delete old.ts?');
    assert.deepEqual(answers(run), ['q1 yes']);
    run.end(
      { type: 'agent-failed', code: 'crashed', message: 'It crashed.', usage: used(0, 0) },
      run.until('run-agent'),
    );
    assert.deepEqual(run.until('run-agent').brief.answers, []);
  });

  test('for permission that was answered when nobody waited is answered when it is asked again', () => {
    const run = atAgent();
    ask(run, 'q1', 'permission');
    run.answer('yes');
    deliver(run, false);
    ask(run, 'q2', 'permission');
    assert.deepEqual(answers(run), ['q1 yes', 'q2 yes']);
  });

  test('that nobody has to answer is told once, and outlives its session until a person dismisses it', () => {
    const run = atAgent();
    ask(run, 'q1', 'question', []);
    ask(run, 'q2', 'question', []);
    assert.deepEqual([run.view.status, run.view.reason], ['running', null]);
    run.deed({});
    const [news, ...others] = run.state.signals;
    assert.deepEqual([news?.cause, news?.from, others], ['news', 'executor-alpha', []]);
    run.feed({ type: 'signal-answered', at: 10, signal: news?.id ?? '', option: 'dismiss', text: null });
    assert.deepEqual([run.state.signals, answers(run)], [[], []]);
  });

  test('is gone with the session that asked', () => {
    const run = atAgent();
    ask(run, 'q1');
    run.deed({});
    assert.deepEqual(run.state.signals, []);
  });
});
