import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { buildOverview } from '../../../server/lsp/overview.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { peer, sharedProject } from '../../helpers/webview/shared-projects.ts';

const overviewOf = (folders: readonly string[], collab: Parameters<typeof buildOverview>[3]) =>
  buildOverview(folders, [], [], collab, () => undefined);

test('where nothing is shared this machine is alone, and main', () => {
  const [self, ...others] = overviewOf([], []).peers;
  assert.deepEqual([self?.self, self?.role, self?.roleSource], [true, 'main', 'alone: nothing is shared']);
  assert.deepEqual(others, []);
});

test('a machine of several projects is listed once, this one first', () => {
  const other = {
    ...sharedProject,
    project: 'shop-1',
    root: '/shop',
    peers: [peer('lab'), peer('desk', { self: true })],
  };
  assert.deepEqual(
    overviewOf([], [other, sharedProject]).peers.map(({ id }) => id),
    ['desk', 'lab', 'attic', 'old-pc'],
  );
});

test('a window shows the shared projects of its own folders, also before they hold a plan', () =>
  withTempDir((folder) => {
    const [ours, theirs] = [path.join(folder, 'ours'), path.join(folder, 'theirs')];
    mkdirSync(ours);
    const collab = [ours, theirs].map((root) => ({ ...sharedProject, root }));
    const { collab: shown, projects } = overviewOf([ours, path.join(folder, 'gone')], collab);
    assert.deepEqual(
      shown.map(({ root }) => root),
      [ours],
    );
    assert.deepEqual(projects, []);
  }));
