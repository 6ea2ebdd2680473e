import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { EngineEvent } from '#schemas/journal/events.ts';
import type { AwayChangedParams, AwayView } from '#schemas/protocol/away.ts';
import type { RunView } from '#schemas/run/run.ts';
import { type Away, createAway } from '../../../server/away/away.ts';
import { createAwayStore } from '../../../server/away/store.ts';
import { withTempDir } from '../../helpers/temp.ts';

const START = Date.parse('2026-01-31T09:00:00Z');
const MINUTE = 60_000;

/** A project with an away plan, a clock that stands still until it is moved, and runs as they are said to be. */
interface Stage {
  readonly away: Away;
  readonly root: string;
  readonly home: string;
  readonly plan: string;
  readonly pauses: { readonly why: string; readonly used: number; readonly limit: number }[];
  readonly changes: AwayChangedParams[];
  now: number;
  run: RunView;
  freeBytes: number;
  arm(): Promise<AwayView>;
  show(): Promise<AwayView>;
  /** The same folder under a server that has just started. */
  restarted(): Promise<Away>;
  later(minutes: number): void;
  happens(event: object): void;
}

const text = (stop: string, expires = '2026-01-31T17:00:00Z'): string => `# Shop Away Development Plan

- Expires: ${expires}
- Ready for queued away work: yes

## Operator Objective

The guide is there.

## Allowed Without Further Approval

- Edit \`docs/**\`

## Stop Conditions

- ${stop}

## Verification Commands

- \`git diff --check\`
`;

function aRun(root: string): RunView {
  const usage = { tokens: 0, costUsd: 0, sessions: 0, activeMs: 0 };
  const session = { number: 1, usedPercent: 0, phasesCompleted: 0, teamFailed: false };
  const project = { id: 'p', name: 'shop', root };
  const none = { reason: null, outcome: null, branch: 'main', report: null, endedAt: null };
  const empty = { spending: [], phases: [], signals: [], agents: [] };
  const about = { id: 'r1', project, prd: 'PRDs/PRD-shop.md', runtime: 'playbook', status: 'running' as const };
  return { ...about, ...none, ...empty, session, usage, startedAt: START, updatedAt: START };
}

function onStage(stop: string, play: (stage: Stage) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const root = path.join(folder, 'shop');
    const home = path.join(folder, 'home');
    mkdirSync(path.join(root, '.clutch'), { recursive: true });
    const plan = path.join(root, 'AWAY_DEVELOPMENT_PLAN.md');
    writeFileSync(plan, text(stop));
    const errors: string[] = [];
    const log = {
      info: () => undefined,
      warn: (message: string) => void errors.push(message),
      error: (message: string, error?: unknown) => void errors.push(`${message} ${String(error)}`),
    };
    const create = (): Away =>
      createAway({
        store: createAwayStore(home),
        log,
        now: () => stage.now,
        home: folder,
        user: 'ann',
        runs: () => [stage.run],
        pauseAll: (_, why, figures) => void stage.pauses.push({ why, ...figures }),
        decisions: () => [],
        policies: () => [],
        freeBytes: () => stage.freeBytes,
        onChange: (change) => void stage.changes.push(change),
      });
    let away = create();
    const stage: Stage = {
      get away() {
        return away;
      },
      root,
      home,
      plan,
      pauses: [],
      changes: [],
      now: START,
      run: aRun(root),
      freeBytes: Number.MAX_SAFE_INTEGER,
      async arm() {
        const { hash } = await away.show({ project: root });
        return away.arm(root, hash ?? '');
      },
      show: () => away.show({ project: root }),
      async restarted() {
        await away.close();
        away = create();
        await away.load();
        away.watch();
        return away;
      },
      later(minutes) {
        stage.now += minutes * MINUTE;
      },
      happens: (event) => away.onEvent('r1', { at: stage.now, ...event } as EngineEvent, null),
    };
    await play(stage);
    await away.close();
    assert.deepEqual(errors, []);
  });
}

const receipt = (command: string, exitCode: number): object => ({
  type: 'command-finished',
  effect: 'e',
  receipt: { command, exitCode, stopped: null },
});
const endOf = async ({ show }: Stage): Promise<string | null> => (await show()).armed?.ended?.kind ?? null;

describe('an armed away plan', () => {
  test('ends at its expiry and not before; runs pause with the figures, and clients are told', () =>
    onStage('The plan has expired.', async (stage) => {
      await stage.arm();
      for (let minute = 0; minute < 479; minute += 30) {
        stage.happens(receipt('npm test', 0));
        stage.away.guard(stage.root);
        stage.later(30);
        if (minute < 450) assert.equal(await endOf(stage), null, `after ${minute} minutes`);
      }
      stage.away.guard(stage.root);
      assert.equal(await endOf(stage), 'expired');
      assert.equal((await stage.show()).state, 'expired');
      assert.deepEqual(stage.pauses, [{ why: 'The away plan has expired', used: 480, limit: 480 }]);
      assert.equal(stage.changes.at(-1)?.state, 'expired');
    }));

  test('ends when nothing was proved for as long as it says, also across a sleep of the machine', () =>
    onStage('No progress for 45 minutes', async (stage) => {
      await stage.arm();
      stage.later(40);
      stage.happens(receipt('npm test', 0));
      stage.later(40);
      stage.away.guard(stage.root);
      assert.equal(await endOf(stage), null);
      stage.later(300);
      stage.away.guard(stage.root);
      assert.equal(await endOf(stage), 'idle');
    }));

  test('lives on with a sign of the person, and a failure is none', () =>
    onStage('No progress for 45 minutes', async (stage) => {
      await stage.arm();
      stage.later(40);
      await stage.away.confirmPresent(stage.root);
      stage.later(40);
      stage.happens(receipt('npm test', 1));
      stage.away.guard(stage.root);
      assert.equal(await endOf(stage), null);
      stage.later(6);
      stage.away.guard(stage.root);
      assert.equal(await endOf(stage), 'idle');
    }));

  test('ends after as many failures of one command in a row as it says', () =>
    onStage('A check fails twice in a row', async (stage) => {
      await stage.arm();
      for (const [command, exitCode] of [
        ['a', 1],
        ['b', 1],
        ['a', 0],
        ['a', 1],
      ] as const)
        stage.happens(receipt(command, exitCode));
      assert.equal(await endOf(stage), null);
      stage.happens(receipt('b', 1));
      assert.equal(await endOf(stage), 'failures');
    }));

  for (const [stop, usage, kind] of [
    ['More than $5', { costUsd: 5 }, 'costUsd'],
    ['More than 2M tokens', { tokens: 2_000_000 }, 'tokens'],
  ] as const) {
    test(`ends at its cap (${stop}), counted from when it was armed`, () =>
      onStage(stop, async (stage) => {
        stage.run = { ...stage.run, usage: { ...stage.run.usage, costUsd: 100, tokens: 1e9 } };
        await stage.arm();
        stage.away.guard(stage.root);
        assert.equal(await endOf(stage), null);
        const { tokens, costUsd } = { tokens: 0, costUsd: 0, ...usage };
        stage.run = { ...stage.run, usage: { ...stage.run.usage, costUsd: 100 + costUsd, tokens: 1e9 + tokens } };
        stage.away.guard(stage.root);
        assert.equal(await endOf(stage), kind);
      }));
  }

  test('ends after the minutes that it says, when the disk is nearly full, and when a run waits for a person', async () => {
    await onStage('After 90 minutes', async (stage) => {
      await stage.arm();
      stage.later(50);
      stage.happens(receipt('a', 0));
      stage.later(40);
      stage.away.guard(stage.root);
      assert.equal(await endOf(stage), 'minutes');
    });
    await onStage('Less than 2 GB of disk', async (stage) => {
      await stage.arm();
      stage.freeBytes = 1024 ** 3;
      stage.away.guard(stage.root);
      assert.equal(await endOf(stage), 'stop-condition');
    });
    await onStage('A blocker', async (stage) => {
      await stage.arm();
      stage.run = { ...stage.run, status: 'waiting', updatedAt: stage.now + 1 };
      stage.away.guard(stage.root);
      assert.equal(await endOf(stage), 'stop-condition');
    });
  });

  test('allows nothing as soon as the document is another one, or gone', async () => {
    for (const change of [(plan: string) => appendFileSync(plan, '\n- more\n'), (plan: string) => rmSync(plan)]) {
      await onStage('The plan has expired.', async (stage) => {
        await stage.arm();
        assert.equal(stage.away.guard(stage.root)?.policy.policy.allow.length, 1);
        change(stage.plan);
        const guard = stage.away.guard(stage.root);
        assert.deepEqual(guard?.policy.policy.allow, []);
        assert.equal(guard?.skips, false, 'what is asked waits for the person');
        assert.equal(await endOf(stage), 'edited');
      });
    }
  });

  test('is found again by the next server with all that it knew, and ends there if its time has come', () =>
    onStage('A check fails twice in a row', async (stage) => {
      await stage.arm();
      stage.happens(receipt('a', 1));
      await stage.restarted();
      assert.equal(await endOf(stage), null);
      assert.equal(stage.away.guard(stage.root)?.policy.policy.allow.length, 1);
      stage.happens(receipt('a', 1));
      assert.equal(await endOf(stage), 'failures');
      const before = (await stage.show()).armed;
      await stage.restarted();
      assert.deepEqual((await stage.show()).armed, before);
      assert.equal(stage.pauses.length, 1, 'and ends once');
    }));

  test('that expired while no server was there has ended before anything goes on', () =>
    onStage('The plan has expired.', async (stage) => {
      await stage.arm();
      stage.later(24 * 60);
      await stage.restarted();
      assert.equal(await endOf(stage), 'expired');
      await stage.away.close();
      assert.match((await stage.show()).report?.markdown ?? '', /The away plan has expired/);
    }));

  test('writes its report once, also where the server died at it', () =>
    onStage('The plan has expired.', async (stage) => {
      await stage.arm();
      const { report } = await stage.away.disarm(stage.root, 'I am back');
      assert.match(report?.markdown ?? '', /I am back/);
      const [folder = ''] = readdirSync(path.join(stage.home, 'away'));
      const file = path.join(stage.home, 'away', folder, 'armed.json');
      const state = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify({ ...state, report: null }));
      await stage.restarted();
      await stage.away.close();
      assert.match((await stage.show()).report?.markdown ?? '', /I am back/);
    }));

  test('that has ended holds agents back until a person disarms it or resumes a run', async () => {
    await onStage('After 1 minute', async (stage) => {
      await stage.arm();
      stage.later(1);
      stage.away.guard(stage.root);
      assert.notEqual(stage.away.guard(stage.root), null);
      stage.happens({ type: 'agent-ended', effect: 'e', usage: { tokens: 0, costUsd: 0 } });
      assert.notEqual(stage.away.guard(stage.root), null);
      stage.happens({ type: 'resume-requested', policy: null, runtime: null });
      assert.equal(stage.away.guard(stage.root), null);
    });
    await onStage('After 1 minute', async (stage) => {
      await stage.arm();
      stage.later(1);
      stage.away.guard(stage.root);
      await stage.away.disarm(stage.root, null);
      assert.equal(stage.away.guard(stage.root), null);
      await assert.rejects(stage.away.disarm(stage.root, null), /No away plan/);
    });
  });

  test('is refused twice, and with another hash than that of the file', () =>
    onStage('The plan has expired.', async (stage) => {
      await assert.rejects(stage.away.arm(stage.root, '0'.repeat(64)), /not the one that was shown/);
      await stage.arm();
      await assert.rejects(stage.arm(), /armed already/);
    }));

  test('can be armed again the next day, with figures of its own', () =>
    onStage('A check fails twice in a row', async (stage) => {
      await stage.arm();
      stage.happens(receipt('a', 1));
      await stage.away.disarm(stage.root, null);
      stage.later(10);
      const { caps, armed, skipped } = await stage.arm();
      assert.equal(caps.failures.used, 0);
      assert.equal(armed?.at, stage.now);
      assert.deepEqual(skipped, []);
    }));
});

test('a rule that the document silences keeps it from being armed all the same', () =>
  onStage('The plan has expired.', async (stage) => {
    const bad = text('The plan has expired.').replace('- Edit `docs/**`', '- Push with `git push`');
    writeFileSync(stage.plan, `<!-- clutch-disable-file CL406 -->\n<!-- clutch-disable CL406 -->\n${bad}`);
    const { state, blockers } = await stage.show();
    assert.equal(state, 'draft');
    assert.deepEqual(
      blockers.map(({ rule }) => rule),
      ['CL406'],
    );
    await assert.rejects(stage.arm(), /cannot be armed/);
  }));

test('text of an editor is shown as what it would be, and is not what is armed', () =>
  onStage('The plan has expired.', async (stage) => {
    const draft = text('The plan has expired.').replace('docs/**', 'lib/**');
    const view = await stage.away.show({ project: stage.root, text: draft });
    assert.equal(view.unsaved, true);
    assert.deepEqual(
      view.clauses.flatMap(({ clauses }) => clauses),
      ['allow write lib/**'],
    );
    await assert.rejects(stage.away.arm(stage.root, view.hash ?? ''), /not the one that was shown/);
    const tried = await stage.away.tryAction({ project: stage.root, text: draft, kind: 'edit', action: 'lib/a.ts' });
    assert.equal(tried.verdict, 'allow');
  }));
