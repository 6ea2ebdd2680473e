import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  ArmAwayMethod,
  AwayView,
  ConfirmPresentMethod,
  DisarmAwayMethod,
  ShowAwayMethod,
} from '#schemas/protocol/away.ts';
import { ListRecordsMethod, ListRecordsResult } from '#schemas/protocol/runs.ts';
import type { PermissionDecision } from '#schemas/run/permission.ts';
import type { PlannedPhase } from '../helpers/plan-project.ts';
import { until } from '../helpers/processes.ts';
import { requestServer } from '../helpers/server-request.ts';
import { mark, sharedServer, type Stage, waitFor, withOwnServer, write } from '../helpers/stage.ts';

const { play } = sharedServer();
const AGENT = path.resolve(import.meta.dirname, '../helpers/agents/asking-agent.ts');

interface Written {
  readonly allowed?: readonly string[];
  readonly stop?: readonly string[];
  readonly forbidden?: readonly string[];
  readonly expires?: Date;
  readonly ready?: 'yes' | 'no';
}

const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000);

function planText({
  allowed = ['Edit `docs/**`'],
  stop = ['The plan has expired.'],
  forbidden = [],
  expires = hours(8),
  ready = 'yes',
}: Written): string {
  const points = (all: readonly string[]): string => all.map((one) => `- ${one}\n`).join('');
  return `# Plan Away Development Plan

- Expires: ${expires.toISOString()}
- Ready for queued away work: ${ready}

## Operator Objective

The guide is there.

## Allowed Without Further Approval

${points(allowed)}
## Forbidden

${points(forbidden)}
## Stop Conditions

${points(stop)}
## Verification Commands

- \`git diff --check\`
`;
}

const planFile = ({ project }: Stage): string => path.join(project.root, 'AWAY_DEVELOPMENT_PLAN.md');
const look = async (stage: Stage): Promise<AwayView> =>
  AwayView.parse(await requestServer(stage.clutch.home, ShowAwayMethod, { project: stage.project.root }));

/** Writes the plan and confirms what is shown, as a person in a window does. */
async function arm(stage: Stage, written: Written = {}): Promise<AwayView> {
  writeFileSync(planFile(stage), planText(written));
  const { hash } = await look(stage);
  const params = { project: stage.project.root, confirm: hash };
  return AwayView.parse(await requestServer(stage.clutch.home, ArmAwayMethod, params));
}

async function disarm({ clutch, project }: Stage): Promise<AwayView> {
  return AwayView.parse(await requestServer(clutch.home, DisarmAwayMethod, { project: project.root, why: null }));
}

async function decisions(stage: Stage): Promise<PermissionDecision[]> {
  const { id } = await stage.view();
  const params = { run: id, kinds: ['permission'] };
  const records = ListRecordsResult.parse(await requestServer(stage.clutch.home, ListRecordsMethod, params));
  return records.flatMap(({ body }) => (body.kind === 'permission' ? [body.decision] : []));
}

const ended = (stage: Stage): Promise<AwayView> =>
  until(
    async () => {
      const view = await look(stage);
      return view.armed?.ended && view.report ? view : null;
    },
    { what: 'the away plan has ended and its report is there' },
  );

const docs: PlannedPhase = { workstreams: [{ name: 'docs', files: ['docs/a.md'] }], commands: ['test -f docs/a.md'] };
/** A run whose only agent wishes these things. */
const wishing = (...wishes: readonly string[]): object => ({
  runtime: 'asking',
  validator: false,
  attempts: 1,
  agents: { asking: { kind: 'acp', program: process.execPath, args: [AGENT, ...wishes] } },
});
const runIt = ({ command, project }: Stage): ReturnType<Stage['command']> => command('run', project.prd);

describe('an armed away plan', () => {
  test('allows what it says, skips what it would ask, denies what it forbids, and reports it', () => {
    const wishes = [
      'edit:docs/a.md',
      'run:npm test',
      'run:curl https://example.com',
      'run:git push',
      'edit:src/b.ts',
      'run:make x',
    ];
    return play([docs], wishing(...wishes), async (stage) => {
      await arm(stage, { allowed: ['Edit `docs/**`', 'Run `npm test`'], forbidden: ['Network access'] });
      const { code, stderr } = await runIt(stage);
      assert.equal(code, 0, stderr);
      const view = await stage.finished();
      assert.equal(view.signals.length, 0, 'nobody is asked');
      const said = await decisions(stage);
      const of = (what: string): string | undefined => said.find(({ title }) => title === what)?.outcome;
      assert.deepEqual(wishes.map(of), ['allowed', 'allowed', 'denied', 'denied', 'denied', 'denied']);
      const clause = (what: string): string => said.find(({ title }) => title === what)?.clause ?? '';
      assert.match(
        clause('edit:docs/a.md'),
        /^away: Allowed\[0\] “Edit `docs\/\*\*`” \(AWAY_DEVELOPMENT_PLAN\.md:12\)$/,
      );
      assert.match(clause('run:curl https://example.com'), /^away: Forbidden\[0\] “Network access”/);
      assert.match(clause('run:git push'), /^always asked: .*skipped, because nobody is there to ask/);
      assert.match(clause('edit:src/b.ts'), /^away: nothing allows write-in-scope src\/b\.ts; skipped/);
      assert.equal(existsSync(path.join(stage.project.root, 'src/b.ts')), false);

      const { report, state, skipped, cycles } = await disarm(stage);
      assert.equal(state, 'ready');
      assert.deepEqual(
        skipped.map(({ verdict }) => verdict),
        ['ask', 'ask', 'ask', 'deny'],
      );
      assert.deepEqual(cycles.map(({ kind }) => kind).toReversed(), [
        'armed',
        'run',
        'session',
        'verification',
        'commit',
        'ended',
      ]);
      const head = view.phases[0]?.commit?.sha ?? '?';
      for (const words of [
        'The guide is there.',
        head,
        'git push',
        '## Skipped',
        'passed `test -f docs/a.md`',
        'AWAY_DEVELOPMENT_PLAN.md',
        '`git status`',
      ]) {
        assert.ok(report?.markdown.includes(words), `${words} in ${report?.markdown}`);
      }
      assert.ok(report?.path.startsWith(path.join(stage.clutch.home, 'away')));
      assert.deepEqual(
        stage.project.git('status', '--porcelain'),
        '?? AWAY_DEVELOPMENT_PLAN.md',
        'the repository is not touched',
      );
    });
  });

  test('without one, the same agent is allowed its worktree and a person is asked for the rest', () =>
    play([docs], wishing('edit:docs/a.md', 'run:npm test', 'run:curl https://example.com'), async (stage) => {
      await stage.command('run', stage.project.prd, '--detach');
      const { signals } = await stage.until('a person is asked', (run) => run.signals.length > 0);
      assert.match(signals[0]?.text ?? '', /curl/);
      assert.deepEqual(
        (await decisions(stage)).map(({ outcome }) => outcome),
        ['allowed', 'allowed'],
      );
    }));

  test('ends when what it allows is exceeded without asking, before anything lands', () =>
    play([docs], wishing('force:docs/a.md', 'force:src/b.ts'), async (stage) => {
      await arm(stage);
      await runIt(stage);
      const { state, armed } = await ended(stage);
      assert.equal(state, 'stopped');
      assert.equal(armed?.ended?.kind, 'stop-condition');
      assert.match(armed?.ended?.why ?? '', /src\/b\.ts/);
      assert.deepEqual(stage.subjects(), []);
      const run = await stage.view();
      assert.equal(run.status, 'paused');
      assert.equal(run.outcome?.kind, 'away');
    }));

  test('ends at its cap on cost, and the next phase does not start', () =>
    play([docs, { workstreams: [{ name: 'more' }] }], wishing('edit:docs/a.md', 'usage:3'), async (stage) => {
      await arm(stage, { stop: ['More than $2'] });
      await runIt(stage);
      const { armed, caps, report } = await ended(stage);
      assert.equal(armed?.ended?.kind, 'costUsd');
      assert.deepEqual(caps.costUsd, { used: 3, limit: 2 });
      const run = await stage.view();
      assert.equal(run.status, 'paused');
      assert.equal(run.phases[1]?.startedAt ?? null, null);
      assert.match(report?.markdown ?? '', /3\.00 US dollars/);
    }));

  test('ends after as many failures as it says', () =>
    play([{ ...docs, commands: ['false'] }], { ...wishing('edit:docs/a.md'), debugCycles: 0 }, async (stage) => {
      await arm(stage, { stop: ['A verification command fails'] });
      await runIt(stage);
      assert.equal((await ended(stage)).armed?.ended?.kind, 'failures');
    }));

  test('ends when it expires, with what was not committed kept; a person who resumes is there', () => {
    const steps = (folder: string): object[] => [
      write('docs/a.md'),
      mark(folder, 'at-work'),
      waitFor(folder, 'go'),
      { report: { auto: true } },
    ];
    const phases = (folder: string): PlannedPhase[] => [
      { ...docs, workstreams: [{ name: 'docs', files: ['docs/a.md'], steps: steps(folder) }] },
    ];
    return play(phases, { validator: false }, async (stage) => {
      await stage.run('--detach');
      await until(() => existsSync(path.join(stage.folder, 'at-work')), { what: 'the agent is at work' });
      await arm(stage, { expires: new Date(Date.now() + 3_000) });
      const { state, armed, report } = await ended(stage);
      assert.equal(state, 'expired');
      assert.equal(armed?.ended?.kind, 'expired');
      const ref = /refs\/clutch\/kept\/[0-9a-f]+/.exec(report?.markdown ?? '')?.[0] ?? 'none';
      assert.equal(stage.project.git('show', `${ref}:docs/a.md`), 'done');
      writeFileSync(path.join(stage.folder, 'go'), '');
      assert.equal((await stage.rest()).status, 'paused');
      const { code, stderr } = await stage.command('resume');
      assert.equal(code, 0, stderr);
      await stage.finished();
      assert.equal((await look(stage)).state, 'draft');
    });
  });

  test('ends when it is edited', () =>
    play([docs], wishing('edit:docs/a.md'), async (stage) => {
      await arm(stage);
      writeFileSync(planFile(stage), planText({ allowed: ['Edit `src/**`'] }));
      const { state, armed } = await ended(stage);
      assert.equal(state, 'stopped');
      assert.equal(armed?.ended?.kind, 'edited');
      await disarm(stage);
      assert.equal((await look(stage)).state, 'ready');
    }));

  test('is not armed by anything but what a person was shown, complete and ready', () =>
    play([docs], {}, async (stage) => {
      await assert.rejects(arm(stage, { ready: 'no' }), /cannot be armed.*ready/);
      await assert.rejects(arm(stage, { allowed: ['Push with `git push`'] }), /cannot be armed.*git push/);
      await assert.rejects(arm(stage, { expires: hours(-1) }), /cannot be armed.*expired/);
      writeFileSync(planFile(stage), planText({}));
      const { hash } = await look(stage);
      writeFileSync(planFile(stage), `${planText({})}\n- more\n`);
      const params = { project: stage.project.root, confirm: hash };
      await assert.rejects(requestServer(stage.clutch.home, ArmAwayMethod, params), /not the one that was shown/);
      const { code, stderr } = await stage.command('away', 'arm');
      assert.equal(code, 2);
      assert.match(stderr, /by a person at a terminal/);
      assert.equal((await look(stage)).armed, null);
      await assert.rejects(
        requestServer(stage.clutch.home, ConfirmPresentMethod, { project: stage.project.root }),
        /No away plan/,
      );
    }));
});

describe('a server that dies while a plan is armed', () => {
  const slow = (folder: string): PlannedPhase[] => [
    {
      ...docs,
      workstreams: [
        {
          name: 'docs',
          files: ['docs/a.md'],
          steps: [mark(folder, 'at-work'), waitFor(folder, 'go'), write('docs/a.md'), { report: { auto: true } }],
        },
      ],
    },
  ];

  test('finds it armed again', () =>
    withOwnServer(slow, { validator: false }, async (stage) => {
      await stage.command('server', 'start');
      await arm(stage);
      await stage.run('--detach');
      await until(() => existsSync(path.join(stage.folder, 'at-work')), { what: 'the agent is at work' });
      await stage.clutch.killServer();
      await stage.command('server', 'start');
      const { state, cycles } = await look(stage);
      assert.equal(state, 'armed');
      assert.ok(cycles.some(({ kind }) => kind === 'run'));
      writeFileSync(path.join(stage.folder, 'go'), '');
      await stage.finished();
      const { report } = await disarm(stage);
      assert.match(report?.markdown ?? '', /feat|phase 1: `[0-9a-f]{40}`/);
    }));

  test('and comes back after it has expired ends it, and starts no agent again', () =>
    withOwnServer(slow, { validator: false }, async (stage) => {
      await stage.command('server', 'start');
      await stage.run('--detach');
      await until(() => existsSync(path.join(stage.folder, 'at-work')), { what: 'the agent is at work' });
      await arm(stage, { expires: new Date(Date.now() + 5_000) });
      await stage.clutch.killServer();
      const file = planFile(stage);
      const expires = Date.parse(/Expires: (\S+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '');
      await until(() => Date.now() > expires, { what: 'the plan has expired' });
      await stage.command('server', 'start');
      const { state } = await ended(stage);
      assert.equal(state, 'expired');
      const run = await stage.view();
      assert.equal(run.status, 'paused');
      assert.equal(run.agents.length, 0);
    }));
});

test('the command line says what would become of an action', () =>
  play([docs], {}, async (stage) => {
    writeFileSync(
      planFile(stage),
      planText({ allowed: ['Edit `docs/**`', 'Run the tests'], forbidden: ['`make deploy`'] }),
    );
    const say = async (...args: string[]) => {
      const { code, stdout } = await stage.command('away', 'try', ...args);
      return [code, stdout.split(' ')[0]];
    };
    assert.deepEqual(await say('--path', 'docs/a.md'), [0, 'allowed']);
    assert.deepEqual(await say('--', 'npm', 'test'), [0, 'allowed']);
    assert.deepEqual(await say('--', 'sh', '-c', 'git push'), [1, 'asked']);
    assert.deepEqual(await say('--', 'make', 'deploy'), [1, 'denied']);
    assert.equal((await stage.command('away', 'check')).code, 0);
    const shown = AwayView.parse(JSON.parse((await stage.command('away', 'show', '--json')).stdout));
    assert.equal(shown.state, 'ready');
    writeFileSync(planFile(stage), planText({ ready: 'no' }));
    assert.equal((await stage.command('away', 'check')).code, 1);
    assert.equal((await stage.command('away', 'report')).code, 1);
  }));
