import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { teamPhase } from '../engine/engine-run.ts';
import { createGate, onStage, type Gate, type Overrides } from './supervisor-stage.ts';

const team = [teamPhase('alpha', 'beta')];

interface TeamGates {
  /** Let a session end; one that is aborted ends by itself, but for what `leaving` holds back. */
  readonly ends: Readonly<Record<string, Gate>>;
  readonly leaving: Gate;
  /** `begin` and `end` of each session by its workstream, in order. */
  readonly seen: string[];
}

function createGates(): TeamGates {
  return { ends: { alpha: createGate(), beta: createGate() }, leaving: createGate(), seen: [] };
}

/** The first session of each workstream lasts until its gate is opened; later ones end at once. */
function held({ ends, leaving, seen }: TeamGates): Overrides {
  return ({ succeed }) => ({
    async 'run-agent'(effect, { signal, onStarted }) {
      const { workstream } = effect;
      const isFirst = !seen.includes(`begin ${workstream}`);
      seen.push(`begin ${workstream}`);
      onStarted({ pid: 4000 + seen.length, startedAt: 'boot:1' });
      if (isFirst) await ends[workstream]?.pass(signal);
      if (signal.aborted) await leaving.pass();
      seen.push(`end ${workstream}`);
      return succeed(effect);
    },
  });
}

async function bothReached({ ends }: TeamGates): Promise<void> {
  await Promise.all([ends['alpha']?.reached, ends['beta']?.reached]);
}

describe('a team', () => {
  test('has its executors at work at the same time, and shows each', () => {
    const gates = createGates();
    return onStage(team, held(gates), async ({ start, status, supervisor, journal }) => {
      start();
      await bothReached(gates);
      assert.deepEqual(gates.seen, ['begin alpha', 'begin beta']);
      assert.deepEqual(
        supervisor.view('r')?.agents.map(({ executor }) => executor),
        ['executor-alpha', 'executor-beta'],
      );
      assert.equal(journal.processes().length, 2);
      for (const gate of Object.values(gates.ends)) gate.open();
      const view = await status('completed');
      assert.deepEqual([view.agents, journal.processes()], [[], []]);
      assert.equal(view.phases[0]?.mode, 'team');
    });
  });

  test('takes in what one has done while another is still at work', () => {
    const gates = createGates();
    const collected = createGate();
    const overrides: Overrides = (tools) => ({
      ...held(gates)(tools),
      async 'collect-work'(effect) {
        await collected.pass();
        return tools.succeed(effect);
      },
    });
    return onStage(team, overrides, async ({ start, status }) => {
      start();
      await bothReached(gates);
      gates.ends['beta']?.open();
      await collected.reached;
      assert.deepEqual(gates.seen, ['begin alpha', 'begin beta', 'end beta']);
      collected.open();
      gates.ends['alpha']?.open();
      await status('completed');
    });
  });

  test('is taken up as a whole by the next server', () => {
    const gates = createGates();
    return onStage(team, held(gates), async (stage) => {
      stage.start();
      await bothReached(gates);
      gates.leaving.open();
      await stage.supervisor.shutDown();
      const pending = stage.journal.load()[0]?.pending.map(({ type }) => type);
      assert.deepEqual(pending, ['run-agent', 'run-agent']);
      stage.nextServer();
      const view = await stage.status('completed');
      assert.equal(view.usage.sessions, 2, 'the same two sessions');
    });
  });
});

describe('a person who stops one executor of a team', () => {
  test('ends its session alone; what that still returns is ignored', () => {
    const gates = createGates();
    return onStage(team, held(gates), async (stage) => {
      stage.start();
      await bothReached(gates);
      assert.equal(stage.steer('stop', 'alpha').status, 'running');
      const [alpha, beta] = stage.supervisor.view('r')?.phases[0]?.workstreams ?? [];
      assert.deepEqual([alpha?.held, beta?.held, beta?.status], ['stopped', null, 'in-progress']);
      assert.deepEqual(
        stage.journal.load()[0]?.pending.map((effect) => 'workstream' in effect && effect.workstream),
        ['beta'],
      );
      gates.leaving.open();
      gates.ends['beta']?.open();
      await stage.status('waiting');
      const ended = stage.journal.load()[0]?.events.filter(({ type }) => type === 'agent-ended');
      assert.equal(ended?.length, 1);
      stage.steer('resume', 'alpha');
      await stage.status('completed');
    });
  });

  test('has it begin again only when the session before is really gone', () => {
    const gates = createGates();
    return onStage(team, held(gates), async (stage) => {
      stage.start();
      await bothReached(gates);
      stage.steer('stop', 'alpha');
      await gates.leaving.reached;
      stage.steer('resume', 'alpha');
      await Promise.resolve();
      assert.deepEqual(gates.seen, ['begin alpha', 'begin beta']);
      gates.leaving.open();
      gates.ends['beta']?.open();
      await stage.status('completed');
      assert.ok(gates.seen.indexOf('end alpha') < gates.seen.lastIndexOf('begin alpha'), gates.seen.join());
    });
  });
});

describe('what an agent at work changes', () => {
  test('is journaled and asked about at once, and nothing is forgotten by a restart', () => {
    const gates = createGates();
    const overrides: Overrides = (tools) => ({
      'run-agent': (effect, context) => {
        if (effect.workstream === 'alpha') {
          context.onObserved({ changed: 2, outside: [{ path: 'beta.txt', owner: 'executor-beta' }] });
        }
        return held(gates)(tools)['run-agent']?.(effect, context) ?? tools.succeed(effect);
      },
    });
    return onStage(team, overrides, async (stage) => {
      stage.start();
      await bothReached(gates);
      const view = stage.supervisor.view('r');
      const [alpha] = view?.phases[0]?.workstreams ?? [];
      assert.deepEqual(
        alpha?.outside.map(({ path }) => path),
        ['beta.txt'],
      );
      assert.match(view?.signals[0]?.text ?? '', /beta\.txt/);
      const observed = stage.journal.load()[0]?.events.filter(({ type }) => type === 'work-observed');
      assert.equal(observed?.length, 1);
      gates.leaving.open();
      await stage.supervisor.shutDown();
      const { signals } = stage.nextServer().view('r') ?? {};
      assert.deepEqual(signals, view?.signals);
    });
  });

  test('is of no interest once its session is over', () => {
    const gates = createGates();
    const late: (() => void)[] = [];
    const overrides: Overrides = (tools) => ({
      'run-agent': (effect, context) => {
        late.push(() => context.onObserved({ changed: 1, outside: [{ path: 'beta.txt', owner: 'executor-beta' }] }));
        return held(gates)(tools)['run-agent']?.(effect, context) ?? tools.succeed(effect);
      },
    });
    return onStage(team, overrides, async (stage) => {
      stage.start();
      await bothReached(gates);
      stage.steer('stop', 'alpha');
      late[0]?.();
      gates.leaving.open();
      gates.ends['beta']?.open();
      await stage.status('waiting');
      late[1]?.();
      const observed = stage.journal.load()[0]?.events.filter(({ type }) => type === 'work-observed');
      assert.deepEqual(observed, []);
    });
  });
});
