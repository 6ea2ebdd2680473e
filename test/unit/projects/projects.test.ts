import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { CollabView } from '#schemas/protocol/collab.ts';
import type { RunView } from '#schemas/run/run.ts';
import { MachineConfig } from '#schemas/settings.ts';
import { SettingsError } from '../../../server/platform/settings-error.ts';
import { findProjects, projectsBelow } from '../../../server/projects/find-projects.ts';
import { ProjectError } from '../../../server/projects/project-error.ts';
import { createProjects, type ProjectsDeps } from '../../../server/projects/projects.ts';
import { openRegistry, registryFile } from '../../../server/projects/registry.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';
import { sharedProject } from '../../helpers/webview/shared-projects.ts';
import { monitorStates } from '../../helpers/webview/run-fixtures.ts';

const PRD = '# PRD: Shop\n\n## Phases\n\n### Phase 1: Cart\n\nA cart.\n';
const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' });

/** A committed repository with a plan. */
function repository(root: string): string {
  writeTree(root, { 'PRDs/PRD-shop.md': PRD, '.clutch/config.json': '{}\n' });
  git(root, 'init', '--quiet');
  git(root, 'add', '--all');
  git(root, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'plan');
  return root;
}

function stage(temp: string, over: Partial<ProjectsDeps> & { readonly config?: object } = {}) {
  const home = path.join(temp, 'home');
  const machine = (): MachineConfig => MachineConfig.parse(over.config ?? {});
  const registry = openRegistry(home);
  const deps = {
    home,
    registry,
    machine,
    withRuns: () => [],
    runs: () => [],
    shared: () => [],
    now: () => 1_000,
    ...over,
  };
  return { home, registry, projects: createProjects(deps) };
}

const run = (root: string, status: RunView['status']): RunView => {
  const [state] = Object.values(monitorStates).filter((one) => one.run !== null);
  assert.ok(state?.run);
  return { ...state.run, status, project: { ...state.run.project, root } };
};

describe('the projects of a machine', () => {
  test('are found in every folder of the window, below it, and around it; each once', () =>
    withTempDir((temp) => {
      const shop = repository(path.join(temp, 'shop'));
      writeTree(temp, {
        'mono/.git/HEAD': '',
        'mono/packages/cart/PRDs/PRD-cart.md': PRD,
        'mono/node_modules/x/.clutch/config.json': '{}',
        'plain/readme.md': 'nothing',
      });
      mkdirSync(path.join(shop, 'src'));
      const folders = ['shop', 'shop/src', 'mono', 'plain', 'gone'].map((name) => path.join(temp, name));
      assert.deepEqual(findProjects(folders), [shop, path.join(temp, 'mono/packages/cart')]);
      assert.deepEqual(projectsBelow(temp), [shop]);
    }));

  test('begin as new, and are kept with what was said of them, outside of the repository', () =>
    withTempDir(async (temp) => {
      const root = repository(path.join(temp, 'shop'));
      const { projects, home } = stage(temp);
      const before = git(root, 'status', '--porcelain', '--ignored');
      const [fresh] = await projects.list([root]);
      assert.deepEqual([fresh?.state, fresh?.since], ['new', null]);
      projects.attach({ folder: root, name: 'My shop', artifacts: path.join(temp, 'large') });
      const [attached] = await stage(temp).projects.list([]);
      assert.deepEqual([attached?.state, attached?.name, attached?.since], ['attached', 'My shop', 1_000]);
      projects.attach({ folder: path.join(root, 'PRDs') });
      assert.equal((await projects.standing(root)).artifacts, path.join(temp, 'large'));
      assert.equal(statSync(registryFile(home)).mode & 0o777, 0o600);
      assert.equal(git(root, 'status', '--porcelain', '--ignored'), before);
    }));

  test('are not shown once they are detached, and come back when they are attached or run', () =>
    withTempDir(async (temp) => {
      const root = repository(path.join(temp, 'shop'));
      const { projects } = stage(temp, { withRuns: () => [{ root, name: 'shop' }] });
      assert.deepEqual(projects.shown([]), [root]);
      projects.detach(root);
      assert.deepEqual([projects.shown([]), projects.shown([root])], [[], []]);
      assert.equal((await projects.list([root]))[0]?.state, 'detached');
      projects.ran(root);
      assert.deepEqual(projects.shown([root]), [root]);
    }));

  test('are attached by themselves only where the machine says so', () =>
    withTempDir(async (temp) => {
      const root = repository(path.join(temp, 'shop'));
      for (const [autoAttach, state, asks] of [
        ['never', 'new', false],
        ['ask', 'new', true],
        ['always', 'attached', false],
      ] as const) {
        const { projects } = stage(temp, { config: { autoAttach } });
        projects.shown([root]);
        const [found] = await projects.list([root]);
        assert.equal(found?.state, state);
        assert.equal(
          found?.warnings.some(({ id }) => id === 'new'),
          asks,
        );
      }
    }));

  test('that lie in the projects root are offered, and not attached by that', () =>
    withTempDir(async (temp) => {
      const root = repository(path.join(temp, 'all', 'shop'));
      const { projects, registry } = stage(temp, {
        config: { projectsRoot: path.join(temp, 'all'), autoAttach: 'always' },
      });
      assert.deepEqual(
        (await projects.list([])).map((one) => [one.root, one.state]),
        [[root, 'new']],
      );
      assert.deepEqual(registry.all(), []);
    }));

  test('have a folder for artifacts of their own in the store, and none in a repository', () =>
    withTempDir(async (temp) => {
      const root = repository(path.join(temp, 'shop'));
      const { projects } = stage(temp, { config: { artifactStore: '/mnt/large' } });
      assert.match((await projects.standing(root)).artifacts ?? '', /^\/mnt\/large\/shop-[0-9a-f]{6}$/);
      assert.throws(
        () => projects.attach({ folder: root, artifacts: path.join(root, 'large') }),
        /lies in the repository/,
      );
    }));

  test('are not detached while they are at work, here or with others', () =>
    withTempDir((temp) => {
      const root = repository(path.join(temp, 'shop'));
      for (const status of ['running', 'waiting'] as const) {
        assert.throws(() => stage(temp, { runs: () => [run(root, status)] }).projects.detach(root), /clutch stop/);
      }
      const view: CollabView = { ...sharedProject, root };
      assert.throws(() => stage(temp, { shared: () => [view] }).projects.detach(root), /clutch members leave/);
      assert.equal(stage(temp, { runs: () => [run(root, 'completed')] }).projects.detach(root).state, 'detached');
    }));

  test('that are none cannot be attached', () =>
    withTempDir((temp) => {
      const { projects } = stage(temp);
      assert.throws(() => projects.attach({ folder: path.join(temp, 'gone') }), ProjectError);
      mkdirSync(path.join(temp, 'plain'));
      assert.throws(() => projects.attach({ folder: path.join(temp, 'plain') }), /is no project/);
    }));

  test('are shown although settings or the registry are damaged, and who asks is told', () =>
    withTempDir(async (temp) => {
      const root = repository(path.join(temp, 'shop'));
      const machine = (): never => {
        throw new SettingsError('config.json cannot be used');
      };
      const { projects, home } = stage(temp, { machine });
      mkdirSync(home, { recursive: true });
      writeFileSync(registryFile(home), '{"v":1,"projects":[{}]}');
      assert.deepEqual(projects.shown([root]), [root]);
      await assert.rejects(projects.list([root]), /projects\.json cannot be read/);
      assert.equal(readFileSync(registryFile(home), 'utf8'), '{"v":1,"projects":[{}]}');
    }));
});

describe('warnings of a project', () => {
  const ids = async (temp: string, root: string, over: Partial<ProjectsDeps> = {}): Promise<readonly string[]> => {
    const { projects } = stage(temp, { withRuns: () => [{ root, name: 'shop' }], ...over });
    return (await projects.standing(root)).warnings.map(({ id }) => id);
  };

  test('say what git would make a run fail of', () =>
    withTempDir(async (temp) => {
      const root = repository(path.join(temp, 'shop'));
      assert.deepEqual(await ids(temp, root), []);
      writeFileSync(path.join(root, 'PRDs', 'PRD-shop.md'), `${PRD}\nMore.\n`);
      assert.deepEqual(await ids(temp, root), ['unsaved-plan']);
      writeFileSync(path.join(root, '.git', 'MERGE_HEAD'), '');
      assert.deepEqual(await ids(temp, root), ['unsaved-plan', 'under-way']);
      rmSync(path.join(root, '.git', 'HEAD'));
      assert.deepEqual(await ids(temp, root), ['git-problem', 'under-way']);
    }));

  test('tell a folder without git, without a commit, and one that is gone', () =>
    withTempDir(async (temp) => {
      const root = path.join(temp, 'shop');
      writeTree(root, { 'PRDs/PRD-shop.md': PRD });
      assert.deepEqual(await ids(temp, root), ['no-git']);
      git(root, 'init', '--quiet');
      assert.deepEqual(await ids(temp, root), ['no-commit']);
      writeTree(root, { '.clutch/config.json': '{' });
      assert.deepEqual(await ids(temp, root), ['no-commit', 'settings']);
      rmSync(root, { recursive: true });
      assert.deepEqual(await ids(temp, root), ['gone']);
    }));

  test('name worktrees that a completed run has left, and a shared place that is not reached', () =>
    withTempDir(async (temp) => {
      const root = repository(path.join(temp, 'shop'));
      const ended = run(root, 'completed');
      writeTree(temp, { [`home/worktrees/${ended.id}/api/file`]: '' });
      assert.deepEqual(await ids(temp, root, { runs: () => [ended] }), ['worktrees-left']);
      assert.deepEqual(await ids(temp, root, { runs: () => [{ ...ended, status: 'paused' }] }), []);
      const health = { state: 'gone', text: 'It is gone.', since: 0, undelivered: 0 } as const;
      assert.deepEqual(await ids(temp, root, { shared: () => [{ ...sharedProject, root, health }] }), ['not-reached']);
    }));
});
