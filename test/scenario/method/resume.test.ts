import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { collect } from '../../helpers/clutch.ts';
import { prpOf, prpPath, type PlannedPhase } from '../../helpers/plan-project.ts';
import { done, mark, sharedServer, waitFor, withOwnServer, write, type Stage } from '../../helpers/stage.ts';

const { play } = sharedServer();

/** `alpha` is done at once; `beta` waits for the mark `go` in its first attempt or in every one. */
const half = (folder: string): PlannedPhase[] => [
  {
    workstreams: [
      { name: 'alpha' },
      {
        name: 'beta',
        dependsOn: ['alpha'],
        steps: [mark(folder, 'begun'), waitFor(folder, 'go'), write('1-beta.txt'), done],
      },
      { name: 'gamma', dependsOn: ['alpha'] },
    ],
    commands: ['test -f 1-alpha.txt'],
  },
];
const [plan] = half('');
assert.ok(plan);

/** Runs until `alpha` is done and `beta` works, then stops the run. */
async function stopHalfWay({ run, until, command }: Stage): Promise<void> {
  await run('--detach');
  await until('beta works', ({ agents }) => agents.some(({ workstream }) => workstream === 'beta'));
  assert.equal((await command('stop')).code, 0);
}

const edit = ({ project }: Stage, change: (text: string) => string): void => {
  writeFileSync(path.join(project.root, prpPath(1)), change(prpOf(plan, 1)));
  project.git('commit', '--quiet', '--all', '--message', 'docs: edit the PRP');
};

describe('a run that is resumed', { concurrency: 3 }, () => {
  test('after kill -9 of its server executes nothing twice that was finished, and goes on by itself', () =>
    withOwnServer(half, {}, async ({ clutch, project, until, folder, subjects }) => {
      const follower = collect(clutch.start(project.root, 'run', project.prd, '--playbook', project.playbook));
      await until('beta works', ({ agents }) => agents.some(({ workstream }) => workstream === 'beta'));
      await clutch.killServer();
      writeFileSync(path.join(folder, 'go'), '');
      const { code, stderr } = await follower;
      assert.equal(code, 0, stderr);
      const [run] = await clutch.runs(project.root);
      assert.deepEqual(
        run?.phases[0]?.workstreams.map(({ name, attempts }) => [name, attempts]),
        [
          ['alpha', 1],
          ['beta', 1],
          ['gamma', 1],
        ],
      );
      assert.equal(subjects().length, 2);
    }));

  test('after a workstream was added to its PRP executes that one, too', () =>
    play(half, {}, async (stage) => {
      await stopHalfWay(stage);
      const more = { ...plan, workstreams: [...plan.workstreams, { name: 'delta' }] };
      edit(stage, () => prpOf(more, 1));
      const playbook = JSON.parse(readFileSync(stage.project.playbook, 'utf8'));
      playbook.missions.push({ phase: '1', workstream: 'delta', steps: [write('1-delta.txt'), done] });
      writeFileSync(stage.project.playbook, JSON.stringify(playbook));
      writeFileSync(path.join(stage.folder, 'go'), '');
      const { code, stderr } = await stage.command('resume');
      assert.equal(code, 0, stderr);
      assert.match(stage.project.git('ls-files'), /1-delta\.txt/);
      assert.equal((await stage.view()).phases[0]?.workstreams.length, 4);
    }));

  for (const [option, attempts] of [
    ['keep', 1],
    ['redo', 2],
  ] as const) {
    test(`after a finished workstream was edited in its PRP asks; ${option} is what is done`, () =>
      play(half, {}, async (stage) => {
        await stopHalfWay(stage);
        edit(stage, (text) => text.replace('1. Write the file', '1. Write the file beautifully'));
        writeFileSync(path.join(stage.folder, 'go'), '');
        const { code, stderr } = await stage.command('resume');
        assert.equal(code, 1);
        assert.match(stderr, /was edited after workstreams of it were finished: alpha \(edited\)/);
        await stage.answer(option);
        const { phases } = await stage.finished();
        assert.equal(phases[0]?.workstreams[0]?.attempts, attempts);
      }));
  }

  test('after somebody built on the branch has both in its commit', () =>
    play(half, {}, async (stage) => {
      await stopHalfWay(stage);
      writeFileSync(path.join(stage.project.root, 'README.md'), '# Moved on\n');
      stage.project.git('commit', '--quiet', '--all', '--message', 'docs: by a person');
      writeFileSync(path.join(stage.folder, 'go'), '');
      const { code, stderr } = await stage.command('resume');
      assert.equal(code, 0, stderr);
      assert.deepEqual(stage.subjects(), [
        'docs: by a person',
        'feat(plan): Part 1',
        'docs(workflow): checkpoint phase 1',
      ]);
    }));

  for (const [what, harm] of [
    ['the folder of a worktree was deleted', (folder: string) => rmSync(folder, { recursive: true })],
    ['the file .git of a worktree was deleted', (folder: string) => rmSync(path.join(folder, '.git'))],
    [
      'the file .git of a worktree was replaced by a repository',
      (folder: string) => {
        rmSync(path.join(folder, '.git'));
        execFileSync('git', ['init', '--quiet', folder]);
      },
    ],
  ] as const) {
    test(`after ${what} starts that workstream again and keeps what is finished`, () =>
      play(half, {}, async (stage) => {
        await stopHalfWay(stage);
        const { phases } = await stage.view();
        const beta = phases[0]?.workstreams.find(({ name }) => name === 'beta');
        assert.ok(beta?.worktree && existsSync(beta.worktree.path));
        harm(beta.worktree.path);
        writeFileSync(path.join(stage.folder, 'go'), '');
        const { code, stderr } = await stage.command('resume');
        assert.equal(code, 0, stderr);
        assert.equal((await stage.view()).phases[0]?.workstreams[0]?.attempts, 1);
        assert.equal(stage.subjects().length, 2);
      }));
  }

  test('in another clone, by somebody with the PRD, WORKFLOW.md and git alone, goes on after the last checkpoint', () =>
    play([{ workstreams: [{ name: 'alpha' }] }, { workstreams: [{ name: 'beta' }] }], {}, async (stage) => {
      const { code, stderr } = await stage.run('1', '1');
      assert.equal(code, 0, stderr);
      const clone = path.join(stage.folder, 'clone');
      mkdirSync(clone);
      execFileSync('git', ['clone', '--quiet', stage.project.root, clone]);
      for (const [key, value] of [
        ['user.name', 'Another'],
        ['user.email', 'another@example.invalid'],
      ] as const) {
        execFileSync('git', ['config', key, value], { cwd: clone });
      }
      await withOwnServer([], {}, async (stranger) => {
        const { playbook } = stage.project;
        const ended = await stranger.clutch.run(clone, 'run', '.', '--playbook', playbook);
        assert.equal(ended.code, 0, ended.stderr);
      });
      const subjects = execFileSync('git', ['log', '--reverse', '--format=%s'], { cwd: clone, encoding: 'utf8' });
      assert.deepEqual(subjects.trim().split('\n').slice(1), [
        'feat(plan): Part 1',
        'docs(workflow): checkpoint phase 1',
        'feat(plan): Part 2',
        'docs(workflow): checkpoint phase 2',
      ]);
    }));
});
