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

test('a session on another machine says so, and so does its workstream, until it is told to be here', () => {
  const gates = [createGate(), createGate()];
  const overrides: Overrides = ({ succeed }) => ({
    'run-agent': async (effect, { onPlaced, signal }) => {
      onPlaced('lab-3');
      await gates[0]?.pass(signal);
      onPlaced(null);
      await gates[1]?.pass(signal);
      return succeed(effect);
    },
  });
  return onStage([simplePhase('1')], overrides, async ({ start, seen }) => {
    start();
    const away = await seen(({ agents }) => agents[0]?.machine === 'lab-3');
    assert.equal(away.phases[0]?.workstreams[0]?.machine, 'lab-3');
    await gates[0]?.reached;
    gates[0]?.open();
    const here = await seen(({ agents }) => agents[0]?.machine === null);
    assert.equal(here.phases[0]?.workstreams[0]?.machine, null);
    gates[1]?.open();
  });
});

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
