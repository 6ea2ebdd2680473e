import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { outsideOf, ownerOf, ownersIn } from '../../../server/runs/attribution.ts';
import { ownership } from './repository.ts';

const others = [{ executor: 'executor-web', files: ['web/', 'shared.ts'] }];
const outside = (paths: string[], whose: Parameters<typeof ownership>[0]): string[] =>
  outsideOf(
    paths.map((path) => ({ path })),
    ownership(whose),
  ).map(({ path, owner }) => `${path}: ${owner}`);

describe('a change', () => {
  test('of a file, a folder or a glob of its own is what an executor is for', () => {
    const files = ['src/api.ts', 'lib/', 'test/**/*.test.ts'];
    assert.deepEqual(outside(['src/api.ts', 'lib/a/b.ts', 'test/unit/x.test.ts'], { files, others }), []);
  });

  test('of another’s file names that executor, and of anything else nobody', () => {
    assert.deepEqual(outside(['web/page.ts', 'shared.ts', 'other.ts', 'src/api.ts'], { files: ['src/'], others }), [
      'web/page.ts: executor-web',
      'shared.ts: executor-web',
      'other.ts: nobody',
    ]);
  });

  test('of the plan names the plan, unless the workstream owns that file', () => {
    const plan = ['PRPs/a.md', 'WORKFLOW.md', '.clutch/config.json'];
    assert.deepEqual(outside(plan, { files: ['src/', 'PRPs/a.md'] }), [
      'WORKFLOW.md: the plan',
      '.clutch/config.json: the plan',
    ]);
  });

  test('of anything but the plan and what others own is open to one who owns no files', () => {
    assert.deepEqual(outside(['any.ts', 'web/x.ts', 'PRDs/p.md'], { others }), [
      'web/x.ts: executor-web',
      'PRDs/p.md: the plan',
    ]);
  });

  test('is allowed where a person has granted the path, and then no longer to its owner', () => {
    assert.deepEqual(outside(['shared.ts'], { files: ['src/'], granted: ['shared.ts'], others }), []);
    assert.deepEqual(outside(['web/a.ts', 'shared.ts'], { files: ['web/', 'shared.ts'], taken: ['shared.ts'] }), [
      'shared.ts: nobody',
    ]);
  });

  test('is named a hundred times at most', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `out/${index % 150}/${index}.txt`);
    assert.ok(outside(many, { files: ['src/'] }).length <= 100);
  });
});

describe('what a command prints', () => {
  const owners = [
    { workstream: 'api', files: ['src/api/'] },
    { workstream: 'web', files: ['src/web/**', 'index.html'] },
  ];

  test('concerns those whose files it names', () => {
    assert.deepEqual(ownersIn('FAIL src/api/users.test.ts:12:3', owners), ['api']);
    assert.deepEqual(ownersIn('error in index.html and (src/api/a.ts)', owners), ['api', 'web']);
    assert.deepEqual(ownersIn('3 failed', owners), []);
  });

  test('concerns one who owns all of the files, and otherwise nobody', () => {
    assert.equal(ownerOf(['src/api/a.ts', 'src/api/b.ts'], owners), 'api');
    assert.equal(ownerOf(['src/api/a.ts', 'src/web/b.ts'], owners), null);
    assert.equal(ownerOf(['README.md'], owners), null);
    assert.equal(ownerOf([], owners), null);
  });
});
