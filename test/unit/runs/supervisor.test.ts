import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect } from '#schemas/journal/effects.ts';
import type { EffectContext, Outcome, PersonQuestion } from '../../../server/runs/performer.ts';
import { EffectError } from '../../../server/runs/effect-error.ts';
import { GitError } from '../../../server/platform/git.ts';
import { JournalError } from '../../../server/store/journal.ts';
import { simplePhase } from '../engine/engine-run.ts';
import { createGate, onStage, type Overrides } from './supervisor-stage.ts';

const plan = [simplePhase('1'), simplePhase('2')];
const onePhase = [simplePhase('1')];
const nothing: Overrides = () => ({});
const count = (began: readonly string[], type: string): number => began.filter((one) => one.startsWith(type)).length;

describe('a supervised run', () => {
  test('is performed to its end, effect by effect', () =>
    onStage(plan, nothing, async ({ start, status, began, journal, world }) => {
      assert.equal(start().status, 'running');
      const view = await status('completed');
      assert.match(view.report ?? '', /Phases completed: 1 to 2/);
      assert.equal(world.landed.length, 2);
      assert.equal(new Set(began).size, began.length, 'no effect is performed twice');
      assert.deepEqual(journal.load()[0]?.pending, []);
    }));

  test('starts no effect before the transaction that holds it is on disk', () => {
    const onDisk: number[] = [];
    const overrides: Overrides = ({ succeed, sql }) => {
      const look = (effect: Effect): Promise<Outcome> => {
        onDisk.push(sql(`SELECT 1 FROM outbox WHERE effect = '${effect.id}'`).length);
        return succeed(effect);
      };
      return { 'inspect-project': look, 'run-agent': look, 'commit-phase': look, 'land-phase': look };
    };
    return onStage(onePhase, overrides, async ({ start, status }) => {
      start();
      await status('completed');
      assert.deepEqual(onDisk, [1, 1, 1, 1]);
    });
  });

  test('shows its agents while they live, and remembers their processes for as long', () => {
    const started = createGate();
    const identity = { pid: 4242, startedAt: 'boot:1' };
    const overrides: Overrides = ({ succeed }) => ({
      'run-agent': async (effect, { onStarted, onActivity }) => {
        onStarted(identity);
        onActivity(() => 'Edit alpha.txt (in progress)');
        await started.pass();
        return succeed(effect);
      },
    });
    return onStage(onePhase, overrides, async ({ start, status, supervisor, journal }) => {
      start();
      await started.reached;
      const [agent] = supervisor.view('r')?.agents ?? [];
      assert.deepEqual(
        [agent?.executor, agent?.pid, agent?.lastEvent],
        ['executor-alpha', 4242, 'Edit alpha.txt (in progress)'],
      );
      assert.deepEqual(journal.processes(), [identity]);
      started.open();
      assert.deepEqual((await status('completed')).agents, []);
      assert.deepEqual(journal.processes(), []);
    });
  });

  test('has no effect on another one', () => {
    const overrides: Overrides = ({ succeed }) => ({
      'read-prp': (effect) => {
        if (effect.id.startsWith('bad')) return Promise.reject(new EffectError('user', 'no PRP'));
        return succeed(effect);
      },
    });
    return onStage(onePhase, overrides, async ({ start, status, supervisor }) => {
      start('bad');
      start('good');
      await status('completed', 'good');
      await status('waiting', 'bad');
      assert.deepEqual(
        supervisor.views().map(({ id }) => id),
        ['good', 'bad'],
        'newest first',
      );
      assert.equal(supervisor.activeRuns(), 0);
    });
  });

  test('that nobody knows cannot be commanded', () =>
    onStage(onePhase, nothing, async ({ stop }) => {
      assert.throws(() => stop('nobody'), /There is no run nobody\. `clutch status` lists the runs\./);
    }));
});

describe('an effect that cannot be done', () => {
  const failingOnce = (error: unknown): Overrides => {
    let failed = false;
    return ({ succeed }) => ({
      'commit-phase': (effect) => {
        if (failed) return succeed(effect);
        failed = true;
        return Promise.reject(error);
      },
    });
  };
  for (const [what, error, status, reason] of [
    ['a mistake of a person', new EffectError('user', 'Commit your changes.'), 'waiting', 'Commit your changes.'],
    ['git', new GitError('disk-full', 'The disk is full.', null), 'waiting', 'The disk is full.'],
    [
      'the system',
      Object.assign(new Error('EACCES: permission denied'), { errno: -13 }),
      'waiting',
      'EACCES: permission denied',
    ],
    [
      'a bug',
      new TypeError('x is not a function'),
      'failed',
      'x is not a function. This is a bug in CLUTCH; the server log has the details. Resume tries again.',
    ],
    [
      'a thrown text',
      'oops',
      'failed',
      'oops. This is a bug in CLUTCH; the server log has the details. Resume tries again.',
    ],
  ] as const) {
    test(`because of ${what} makes the run ${status} with a sentence, and resume tries again`, () =>
      onStage(onePhase, failingOnce(error), async (stage) => {
        stage.start();
        const view = await stage.status(status);
        assert.equal(view.reason, reason);
        assert.ok(
          stage.logged.some((line) => line.startsWith('commit-phase ')),
          'the log has it',
        );
        stage.resume();
        await stage.status('completed');
      }));
  }
});

describe('a person who stops a run', () => {
  test('ends what is under way; what it still returns is ignored, and resume waits until it is really gone', () => {
    const agent = createGate();
    const ending = createGate();
    const sessions: string[] = [];
    let signal: AbortSignal | null = null;
    const overrides: Overrides = ({ succeed }) => ({
      async 'run-agent'(effect, context: EffectContext) {
        if (sessions.push(`begin ${effect.id}`) > 1) return succeed(effect);
        signal = context.signal;
        await agent.pass(context.signal);
        await ending.pass();
        sessions.push(`end ${effect.id}`);
        return succeed(effect);
      },
    });
    return onStage(onePhase, overrides, async ({ start, stop, resume, status, journal }) => {
      start();
      await agent.reached;
      assert.equal(stop().status, 'stopped');
      assert.equal(signal?.aborted, true);
      assert.deepEqual(journal.load()[0]?.pending, []);
      await ending.reached;
      assert.equal(resume().status, 'running');
      ending.open();
      await status('completed');
      assert.deepEqual(sessions, ['begin r-4', 'end r-4', 'begin r-6']);
      const ended = journal.load()[0]?.events.filter(({ type }) => type === 'agent-ended');
      assert.equal(ended?.length, 1);
    });
  });
});

describe('a server that leaves', () => {
  test('ends agents without telling the engine, and the next one takes the same effect up', () => {
    const agent = createGate();
    const overrides: Overrides = ({ succeed }) => ({
      async 'run-agent'(effect, { signal }) {
        await agent.pass(signal);
        return succeed(effect);
      },
    });
    return onStage(plan, overrides, async (stage) => {
      stage.start();
      await agent.reached;
      await stage.supervisor.shutDown();
      assert.deepEqual(
        stage.journal.load()[0]?.pending.map(({ id }) => id),
        ['r-4'],
      );
      stage.nextServer();
      await stage.status('completed');
      assert.deepEqual(stage.began.slice(3, 6), ['run-agent r-4', 'run-agent r-4', 'collect-work r-5']);
    });
  });

  test('leaves runs that wait, stopped or completed as they are', () => {
    const overrides: Overrides = ({ succeed }) => ({
      'read-prp': (effect) => {
        if (effect.id.startsWith('waits')) return Promise.reject(new EffectError('user', 'no PRP'));
        return succeed(effect);
      },
    });
    return onStage(onePhase, overrides, async (stage) => {
      for (const run of ['completes', 'waits', 'stops']) stage.start(run);
      stage.stop('stops');
      await stage.status('completed', 'completes');
      await stage.status('waiting', 'waits');
      const before = stage.supervisor.views();
      await stage.supervisor.shutDown();
      const began = stage.began.length;
      assert.deepEqual(stage.nextServer().views(), before);
      assert.equal(stage.began.length, began);
    });
  });
});

const answer = (signal: string) => (at: number) => {
  return { type: 'signal-answered' as const, at, signal, option: 'yes', text: null };
};

const mayI: PersonQuestion = {
  text: 'May I?',
  topic: 'question',
  kind: 'question',
  severity: 'normal',
  detail: null,
  options: [{ id: 'yes', label: 'Yes', needs: null }],
};

describe('a question of an agent', () => {
  const asking =
    (answers: (string | null)[], gate = createGate()): Overrides =>
    ({ succeed }) => ({
      async 'run-agent'(effect, { ask, signal }) {
        answers.push((await ask(mayI))?.option ?? null);
        if (answers.length === 1) await gate.pass(signal);
        return succeed(effect);
      },
    });
  const asked = async (stage: Parameters<Parameters<typeof onStage>[2]>[0]): Promise<string> => {
    await stage.seen(({ signals }) => signals.length > 0);
    return stage.supervisor.view('r')?.signals[0]?.id ?? assert.fail('no question');
  };

  test('waits for a person and gets the answer', () => {
    const answers: (string | null)[] = [];
    const gate = createGate();
    return onStage(onePhase, asking(answers, gate), async (stage) => {
      stage.start();
      const view = stage.supervisor.command('r', answer(await asked(stage)));
      assert.deepEqual(view.signals, []);
      await gate.reached;
      assert.deepEqual(answers, ['yes']);
      gate.open();
      await stage.status('completed');
    });
  });

  test('is answered by itself when the agent asks it again after a restart of the server', () => {
    const answers: (string | null)[] = [];
    const gate = createGate();
    return onStage(onePhase, asking(answers, gate), async (stage) => {
      stage.start();
      stage.supervisor.command('r', answer(await asked(stage)));
      await gate.reached;
      await stage.supervisor.shutDown();
      stage.nextServer(asking(answers));
      await stage.status('completed');
      assert.deepEqual(answers, ['yes', 'yes']);
    });
  });

  test('that stood when the server was killed is asked once more, and shown once', () => {
    const answers: (string | null)[] = [];
    return onStage(onePhase, asking(answers), async (stage) => {
      stage.start();
      const first = await asked(stage);
      await stage.supervisor.shutDown();
      assert.deepEqual(answers, [null], 'the agent that is being ended gets no answer');
      stage.nextServer(asking(answers));
      await stage.seen(({ signals }) => signals.some(({ id }) => id !== first));
      assert.equal(stage.supervisor.view('r')?.signals.length, 1);
      stage.supervisor.command('r', answer(await asked(stage)));
      await stage.status('completed');
      assert.deepEqual(answers, [null, 'yes']);
    });
  });
});

describe('a journal that cannot be written', () => {
  test('refuses a new run with its reason and leaves nothing behind', () =>
    onStage(onePhase, nothing, async ({ fillDisk, start, supervisor, began }) => {
      fillDisk();
      assert.throws(() => start(), JournalError);
      assert.deepEqual([supervisor.views(), began], [[], []]);
    }));

  test('makes the run wait with a reason; resume goes on and nothing finished is performed again', () => {
    const agent = createGate();
    const overrides: Overrides = ({ succeed }) => ({
      async 'run-agent'(effect) {
        await agent.pass();
        return succeed(effect);
      },
    });
    return onStage(onePhase, overrides, async (stage) => {
      stage.start();
      await agent.reached;
      stage.fillDisk();
      agent.open();
      const view = await stage.status('waiting');
      assert.match(view.reason ?? '', /The journal .*journal\.db cannot be written: .*full.*Free space, then resume/);
      assert.equal(stage.supervisor.activeRuns(), 0);
      assert.throws(() => stage.resume(), JournalError, 'still full');
      assert.equal(stage.supervisor.view('r')?.status, 'waiting');
      stage.freeDisk();
      assert.equal(stage.resume().status, 'running');
      const end = await stage.status('completed');
      assert.equal(end.reason, null);
      assert.equal(count(stage.began, 'run-agent'), 1, 'the agent is not paid twice');
      assert.deepEqual(stage.nextServer().view('r'), end, 'a replay sees the same');
    });
  });

  test('performs what was pending when the server is restarted instead', () => {
    const agent = createGate();
    const overrides: Overrides = ({ succeed }) => ({
      async 'run-agent'(effect) {
        await agent.pass();
        return succeed(effect);
      },
    });
    return onStage(onePhase, overrides, async (stage) => {
      stage.start();
      await agent.reached;
      stage.fillDisk();
      agent.open();
      await stage.status('waiting');
      stage.freeDisk();
      await stage.supervisor.shutDown();
      stage.nextServer();
      await stage.status('completed');
      assert.equal(count(stage.began, 'run-agent r-4'), 2);
    });
  });

  test('loses no question: it is asked when there is space again', () => {
    const agent = createGate();
    const overrides: Overrides = ({ succeed }) => ({
      async 'run-agent'(effect, { ask }) {
        await agent.pass();
        assert.equal((await ask(mayI))?.option, 'yes');
        return succeed(effect);
      },
    });
    return onStage(onePhase, overrides, async (stage) => {
      stage.start();
      await agent.reached;
      stage.fillDisk();
      agent.open();
      await stage.status('waiting');
      stage.freeDisk();
      const [question] = stage.resume().signals;
      assert.equal(question?.text, 'May I?');
      stage.supervisor.command('r', answer(question.id));
      await stage.status('completed');
      assert.equal(count(stage.began, 'run-agent'), 1);
    });
  });

  test('lets a person stop the run once there is space', () => {
    const agent = createGate();
    const overrides: Overrides = ({ succeed }) => ({
      async 'run-agent'(effect) {
        await agent.pass();
        return succeed(effect);
      },
    });
    return onStage(onePhase, overrides, async (stage) => {
      stage.start();
      await agent.reached;
      stage.fillDisk();
      agent.open();
      await stage.status('waiting');
      stage.freeDisk();
      assert.equal(stage.stop().status, 'stopped');
      stage.resume();
      await stage.status('completed');
      assert.equal(count(stage.began, 'run-agent'), 1);
    });
  });
});
