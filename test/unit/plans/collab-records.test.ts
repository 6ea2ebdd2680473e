import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readCollabRecords } from '../../../server/plans/read-collab-records.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

const LAB = 'share/projects/lab';

describe('the records of a shared folder', () => {
  it('are read below .clutch/collab and in projects of a share, with the time of their file', () =>
    withTempDir((root) => {
      writeTree(root, {
        [`${LAB}/machines/pc-1/state.json`]: '{"role":"main","heartbeatAt":"2026-03-01T12:00:00Z"}',
        [`${LAB}/requests/ask-1.json`]: '{"kind":"task","to":"pc-2","claimedBy":null}',
        [`${LAB}/results/ask-1.json`]: '{"status":"completed"}',
        [`${LAB}/events.jsonl`]: '{"from":"pc-1"}\n',
        '.clutch/collab/machines/pc-2/state.json': '{"id":"pc-2"}',
        'node_modules/x/projects/lab/machines/pc-9/state.json': '{}',
      });
      const written = new Date('2026-03-01T12:00:05Z');
      utimesSync(join(root, `${LAB}/machines/pc-1/state.json`), written, written);
      const records = readCollabRecords(root);
      assert.deepEqual(
        records?.machines.map(({ base, id, role, writtenAt }) => [base, id, role, id === 'pc-1' ? writtenAt : '']),
        [
          ['.clutch/collab', 'pc-2', null, ''],
          [LAB, 'pc-1', 'main', written.getTime()],
        ],
      );
      assert.deepEqual(
        records.requests.map(({ path, to, claimedBy }) => [path, to, claimedBy]),
        [[`${LAB}/requests/ask-1.json`, 'pc-2', null]],
      );
      assert.deepEqual(
        records.results.map(({ request }) => request),
        ['ask-1'],
      );
    }));

  it('are null where no such folder is part of the project', () =>
    withTempDir((root) => {
      writeTree(root, { 'projects/a/readme.md': 'x', 'machines/pc-1/state.json': '{}' });
      assert.equal(readCollabRecords(root), null);
      assert.equal(readCollabRecords(join(root, 'gone')), null);
    }));

  it('leave out what is broken, too large or no record', () =>
    withTempDir((root) => {
      writeTree(root, {
        [`${LAB}/machines/pc-1/state.json`]: '{"role":',
        [`${LAB}/machines/pc-2/state.json`]: `{"a":"${'x'.repeat(70_000)}"}`,
        [`${LAB}/machines/pc-3/state.json`]: '{"role":"worker"}',
        [`${LAB}/machines/pc-4/other.json`]: '{}',
        [`${LAB}/requests/web.json`]: '{"url":"/"}',
      });
      mkdirSync(join(root, `${LAB}/machines/pc-5/state.json`), { recursive: true });
      assert.deepEqual(
        readCollabRecords(root)?.machines.map(({ id }) => id),
        ['pc-3'],
      );
      assert.deepEqual(readCollabRecords(root)?.requests, []);
    }));

  it('never lie behind a link', { skip: process.platform === 'win32' && 'links need rights there' }, () =>
    withTempDir((root) => {
      writeTree(root, {
        'outside/projects/lab/machines/pc-1/state.json': '{}',
        'outside/state.json': '{}',
        'project/projects/lab/machines/pc-2/state.json': '{}',
        'project/projects/lab/machines/pc-3/readme.md': '',
      });
      const project = join(root, 'project');
      symlinkSync(join(root, 'outside'), join(project, 'share'));
      symlinkSync(join(root, 'outside/projects/lab/machines'), join(project, 'projects/lab/requests'));
      symlinkSync(join(root, 'outside/state.json'), join(project, 'projects/lab/machines/pc-3/state.json'));
      symlinkSync(join(root, 'outside'), join(project, '.clutch'));
      assert.deepEqual(
        readCollabRecords(project)?.machines.map(({ id }) => id),
        ['pc-2'],
      );
    }),
  );
});
