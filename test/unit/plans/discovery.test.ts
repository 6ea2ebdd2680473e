import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ProjectConfig } from '#schemas/settings.ts';
import { checkDocument } from '../../../server/language/check-document.ts';
import { openDiscovery } from '../../../server/plans/discovery.ts';
import { surveyRepository } from '../../../server/plans/survey-repository.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

const answers = { idea: 'A tide table for our club', technology: 'Python', done: 'It prints the tides of a day' };
const request = { answers, profile: 'intent', name: null, planOnly: false } as const;

describe('a survey', () => {
  it('reads what lies at the root and counts what git tracks', () =>
    withTempDir(async (folder) => {
      writeTree(folder, {
        'package.json': '{"scripts":{"test":"vitest"},"devDependencies":{"vitest":"1"}}',
        'src/a.ts': '',
        'src/b.ts': '',
        'ignored/c.ts': '',
        '.gitignore': 'ignored\n',
      });
      execFileSync('git', ['init', '--quiet'], { cwd: folder });
      execFileSync('git', ['add', '.'], { cwd: folder });
      const facts = await surveyRepository(folder);
      assert.deepEqual([facts.countedBy, facts.files, facts.sources, facts.git], ['git', 4, 2, true]);
      assert.equal(facts.test?.value, 'npm test');
    }));

  it('counts by itself where there is no git, without what is installed or built', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'a.py': '', 'node_modules/x/b.js': '', 'docs/c.md': '' });
      const facts = await surveyRepository(folder);
      assert.deepEqual([facts.countedBy, facts.files, facts.sources, facts.git], ['walk', 2, 1, false]);
    }));

  it('follows no link', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'outside/README.md': '# Secret\n', 'outside/src/x.py': '', 'project/a.txt': '' });
      symlinkSync('../outside/README.md', path.join(folder, 'project/README.md'));
      symlinkSync('../outside/src', path.join(folder, 'project/src'));
      const facts = await surveyRepository(path.join(folder, 'project'));
      assert.deepEqual([facts.about, facts.files], [null, 1]);
    }));

  it('of a folder that is not there shows nothing', async () => {
    const facts = await surveyRepository('/nowhere/at/all');
    assert.deepEqual([facts.files, facts.technologies, facts.git], [0, [], false]);
  });
});

describe('a discovery', () => {
  it('sets up a project that has nothing to complain about', () =>
    withTempDir(async (folder) => {
      const { root, prd, files, written } = (await openDiscovery(folder)).write(request);
      assert.deepEqual([root, prd, written], [folder, 'PRDs/PRD-tide-table.md', true]);
      assert.deepEqual(
        files.map((file) => file.path),
        [prd, 'PRPs/templates/prp_base.md', 'PRPs/planning/.gitkeep', '.clutch/config.json'],
      );
      for (const { path: file, content } of files) assert.equal(readFileSync(path.join(folder, file), 'utf8'), content);
      if (process.platform !== 'win32') assert.equal(statSync(path.join(folder, prd)).mode & 0o777, 0o644);
      ProjectConfig.parse(JSON.parse(readFileSync(path.join(folder, '.clutch/config.json'), 'utf8')));
      for (const file of files.filter((one) => one.path.endsWith('.md'))) {
        assert.deepEqual(checkDocument({ path: file.path, text: file.content, inProject: true }), []);
      }
      assert.deepEqual(readdirSync(path.join(folder, 'PRDs')), ['PRD-tide-table.md'], 'no temporary file is left');
    }));

  it('writes nothing where it only plans, and says the same', () =>
    withTempDir(async (folder) => {
      const discovery = await openDiscovery(folder);
      const { files } = discovery.write({ ...request, planOnly: true });
      assert.deepEqual(readdirSync(folder), []);
      assert.deepEqual(
        discovery.propose(answers, null).files.map((file) => file.path),
        files.map((file) => file.path),
      );
    }));

  it('leaves what is there as it is, and refuses a plan that exists', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { '.clutch/config.json': '{}' });
      const first = (await openDiscovery(folder)).write(request);
      assert.deepEqual(first.kept, ['.clutch/config.json']);
      assert.equal(readFileSync(path.join(folder, '.clutch/config.json'), 'utf8'), '{}');
      const again = await openDiscovery(folder);
      assert.throws(() => again.write(request), /PRDs\/PRD-tide-table\.md exists already .* another name/);
      assert.match(again.propose(answers, null).problem ?? '', /another name/);
      assert.equal(again.write({ ...request, name: 'Tides 2' }).prd, 'PRDs/PRD-tides-2.md');
    }));

  it('writes nothing through a link, and nothing without the three answers', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'outside/x': '', 'project/y': '' });
      symlinkSync('../outside', path.join(folder, 'project/PRDs'));
      const discovery = await openDiscovery(path.join(folder, 'project'));
      assert.throws(() => discovery.write(request), /PRDs is a link/);
      assert.throws(() => discovery.write({ ...request, answers: { idea: 'x' } }), /built with.*is done/s);
      assert.deepEqual(readdirSync(path.join(folder, 'outside')), ['x']);
      assert.ok(!existsSync(path.join(folder, 'project/.clutch')));
    }));

  it('of a folder that is none says so', () =>
    withTempDir(async (folder) => {
      await assert.rejects(openDiscovery(path.join(folder, 'none')), /is no folder/);
    }));
});
