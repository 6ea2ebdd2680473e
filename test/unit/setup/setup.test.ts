import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { repositoryAround } from '../../../server/platform/repository-around.ts';
import { createSetup, SetupError } from '../../../server/setup/setup.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

/** Everything below a folder: kinds, modes, times and contents. */
function treeOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort()
    .map((file) => {
      const { mode, mtimeMs, size } = lstatSync(file);
      return `${file} ${mode} ${mtimeMs} ${size} ${lstatSync(file).isFile() ? readFileSync(file, 'base64') : ''}`;
    });
}

describe('a setup on the disk', () => {
  test('that is only planned leaves no trace', () =>
    withTempDir((temp) => {
      writeTree(temp, { 'home/config.json': '{ "idleExitSeconds": 30 }\n', 'shop/.git/HEAD': '' });
      const before = treeOf(temp);
      for (const home of ['home', 'new', 'shop/home']) {
        const setup = createSetup({ CLUTCH_HOME: path.join(temp, home) });
        setup.current();
        setup.plan({ artifactStore: path.join(temp, 'art'), projectsRoot: path.join(temp, 'projects'), name: 'attic' });
      }
      assert.deepEqual(treeOf(temp), before);
    }));

  test('is for its owner alone, and written twice changes nothing', () =>
    withTempDir((temp) => {
      const home = path.join(temp, 'deep', 'home');
      const setup = createSetup({ CLUTCH_HOME: home });
      const answers = { artifactStore: path.join(temp, 'art'), name: 'attic' };
      setup.write(answers, null);
      const modes = [
        home,
        path.join(temp, 'art'),
        path.join(home, 'config.json'),
        path.join(home, 'collab', 'identity.json'),
      ];
      assert.deepEqual(
        modes.map((file) => (statSync(file).mode & 0o777).toString(8)),
        ['700', '700', '600', '600'],
      );
      const before = treeOf(temp);
      assert.deepEqual(setup.write(answers, null).files, []);
      assert.deepEqual(treeOf(temp), before);
    }));

  test('is not written where something changed since it was shown', () =>
    withTempDir((temp) => {
      const setup = createSetup({ CLUTCH_HOME: path.join(temp, 'home') });
      const { seen } = setup.plan({ name: 'attic' });
      writeTree(temp, { 'home/config.json': '{ "idleExitSeconds": 30 }\n' });
      assert.throws(() => setup.write({ name: 'attic' }, seen), SetupError);
      assert.equal(readFileSync(path.join(temp, 'home/config.json'), 'utf8'), '{ "idleExitSeconds": 30 }\n');
    }));

  test('is refused through a link into a repository as well', () =>
    withTempDir((temp) => {
      writeTree(temp, { 'shop/.git/HEAD': '' });
      mkdirSync(path.join(temp, 'shop', 'inner'));
      symlinkSync(path.join(temp, 'shop', 'inner'), path.join(temp, 'looks-fine'));
      const setup = createSetup({ CLUTCH_HOME: path.join(temp, 'looks-fine', 'home') });
      assert.throws(() => setup.write({}, null), /lies in the repository/);
      assert.deepEqual(readdirSync(path.join(temp, 'shop', 'inner')), []);
    }));
});

describe('the repository around a folder', () => {
  test('is that of its nearest folder with .git, a bare one too, also for what is not there yet', () =>
    withTempDir((temp) => {
      writeTree(temp, {
        'a/.git/HEAD': '',
        'a/b/.git': 'gitdir: ../x\n',
        'bare/HEAD': '',
        'bare/objects/x': '',
        'bare/refs/x': '',
      });
      const at = (folder: string) => repositoryAround(path.join(temp, folder));
      assert.equal(at('a/not/there/yet'), path.join(temp, 'a'));
      assert.equal(at('a/b/c'), path.join(temp, 'a', 'b'));
      assert.equal(at('bare/hooks'), path.join(temp, 'bare'));
      assert.equal(at('elsewhere'), null);
    }));
});
