import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersonQuestion } from '../../../server/runs/performer.ts';
import { simplePhase } from '../engine/engine-run.ts';
import { createGate, onStage, type Overrides } from './supervisor-stage.ts';

const mayI: PersonQuestion = {
  text: 'May I?',
  topic: 'question',
  kind: 'question',
  severity: 'normal',
  detail: null,
  options: [{ id: 'yes', label: 'Yes', needs: null }],
};

test('an agent waits while a person is asked, and works again with the answer', () => {
  const gate = createGate();
  const overrides: Overrides = ({ succeed }) => ({
    'run-agent': async (effect, { onStarted, onActivity, ask, signal }) => {
      onStarted({ pid: 4242, startedAt: 'boot:1' });
      onActivity(() => 'May I?');
      await ask(mayI);
      await gate.pass(signal);
      return succeed(effect);
    },
  });
  return onStage([simplePhase('1')], overrides, async ({ start, seen, supervisor }) => {
    start();
    const asking = await seen(({ agents, signals }) => agents.length > 0 && signals.length > 0);
    assert.equal(asking.agents[0]?.liveness.state, 'waiting');
    assert.deepEqual(
      asking.agents[0]?.liveness.evidence.map(({ signal }) => signal),
      ['question', 'event', 'process'],
    );
    const [signal] = asking.signals;
    supervisor.command('r', (at) => ({
      type: 'signal-answered',
      at,
      signal: signal?.id ?? '',
      option: 'yes',
      text: null,
    }));
    await gate.reached;
    await seen(({ agents }) => agents[0]?.liveness.state === 'working');
  });
});
