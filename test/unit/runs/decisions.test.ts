import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SteerVerb } from '#schemas/run/steering.ts';
import { requireAnswer, requireSteerable } from '../../../server/runs/decisions.ts';
import { EffectError } from '../../../server/runs/effect-error.ts';
import { engineRun, simplePhase, teamPhase } from '../engine/engine-run.ts';

function assertRefused(work: () => void, words: RegExp): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof EffectError, String(error));
    assert.equal(error.fault, 'user');
    assert.match(error.message, words);
    return true;
  });
}

describe('an answer', () => {
  const waiting = engineRun([simplePhase('1')]);
  waiting.until('read-prp');
  waiting.fail('The disk is gone.');
  const { view } = waiting;
  const signal = waiting.signal().id;
  const answer = (option: string, text: string | null = null, id = signal) => {
    return () => requireAnswer(view, 'r', { signal: id, option, text });
  };

  test('that the engine takes is let through', () => {
    answer('retry')();
    answer('defer', 'No disk.')();
  });

  test('to what is not asked says where to see what is', () => {
    assertRefused(answer('retry', null, 'r-s99'), /no open signal r-s99.*`clutch signals`/);
    assertRefused(() => requireAnswer(null, 'x', { signal, option: 'retry', text: null }), /Run x has no open/);
  });

  test('that is none of the choices names them', () => {
    assertRefused(answer('yes'), /“yes” is no answer to “The disk is gone\.”.*one of: retry, defer/);
  });

  test('that needs words is none without them', () => {
    for (const text of [null, '', '  ']) assertRefused(answer('defer', text), /“defer” needs a reason.*--text/);
  });

  test('to what nobody has to answer can only put it away', () => {
    const news = { ...view, signals: view.signals.map((one) => ({ ...one, options: [] })) };
    requireAnswer(news, 'r', { signal, option: 'dismiss', text: null });
    assertRefused(() => requireAnswer(news, 'r', { signal, option: 'retry', text: null }), /one of: dismiss/);
  });
});

describe('steering', () => {
  const run = engineRun([teamPhase('alpha', 'beta'), simplePhase('2')]);
  run.until('run-agent', ({ workstream }) => workstream === 'beta');
  const { view } = run;
  const steer = (verb: SteerVerb, workstream: string | null, text: string | null = null, phase = '1') => {
    return () => requireSteerable(view, 'r', { phase, workstream, verb, text, runtime: null });
  };

  test('what is under way or ahead is let through', () => {
    steer('pause', 'alpha')();
    steer('retry', null)();
    steer('skip', 'beta', 'Not now.')();
    steer('defer', null, 'Later.', '2')();
  });

  test('what is not there names what is', () => {
    assertRefused(steer('pause', 'gamma'), /no workstream gamma\. It has: alpha, beta\./);
    assertRefused(steer('pause', 'alpha', null, '2'), /no workstream alpha\. It has: none yet\./);
    assertRefused(steer('pause', null, null, '9'), /no phase 9\. Its phases are 1, 2\./);
    assertRefused(
      () => requireSteerable(null, 'x', { phase: '1', workstream: null, verb: 'pause', text: null, runtime: null }),
      /There is no run x\. `clutch status`/,
    );
  });

  test('to leave something out needs the reason that WORKFLOW.md repeats', () => {
    for (const verb of ['skip', 'defer'] as const) {
      assertRefused(steer(verb, 'alpha', ' '), new RegExp(`To ${verb} needs a reason.*--reason`));
    }
  });

  test('what is over is over', () => {
    const left = engineRun([teamPhase('alpha', 'beta')]);
    left.until('run-agent');
    left.steer('skip', 'alpha', 'Not now.');
    const params = { phase: '1', verb: 'retry' as const, text: null, runtime: null };
    assertRefused(
      () => requireSteerable(left.view, 'r', { ...params, workstream: 'alpha' }),
      /alpha is skipped; nothing can be decided/,
    );
    left.finish();
    assertRefused(
      () => requireSteerable(left.view, 'r', { ...params, workstream: null }),
      /Phase 1 of run r is completed; nothing can be decided/,
    );
  });
});

describe('comments', () => {
  const send = (run: ReturnType<typeof engineRun>, workstream: string | null, text: string | null = 'Name it.') => {
    return () => requireSteerable(run.view, 'r', { phase: '1', workstream, verb: 'review', text, runtime: null });
  };

  test('go back to whoever has done something, finished or not', () => {
    const run = engineRun([teamPhase('alpha', 'beta')]);
    run.until('run-agent', ({ workstream }) => workstream === 'alpha');
    send(run, 'alpha')();
    run.until('commit-phase');
    send(run, 'alpha')();
  });

  test('are refused where nobody could take them up, and the sentence says why', () => {
    const run = engineRun([teamPhase('alpha', 'beta')], { validator: false });
    run.until('prepare-worktree');
    assertRefused(send(run, 'alpha'), /cannot go back to executor-alpha: it has not begun/);
    assertRefused(send(run, null), /name it as PHASE\/WORKSTREAM/);
    assertRefused(send(run, 'alpha', ' '), /no comment to send/);
    run.until('run-command');
    run.deed({ exitCode: 1 });
    run.until('run-agent', ({ role }) => role === 'debugger');
    assertRefused(send(run, 'alpha'), /the debugger of phase 1 is at work/);
    run.until('land-phase');
    assertRefused(send(run, 'alpha'), /phase 1 is on its way to the branch already/);
  });
});
