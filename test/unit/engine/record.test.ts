import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Effect } from '#schemas/journal/effects.ts';
import { EngineEvent } from '#schemas/journal/events.ts';
import { RunView } from '#schemas/run/run.ts';
import { slug } from '../../../server/engine/record.ts';
import { tasksOf } from '../../../server/engine/tasks.ts';
import { engineRun, simplePhase, type EngineRun } from './engine-run.ts';

const plan = [
  simplePhase('1', { workstreams: [{ name: 'api' }, { name: 'ui', dependsOn: ['api'] }] }),
  simplePhase('2'),
];

describe('the commit message of a phase', () => {
  test('names plan, phase, and every workstream with its files', () => {
    const run = engineRun(plan, {}, { prd: 'PRDs/PRD-Way Points.md' });
    assert.equal(
      run.until('commit-phase').message,
      'feat(way-points): Part 1\n\nWorkstreams:\n- api: api.txt\n- ui: ui.txt\n\nClutch-Plan: PRDs/PRD-Way Points.md\nClutch-Phase: 1',
    );
  });

  test('names the other machines that worked on it, and the view does', () => {
    const run = engineRun(plan);
    run.deed(
      { machine: 'lab-2' },
      run.until('run-agent', ({ workstream }) => workstream === 'api'),
    );
    assert.match(run.until('commit-phase').message, /\nClutch-Phase: 1\nClutch-Machine: lab-2 \(api\)$/);
    assert.deepEqual(
      run.view.phases[0]?.workstreams.map(({ machine }) => machine),
      ['lab-2', null],
    );
  });

  test('still names them when somebody else mended it', () => {
    const run = engineRun([simplePhase('1')]);
    run.deed({ machine: 'lab-2' }, run.until('run-agent'));
    run.deed({ exitCode: 1 }, run.until('run-command'));
    run.deed({}, run.until('run-agent'));
    assert.match(run.until('commit-phase').message, /\nClutch-Machine: lab-2 \(.+\)$/);
  });

  test('leaves the workstreams out where there is only one', () => {
    const run = engineRun([simplePhase('1')]);
    assert.doesNotMatch(run.until('commit-phase').message, /Workstreams/);
  });

  for (const [title, type] of [
    ['Fix the parser', 'fix'],
    ['Refactor storage', 'refactor'],
    ['Storage', 'feat'],
  ] as const) {
    test(`calls “${title}” a ${type}`, () => {
      const run = engineRun([simplePhase('1')]);
      run.end({
        type: 'project-inspected',
        branch: 'main',
        head: 'head0',
        phases: [{ id: '1', title, completed: null }],
      });
      assert.match(run.until('commit-phase').message, new RegExp(`^${type}\\(plan\\): ${title}\n`));
    });
  }
});

describe('the checkpoint of a phase', () => {
  test('holds what a cold start needs: commit, mode, files, levels, next phase and the command to go on', () => {
    const run = engineRun(plan);
    const { checkpoint, parent } = run.until('write-checkpoint');
    assert.deepEqual(checkpoint.commit, { sha: parent, message: 'feat(plan): Part 1' });
    assert.equal(checkpoint.mode, 'sequential');
    assert.deepEqual(
      checkpoint.workstreams.map(({ name, status, files }) => [name, status, files]),
      [
        ['api', 'completed', ['api.txt']],
        ['ui', 'completed', ['ui.txt']],
      ],
    );
    assert.deepEqual(checkpoint.levels, [{ level: 1, title: 'Level 1', commands: 1 }]);
    assert.deepEqual(checkpoint.next, { id: '2', title: 'Part 2' });
    assert.equal(checkpoint.resume, 'clutch run PRDs/PRD-plan.md 2');
  });

  test('of the last phase says that nothing is left', () => {
    const run = engineRun([simplePhase('1')]);
    const { checkpoint } = run.until('write-checkpoint');
    assert.deepEqual([checkpoint.next, checkpoint.resume], [null, 'Nothing is left to run.']);
  });
});

describe('the completion report', () => {
  test('counts what happened and names what was left in place', () => {
    const run = engineRun(plan);
    run.until('clean-up');
    run.end({ type: 'cleaned-up', left: ['w/1/api: has files that are not committed'] });
    run.finish();
    const report = run.view.report ?? '';
    for (const line of [
      '- Phases completed: 1 to 2 (2)',
      '- Execution modes: sequential, solo',
      '- Commits on main: 4 (one for each phase, one for each checkpoint)',
      '- Validation: 2 commands passed, 0 debug cycles',
      '- Agents: 5 sessions, 500 tokens, 2.50 USD, as they report it',
      '- Phase 1: Part 1 - sequential, 2 workstreams, validated in 1 cycle, commit6, +2 -0 in 1 file',
      '- Total: 3',
      '- w/1/api: has files that are not committed',
    ]) {
      assert.ok(report.split('\n').includes(line), `${line}\n\nis not in\n\n${report}`);
    }
  });

  test('is there only when the run is completed', () => {
    const run = engineRun(plan);
    run.until('land-phase');
    assert.equal(run.view.report, null);
  });
});

describe('what is shown of a run', () => {
  test('names the step a phase is at', () => {
    const run = engineRun([simplePhase('1')]);
    const steps = new Set<string | null>();
    while (run.state.status === 'running') {
      run.deed({});
      steps.add(run.view.phases[0]?.step ?? null);
    }
    assert.deepEqual(
      [...steps],
      [null, 'execute', 'integrate', 'validate', 'commit', 'checkpoint', 'land', 'clean-up'],
    );
  });

  test('and what is journaled of it fits the shapes at every step', () => {
    const run = engineRun(plan);
    while (run.state.status === 'running') {
      run.deed({});
      assert.deepEqual(RunView.parse(run.view), run.view);
    }
    for (const event of run.events) assert.deepEqual(EngineEvent.parse(event), event);
    for (const effect of run.asked) assert.deepEqual(Effect.parse(effect), effect);
  });
});

describe('the tasks of a run', () => {
  const statuses = (run: EngineRun): string[] => tasksOf(run.view).map(({ id, status }) => `${id} ${status}`);

  test('are its workstreams and validation in a phase that has begun, and one for each phase to come', () => {
    const run = engineRun(plan);
    run.until('run-agent');
    assert.deepEqual(statuses(run), ['r/1/api in_progress', 'r/1/ui ready', 'r/1/validation ready', 'r/2 backlog']);
  });

  test('depend on one another as the workstreams do, and validation on all of them', () => {
    const run = engineRun(plan);
    run.until('run-agent');
    const [api, ui, validation] = tasksOf(run.view);
    assert.deepEqual([api?.dependsOn, ui?.dependsOn, validation?.dependsOn], [[], ['r/1/api'], ['r/1/api', 'r/1/ui']]);
  });

  test('are done with evidence from git, and validation with its receipt', () => {
    const run = engineRun(plan);
    run.until('commit-phase');
    const [api, , validation] = tasksOf(run.view);
    assert.deepEqual([api?.status, api?.evidence?.text], ['done', '1 changed files, from git']);
    assert.equal(validation?.evidence?.text, 'level 1 exited 0');
    run.until('land-phase');
    assert.equal(tasksOf(run.view)[2]?.status, 'done');
  });

  test('are blocked where a command or an agent failed', () => {
    const run = engineRun(plan);
    run.until('run-command');
    run.deed({ exitCode: null, stopped: 'timeout' });
    assert.equal(tasksOf(run.view)[2]?.status, 'blocked');
    const other = engineRun(plan);
    other.until('run-agent');
    other.deed({ stopReason: 'refusal' });
    assert.equal(tasksOf(other.view)[0]?.status, 'blocked');
  });
});

describe('the moves of a task of a run', () => {
  const movesOf = (run: EngineRun, id: string): string[] =>
    (tasksOf(run.view).find((task) => task.id === id)?.moves ?? []).map(({ to, verb }) => `${verb} → ${to}`);

  test('are the decisions that the engine would take: none is offered for what is over or proved', () => {
    const run = engineRun(plan);
    run.until('run-agent');
    assert.deepEqual(movesOf(run, 'r/1/api'), ['retry → ready', 'defer → backlog', 'skip → done']);
    assert.deepEqual(movesOf(run, 'r/1/ui'), ['defer → backlog', 'skip → done']);
    assert.deepEqual(movesOf(run, 'r/2'), ['skip → done'], 'a phase to come is in the backlog already');
    run.until('run-command');
    assert.deepEqual(movesOf(run, 'r/1/api'), []);
    run.finish();
    for (const task of tasksOf(run.view)) assert.deepEqual([task.status, task.moves], ['done', []], task.id);
  });

  test('take up again what a person holds back, and what failed', () => {
    const run = engineRun(plan);
    run.until('run-agent');
    run.steer('pause', 'ui');
    assert.equal(tasksOf(run.view)[1]?.status, 'blocked');
    assert.deepEqual(movesOf(run, 'r/1/ui').slice(0, 2), ['resume → in_progress', 'resume → ready']);
    run.deed({ stopReason: 'refusal' });
    assert.deepEqual(movesOf(run, 'r/1/api').slice(0, 2), ['retry → in_progress', 'retry → ready']);
  });

  test('leave a phase that a person skipped done, and one that was put off in the backlog, with the reason', () => {
    for (const [verb, status, text] of [
      ['skip', 'done', 'Skipped: not now'],
      ['defer', 'backlog', 'not now'],
    ] as const) {
      const run = engineRun([...plan].slice(0, 1));
      run.until('run-agent');
      run.steer(verb, null, 'not now');
      run.finish();
      const [api] = tasksOf(run.view);
      assert.deepEqual([api?.status, api?.evidence?.text, api?.moves], [status, text, []]);
    }
  });
});

test('a title of a million characters is cut', () => {
  const run = engineRun(plan);
  run.until('run-agent');
  const view = { ...run.view, phases: run.view.phases.map((phase) => ({ ...phase, title: 'x'.repeat(1_000_000) })) };
  assert.equal(tasksOf(view).at(-1)?.title.length, 500);
});

test('a slug is short, lower case and never empty', () => {
  assert.equal(slug('Way Points: API & UI!'), 'way-points-api-ui');
  assert.equal(slug('日本'), '日本');
  assert.equal(slug('!'), 'x');
  assert.equal(slug('a'.repeat(100)).length, 48);
});
