import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EngineEvent } from '#schemas/journal/events.ts';
import { tasksOf } from '../../../server/engine/tasks.ts';
import { engineRun, simplePhase, type EngineRun } from './engine-run.ts';
import { COMPLETE } from './world.ts';

const atAgent = (): EngineRun => {
  const run = engineRun([simplePhase('1', { workstreams: [{ name: 'alpha' }, { name: 'beta' }] })]);
  run.until('run-agent');
  return run;
};

describe('an agent', () => {
  for (const status of ['BLOCKED', 'PARTIAL'] as const) {
    test(`that reports ${status} makes the run wait with the agent’s reason, and is started again`, () => {
      const run = atAgent();
      const report = { ...COMPLETE, status, issues: 'The schema is missing.' };
      run.end({ type: 'agent-ended', stopReason: 'end_turn', report });
      assert.equal(
        run.view.reason,
        `Phase 1: executor-alpha reported ${status}: The schema is missing. Help where you can, then resume: it starts again.`,
      );
      assert.equal(run.phase().workstreams[0]?.status, 'failed');
      run.resume();
      assert.equal(run.until('run-agent').attempt, 2);
    });
  }

  for (const stopReason of ['max_tokens', 'refusal', 'cancelled']) {
    test(`whose turn ended with ${stopReason} is not taken for finished, whatever it reports`, () => {
      const run = atAgent();
      run.end({ type: 'agent-ended', stopReason, report: COMPLETE });
      assert.match(run.view.reason ?? '', new RegExp(`executor-alpha ended its turn with ${stopReason}`));
      run.resume();
      assert.equal(run.until('run-agent').workstream, 'alpha');
    });
  }

  test('that reports COMPLETE and changed nothing makes the run wait, and is started again', () => {
    const run = atAgent();
    run.until('collect-work');
    run.end({ type: 'work-collected', commit: 'head0', changes: [] });
    assert.match(run.view.reason ?? '', /executor-alpha reported COMPLETE but changed no file in w\/1\/alpha/);
    run.resume();
    assert.equal(run.until('run-agent').attempt, 2);
  });

  test('that reports nothing at all is judged by its changes', () => {
    const run = atAgent();
    run.end({ type: 'agent-ended', stopReason: 'end_turn', report: null });
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('that crashed is started again; one that had finished before it is not', () => {
    const run = engineRun([simplePhase('1', { workstreams: [{ name: 'alpha' }, { name: 'beta' }] })]);
    run.until('run-agent', ({ workstream }) => workstream === 'beta');
    run.fail('environment', 'executor-beta ended with exit code 9. Resume to start it again.');
    assert.deepEqual(
      run.phase().workstreams.map(({ status }) => status),
      ['completed', 'failed'],
    );
    run.resume();
    run.finish();
    const agents = run.asked.flatMap((effect) => (effect.type === 'run-agent' ? [effect.workstream] : []));
    assert.deepEqual(agents, ['alpha', 'beta', 'beta']);
  });

  test('that finished is not started again because git could not take its work in', () => {
    const run = atAgent();
    run.until('collect-work');
    run.fail('environment', 'git cannot go on: index.lock exists. Remove it, then resume.');
    run.resume();
    const { type, worktree } = run.until('collect-work');
    assert.deepEqual([type, worktree], ['collect-work', 'w/1/alpha']);
    assert.equal(run.asked.filter((effect) => effect.type === 'run-agent').length, 1);
    run.finish();
    assert.equal(run.state.status, 'completed');
  });
});

describe('a question of an agent', () => {
  const ask = (run: EngineRun, id: string, text = 'Delete old.ts?', workstream = 'alpha'): EngineEvent => {
    const options = [
      { id: 'yes', label: 'Yes' },
      { id: 'no', label: 'No' },
    ];
    return {
      type: 'agent-asked',
      at: 5_000,
      question: { id, phase: '1', workstream, text, options, askedAt: run.state.updatedAt },
    };
  };
  const answer = (question: string, option: string): EngineEvent => ({
    type: 'question-answered',
    at: 6_000,
    question,
    option,
  });
  const answersIn = (effects: readonly { type: string }[]): unknown[] =>
    effects.flatMap((effect) => ('question' in effect && 'option' in effect ? [[effect.question, effect.option]] : []));

  test('is shown to a person while the run goes on', () => {
    const run = atAgent();
    run.feed(ask(run, 'q1'));
    assert.deepEqual(
      run.view.questions.map(({ id }) => id),
      ['q1'],
    );
    assert.deepEqual([run.view.status, run.view.reason], ['running', 'executor-alpha asks: Delete old.ts?']);
    assert.equal(run.pending().type, 'run-agent');
    assert.equal(tasksOf(run.view).find(({ workstream }) => workstream === 'alpha')?.status, 'blocked');
  });

  test('is closed by its answer, which goes to the agent', () => {
    const run = atAgent();
    run.feed(ask(run, 'q1'));
    assert.deepEqual(answersIn(run.feed(answer('q1', 'no')).effects), [['q1', 'no']]);
    assert.deepEqual([run.view.questions, run.view.reason], [[], null]);
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('gets the answer it got before, when the agent that asked had to be started again', () => {
    const run = atAgent();
    run.feed(ask(run, 'q1'));
    run.feed(answer('q1', 'yes'));
    run.fail('environment', 'the agent crashed');
    run.resume();
    run.until('run-agent');
    assert.deepEqual(answersIn(run.feed(ask(run, 'q2')).effects), [['q2', 'yes']]);
    assert.deepEqual(run.view.questions, [], 'no person is asked again');
    assert.equal(run.view.reason, null);
  });

  test('is another one when another executor asks it, or in other words', () => {
    const run = atAgent();
    run.feed(ask(run, 'q1'));
    run.feed(answer('q1', 'yes'));
    assert.deepEqual(answersIn(run.feed(ask(run, 'q2', 'Delete new.ts?')).effects), []);
    run.until('run-agent', ({ workstream }) => workstream === 'beta');
    assert.deepEqual(answersIn(run.feed(ask(run, 'q3', 'Delete old.ts?', 'beta')).effects), []);
    assert.deepEqual(
      run.view.questions.map(({ id }) => id),
      ['q3'],
    );
  });

  test('that stands twice, because the server was restarted in between, is shown once and answered in both places', () => {
    const run = atAgent();
    run.feed(ask(run, 'q1'));
    run.feed(ask(run, 'q2'));
    const [shown, ...others] = run.view.questions;
    assert.deepEqual(others, []);
    const { effects } = run.feed(answer(shown?.id ?? '', 'yes'));
    assert.deepEqual(answersIn(effects), [
      ['q1', 'yes'],
      ['q2', 'yes'],
    ]);
    assert.deepEqual(run.view.questions, []);
  });

  test('is dropped with the turn that it belongs to', () => {
    const run = atAgent();
    run.feed(ask(run, 'q1'));
    run.end({ type: 'agent-ended', stopReason: 'end_turn', report: COMPLETE });
    assert.deepEqual(run.view.questions, []);
  });

  test('that comes when its agent no longer runs, or a second time, changes nothing', () => {
    const run = atAgent();
    run.feed(ask(run, 'q1'));
    const { state } = run;
    assert.equal(run.feed(ask(run, 'q1')).state, state);
    assert.equal(run.feed(ask(run, 'q2', 'Delete old.ts?', 'beta')).state, state);
    run.stop();
    const stopped = run.state;
    assert.equal(run.feed(ask(run, 'q3')).state, stopped);
  });
});
