/** A machine from its setup to its first session, by the real command with real git. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { checkoutState } from '../helpers/checkout.ts';
import { createClutch, type Clutch } from '../helpers/clutch.ts';
import { createPlanProject, type PlanProject } from '../helpers/plan-project.ts';
import { withTempDir } from '../helpers/temp.ts';

interface Stage {
  readonly temp: string;
  readonly clutch: Clutch;
  readonly project: PlanProject;
}

const withStage = (work: (stage: Stage) => Promise<void>) =>
  withTempDir(async (temp) => {
    const project = createPlanProject(temp, [{ workstreams: [{ name: 'alpha' }] }]);
    const clutch = createClutch(path.join(temp, 'home'));
    try {
      await work({ temp, clutch, project });
    } finally {
      await clutch.dispose();
    }
  });

describe('clutch setup', () => {
  test('shows every file and writes none of them; then writes exactly those', () =>
    withStage(async ({ temp, clutch }) => {
      const answers = path.join(temp, 'answers.json');
      writeFileSync(answers, JSON.stringify({ artifactStore: path.join(temp, 'large'), name: 'attic', github: 'ssh' }));
      const before = readdirSync(temp, { recursive: true });
      const planned = await clutch.run(temp, 'setup', '--plan-only', '--answers', answers, '--json');
      assert.equal(planned.code, 0, planned.stderr);
      assert.deepEqual(readdirSync(temp, { recursive: true }), before);
      const { files } = JSON.parse(planned.stdout);
      const written = await clutch.run(temp, 'setup', '--write', '--answers', answers);
      assert.equal(written.code, 0, written.stderr);
      assert.equal(readFileSync(files[0].path, 'utf8'), files[0].after);
      assert.match(
        (await clutch.run(temp, 'setup', '--write', '--answers', answers)).stdout,
        /set up like that already/,
      );
    }));

  test('refuses a home in a repository, wrong answers, and neither of its two ways', () =>
    withStage(async ({ temp, clutch, project }) => {
      const home = path.join(project.root, '.clutch-home');
      const refused = await clutch.run(temp, 'setup', '--write', '--home', home);
      assert.equal(refused.code, 1);
      assert.match(refused.stdout, /lies in the repository/);
      assert.equal(existsSync(home), false);
      writeFileSync(path.join(temp, 'wrong.json'), '{"github": "ftp"}');
      const wrong = await clutch.run(temp, 'setup', '--plan-only', '--answers', 'wrong.json');
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /holds no answers/);
      assert.equal((await clutch.run(temp, 'setup')).code, 2);
    }));
});

describe('clutch projects', () => {
  test('attaches and detaches without touching the repository, and keeps what ran', () =>
    withStage(async ({ clutch, project }) => {
      const { root, playbook } = project;
      const ran = await clutch.run(root, 'run', '--playbook', playbook);
      assert.equal(ran.code, 0, ran.stderr);
      const state = checkoutState(root);
      const list = async () => JSON.parse((await clutch.run(root, 'projects', 'list', '--json')).stdout).projects;
      assert.deepEqual(
        (await list()).map((one: { state: string }) => one.state),
        ['attached'],
      );
      assert.equal((await clutch.run(root, 'projects', 'attach', '--name', 'Shop')).code, 0);
      const detached = await clutch.run(root, 'projects', 'detach', root);
      assert.match(detached.stdout, /Shop is detached/);
      assert.deepEqual(
        (await list()).map((one: { state: string }) => one.state),
        ['detached'],
      );
      assert.equal((await clutch.runs(root)).length, 1);
      assert.deepEqual(checkoutState(root), state);
    }));

  test('says what it cannot do', () =>
    withStage(async ({ temp, clutch }) => {
      mkdirSync(path.join(temp, 'plain'));
      const plain = await clutch.run(temp, 'projects', 'attach', 'plain');
      assert.deepEqual([plain.code, /is no project/.test(plain.stderr)], [2, true]);
      assert.equal((await clutch.run(temp, 'projects', 'forget')).code, 2);
    }));
});

describe('clutch session-entry', () => {
  test('needs no server and starts none; with one it knows the runs', () =>
    withStage(async ({ temp, clutch, project }) => {
      const { root, playbook } = project;
      const entry = async () =>
        JSON.parse((await clutch.run(path.join(root, 'PRDs'), 'session-entry', '--json')).stdout);
      const alone = await entry();
      assert.deepEqual([alone.live, alone.project.root, alone.runs], [false, root, []]);
      assert.equal(clutch.serverPid(), null);
      await clutch.run(root, 'run', '--playbook', playbook);
      const live = await entry();
      assert.deepEqual([live.live, live.runs.length, live.checkpoint?.phase], [true, 1, '1']);
      const nowhere = await clutch.run(temp, 'session-entry');
      assert.deepEqual([nowhere.code, /belongs to no project/.test(nowhere.stderr)], [1, true]);
    }));
});

describe('clutch doctor', () => {
  test('looks at a machine that is fit, and names what is not with its next action', () =>
    withStage(async ({ clutch, project }) => {
      const fit = await clutch.run(project.root, 'doctor', '--json');
      const report = JSON.parse(fit.stdout);
      assert.deepEqual([fit.code, report.ok], [0, true]);
      writeFileSync(path.join(project.root, '.clutch', 'config.json'), 'no');
      const unfit = await clutch.run(project.root, 'doctor');
      assert.equal(unfit.code, 1);
      assert.match(unfit.stdout, /✗ The settings of project cannot be used\. .*config\.json is not JSON/);
    }));

  test('looks at the rest where no server can be started', () =>
    withStage(async ({ clutch, project }) => {
      mkdirSync(clutch.home, { mode: 0o700 });
      writeFileSync(path.join(clutch.home, 'journal.db'), 'this is no database, and long enough to be seen as none');
      const { code, stdout } = await clutch.run(project.root, 'doctor');
      assert.equal(code, 1);
      assert.match(stdout, /✗ The CLUTCH server cannot start: .*journal\.db/);
      assert.match(stdout, /✓ git version/);
    }));
});
