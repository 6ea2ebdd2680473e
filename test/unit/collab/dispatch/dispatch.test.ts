import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { AgentError } from '../../../../server/engine/ports.ts';
import { ServerLeaves } from '../../../../server/runs/performer.ts';
import { until } from '../../../helpers/processes.ts';
import { writeTree } from '../../../helpers/temp.ts';
import { ENDED, withMachines } from './machines.ts';

const question = {
  topic: 'permission' as const,
  text: 'May I?',
  kind: 'question' as const,
  severity: 'high' as const,
  detail: null,
  options: [
    { id: 'allow-once', label: 'Allow once', needs: null },
    { id: 'deny', label: 'Deny', needs: null },
  ],
};
const gated = { class: 'privilege' as const, deed: '{"command":"sudo reboot"}' };

describe('a session of a run', () => {
  test('is done on a worker: its files lie in the worktree on main, and nothing is left on the worker', () =>
    withMachines(['lab'], async ({ main, workers: [lab], mission, git }) => {
      lab?.plays(async (effect, context) => {
        assert.equal(effect.root, lab.root);
        assert.equal(git(effect.worktree, 'rev-parse', 'HEAD'), mission.base);
        context.onActivity(() => 'writes');
        context.records.add({ kind: 'claim', task: '1', status: 'done', comment: '' });
        writeTree(effect.worktree, { 'src/api.ts': 'by lab\n' });
        return ENDED;
      });
      const { outcome, activity, placed, records } = main.gives();
      const ended = await outcome;
      assert.ok(ended?.type === 'agent-ended');
      assert.equal(ended.machine, 'lab');
      assert.equal(readFileSync(path.join(mission.worktree, 'src/api.ts'), 'utf8'), 'by lab\n');
      assert.equal(git(main.root, 'status', '--porcelain'), '');
      assert.equal(git(lab?.root ?? '', 'status', '--porcelain'), '');
      assert.deepEqual([...new Set(placed)], [null, 'lab']);
      assert.deepEqual(records, [{ kind: 'claim', task: '1', status: 'done', comment: '' }]);
      assert.ok(activity.includes('offered to lab, waiting for it to accept'), activity.join('\n'));
      await until(() => lab?.left().length === 0, { what: 'the worker has put everything away' });
      assert.equal(git(lab?.root ?? '', 'for-each-ref', '--format=%(refname)', 'refs/clutch'), 'refs/clutch/base');
    }));

  test('that changed nothing says so, and leaves the worktree at its base', () =>
    withMachines(['lab'], async ({ main, workers: [lab], mission, git }) => {
      lab?.plays(() => Promise.resolve(ENDED));
      assert.equal((await main.gives().outcome)?.type, 'agent-ended');
      assert.equal(git(mission.worktree, 'status', '--porcelain'), '');
      assert.equal(git(mission.worktree, 'rev-parse', 'HEAD'), mission.base);
    }));

  test('goes to the next worker where one refuses, and is done here where nobody takes it', () =>
    withMachines(['lab', 'rig'], async ({ main, workers: [lab, rig] }) => {
      lab?.refuses('Nobody has trusted the program here.');
      rig?.plays(() => Promise.resolve(ENDED));
      const first = await main.gives().outcome;
      assert.equal(first?.type === 'agent-ended' && first.machine, 'rig');
      rig?.refuses('Not me.');
      const { outcome, activity, placed } = main.gives('e2');
      assert.equal(await outcome, null);
      assert.equal(placed.at(-1), null);
      assert.match(activity.at(-1) ?? '', /^works here: lab refused: Nobody has trusted .*; rig refused: Not me\.$/);
    }));

  test('begins here while an away plan counts, which no worker knows; what was given away before stays there', () =>
    withMachines(['lab'], async ({ main, workers: [lab] }) => {
      let end = (): void => undefined;
      lab?.plays(() => new Promise((resolve) => (end = () => resolve(ENDED))));
      const before = main.gives('e1');
      await until(() => lab?.started() === 1, { what: 'the worker is at it' });
      main.arms();
      assert.equal(await main.gives('e2').outcome, null);
      end();
      const ended = await before.outcome;
      assert.equal(ended?.type === 'agent-ended' && ended.machine, 'lab');
    }));

  test('that is for workers waits for one, and says why', () =>
    withMachines(['lab'], async ({ main, workers: [lab] }) => {
      writeTree(main.root, { '.clutch/config.json': JSON.stringify({ dispatch: 'workers', dispatchNeeds: ['gpu'] }) });
      const { outcome, activity, abort } = main.gives();
      await until(() => activity.includes('waits for a worker: lab lacks gpu'), { what: 'the reason is shown' });
      lab?.plays(() => Promise.resolve(ENDED));
      lab?.can(['gpu']);
      assert.equal((await outcome)?.type, 'agent-ended');
      abort(new Error('over'));
    }));

  test('whose worker is lost is done by another; what the first one sends then is kept and never used', () =>
    withMachines(['lab', 'rig'], async ({ main, workers: [lab, rig], mission, share, git }) => {
      let letGo = (): void => undefined;
      const held = new Promise<void>((resolve) => (letGo = resolve));
      lab?.plays(async (effect) => {
        writeTree(effect.worktree, { 'src/api.ts': 'by lab\n' });
        await held;
        return ENDED;
      });
      rig?.plays(async (effect) => {
        writeTree(effect.worktree, { 'src/api.ts': 'by rig\n' });
        return Promise.resolve(ENDED);
      });
      const { outcome } = main.gives();
      await until(() => lab?.started() === 1, { what: 'lab works' });
      lab?.member.isCutOff();
      lab?.member.seen('gone');
      const ended = await outcome;
      assert.equal(ended?.type === 'agent-ended' && ended.machine, 'rig');
      letGo();
      const late = await until(
        () => git(main.root, 'for-each-ref', '--format=%(refname)', 'refs/clutch/late') || null,
        { what: 'the late result is kept' },
      );
      assert.equal(git(main.root, 'show', `${late}:src/api.ts`), 'by lab');
      assert.equal(readFileSync(path.join(mission.worktree, 'src/api.ts'), 'utf8'), 'by rig\n');
      const told = await until(
        () => share.said.find(({ type, to }) => type === 'cancel' && to === lab?.member.machine) ?? null,
        { what: 'lab is told' },
      );
      assert.ok(told);
    }));

  test('whose worker loses its lease is ended there; what was written is kept', () =>
    withMachines(['lab'], async ({ main, workers: [lab], git }) => {
      lab?.plays((effect, { signal }) => {
        writeTree(effect.worktree, { 'src/api.ts': 'half\n' });
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new AgentError('aborted', 'ended'))),
        );
      });
      const { outcome } = main.gives();
      await until(() => lab?.started() === 1, { what: 'lab works' });
      lab?.member.seen('gone');
      assert.equal(await outcome, null, 'it is done here');
      await until(() => lab?.left().length === 0, { what: 'the worktree is gone' });
      const kept = git(lab?.root ?? '', 'for-each-ref', '--format=%(refname)', 'refs/clutch/kept');
      assert.equal(git(lab?.root ?? '', 'show', `${kept}:src/api.ts`), 'half');
    }));

  test('that is no longer wanted is ended on the worker', () =>
    withMachines(['lab'], async ({ main, workers: [lab] }) => {
      lab?.plays(
        (_, { signal }) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new AgentError('aborted', 'ended'))),
          ),
      );
      const { outcome, abort } = main.gives();
      await until(() => lab?.started() === 1, { what: 'lab works' });
      abort(new Error('a person stopped it'));
      await assert.rejects(outcome);
      await until(() => lab?.left().length === 0, { what: 'the worker has put everything away' });
    }));
});

describe('after a restart', () => {
  test("of main's server the same worker is waited for, and nothing is done twice", () =>
    withMachines(['lab', 'rig'], async ({ main, workers: [lab, rig], mission }) => {
      let letGo = (): void => undefined;
      const held = new Promise<void>((resolve) => (letGo = resolve));
      for (const worker of [lab, rig]) {
        worker?.plays(async (effect) => {
          await held;
          writeTree(effect.worktree, { 'src/api.ts': 'done\n' });
          return ENDED;
        });
      }
      const { outcome, abort } = main.gives();
      await until(() => (lab?.started() ?? 0) + (rig?.started() ?? 0) === 1, { what: 'a worker works' });
      abort(new ServerLeaves('leaves'));
      await assert.rejects(outcome);
      main.leave();
      letGo();
      const again = main.start().gives();
      assert.equal((await again.outcome)?.type, 'agent-ended');
      assert.equal((lab?.started() ?? 0) + (rig?.started() ?? 0), 1);
      assert.equal(readFileSync(path.join(mission.worktree, 'src/api.ts'), 'utf8'), 'done\n');
      // Performed once more, because the server died before it was written down.
      const third = main.gives();
      assert.equal((await third.outcome)?.type, 'agent-ended');
      assert.equal((lab?.started() ?? 0) + (rig?.started() ?? 0), 1);
    }));

  test('of the worker it goes on under the same lease, and hands in once', () =>
    withMachines(['lab'], async ({ main, workers: [lab], share, mission }) => {
      let first = true;
      lab?.plays((effect, { signal }) => {
        if (!first) {
          writeTree(effect.worktree, { 'src/api.ts': 'second\n' });
          return Promise.resolve(ENDED);
        }
        first = false;
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new AgentError('aborted', 'ended'))),
        );
      });
      const { outcome } = main.gives();
      await until(() => lab?.started() === 1, { what: 'lab works' });
      await lab?.leave();
      lab?.start();
      const ended = await outcome;
      assert.equal(ended?.type === 'agent-ended' && ended.machine, 'lab');
      assert.equal(readFileSync(path.join(mission.worktree, 'src/api.ts'), 'utf8'), 'second\n');
      assert.equal(share.said.filter(({ type }) => type === 'code').length, 1);
      assert.equal(share.said.filter(({ type }) => type === 'result').length, 1);
    }));
});

describe('a result', () => {
  test('that is not what it says fails the session, and nothing of it is taken', () =>
    withMachines(['lab'], async ({ main, workers: [lab], share, mission, git }) => {
      lab?.plays(
        (_, { signal }) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new AgentError('aborted', 'ended'))),
          ),
      );
      const { outcome } = main.gives();
      const code = await until(() => share.said.find(({ type }) => type === 'code') ?? null, { what: 'it began' });
      const { task, token } = code;
      const machine = lab?.member.machine ?? '';
      const work = { commit: mission.base, tree: 'a'.repeat(40), bundle: 'b'.repeat(64) };
      const forged = {
        id: 'x',
        to: 'm-main',
        type: 'result' as const,
        re: null,
        at: 0,
        body: { run: 'r', outcome: ENDED, work },
      };
      // From another machine, and under another token: not even looked at.
      share.forge({ ...forged, id: 'x1', from: 'm-stranger', task, token });
      share.forge({ ...forged, id: 'x2', from: machine, task, token: (token ?? 0) + 1 });
      share.forge({
        ...forged,
        id: 'x3',
        from: machine,
        task,
        token,
        body: { run: 'r', outcome: { type: 'phase-landed' }, work: null },
      });
      const ended = await outcome;
      assert.ok(ended?.type === 'agent-failed');
      assert.equal(ended.code, 'protocol');
      assert.match(ended.message, /what lab sent is not used: does not say how the session ended/);
      assert.equal(existsSync(mission.worktree) && readdirSync(mission.worktree).includes('new'), false);
      assert.equal(git(main.root, 'for-each-ref', '--format=%(refname)', 'refs/clutch/remote'), '');
    }));
});

describe('what is asked on a worker', () => {
  test('is answered on main, and reaches whoever asked', () =>
    withMachines(['lab'], async ({ main, workers: [lab] }) => {
      lab?.plays(async (_, { ask }) => {
        const answer = await ask(question);
        return { ...ENDED, stopReason: `${answer?.option} ${answer?.text}` };
      });
      const { outcome } = main.gives('e1', () => Promise.resolve({ option: 'allow-once', text: 'go' }));
      const ended = await outcome;
      assert.equal(ended?.type === 'agent-ended' && ended.stopReason, 'allow-once go');
    }));

  test('is put again after a restart of main', () =>
    withMachines(['lab'], async ({ main, workers: [lab] }) => {
      lab?.plays(async (_, { ask }) => ({ ...ENDED, stopReason: (await ask(question))?.option ?? 'nothing' }));
      let asked = 0;
      const never = main.gives('e1', () => new Promise(() => (asked += 1)));
      await until(() => asked === 1, { what: 'it stands before a person' });
      never.abort(new ServerLeaves('leaves'));
      await assert.rejects(never.outcome);
      main.leave();
      const again = main.start().gives('e1', () => Promise.resolve({ option: 'deny', text: null }));
      const ended = await again.outcome;
      assert.equal(ended?.type === 'agent-ended' && ended.stopReason, 'deny');
    }));

  test('about what is always asked is allowed once by a signed approval', () =>
    withMachines(['lab'], async ({ main, workers: [lab], share }) => {
      lab?.plays(async (_, { ask }) => ({ ...ENDED, stopReason: (await ask(question, gated))?.option ?? 'nothing' }));
      const ended = await main.gives('e1', () => Promise.resolve({ option: 'allow-once', text: null })).outcome;
      assert.equal(ended?.type === 'agent-ended' && ended.stopReason, 'allow-once');
      assert.equal(share.said.filter(({ type }) => type === 'approval').length, 1);
    }));

  test('about what is always asked is denied without one, and by one that was used', () =>
    withMachines(['lab'], async ({ main, workers: [lab], share }) => {
      lab?.plays(async (_, { ask }) => {
        const first = await ask(question, gated);
        const second = await ask(question, gated);
        const third = await ask(question, gated);
        return { ...ENDED, stopReason: [first, second, third].map((one) => one?.option).join(' ') };
      });
      // Only the first ask is answered by main; the others by somebody who may write into the share.
      let asked = 0;
      const { outcome, records } = main.gives('e1', () => {
        asked += 1;
        return asked === 1 ? Promise.resolve({ option: 'allow-once', text: null }) : new Promise(() => undefined);
      });
      const asks = (): typeof share.said => share.said.filter(({ type }) => type === 'ask');
      await until(() => asks().length === 2, { what: 'it asks again' });
      const about = {
        from: 'm-main',
        to: lab?.member.machine ?? '',
        at: Date.now(),
        task: asks()[1]?.task ?? null,
        token: asks()[1]?.token ?? null,
      };
      const answer = { ...about, type: 'answer' as const, body: { option: 'allow-once', text: null } };
      share.forge({ ...answer, id: 'f1', re: asks()[1]?.id ?? null });
      await until(() => asks().length === 3, { what: 'it asks a third time' });
      const used = share.said.find(({ type }) => type === 'approval');
      assert.ok(used);
      share.forge({ ...about, id: 'f2', type: 'approval', re: asks()[2]?.id ?? null, body: used.body });
      share.forge({ ...answer, id: 'f3', re: asks()[2]?.id ?? null });
      const ended = await outcome;
      assert.equal(ended?.type === 'agent-ended' && ended.stopReason, 'allow-once deny deny');
      assert.deepEqual(
        records.map((body) => body.kind === 'refused' && body.why),
        [
          "main's yes was not believed: no approval came with the answer",
          "main's yes was not believed: the approval was used before",
        ],
      );
    }));
});
