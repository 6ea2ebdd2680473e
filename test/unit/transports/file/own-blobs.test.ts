import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createBlobs } from '../../../../server/transports/file/blobs.ts';
import { createDirectShare } from '../../../../server/transports/file/direct-share.ts';
import { createLayout } from '../../../../server/transports/file/layout.ts';
import { localCopies } from '../../../../server/transports/file/local-copies.ts';
import { createOwnBlobs } from '../../../../server/transports/file/own-blobs.ts';
import { createLocalFiles } from '../../../../server/transports/file/real-local-files.ts';
import { createRealVfs } from '../../../../server/transports/file/real-vfs.ts';
import { createShareOperations } from '../../../../server/transports/file/share-operations.ts';
import { withTempDir } from '../../../helpers/temp.ts';

const HOUR = 3_600_000;

describe('blobs in the shared folder', () => {
  test('are removed by who put them, twice the retention after they were put last', () =>
    withTempDir(async (folder) => {
      const layout = createLayout('lab');
      const vfs = createRealVfs(folder);
      const share = createDirectShare(
        createShareOperations({ vfs, copies: localCopies, tmp: layout.tmp('pc-a'), nonce: randomUUID }),
      );
      await share.makeFolders([...layout.folders, layout.tmp('pc-a')]);
      const clock = { now: 0 };
      const own = (name: string) =>
        createOwnBlobs({
          layout,
          share,
          local: createLocalFiles(path.join(folder, name)),
          scheduler: { wall: () => clock.now },
          retentionMs: 2 * HOUR,
        });
      const [mine, theirs] = [own('a'), own('b')];
      const alarms = { raise: () => assert.fail('no alarm is due'), withdraw: () => undefined, all: () => [] };
      const { putBlob } = createBlobs({
        layout,
        share,
        local: createLocalFiles(path.join(folder, 'a')),
        alarms,
        own: mine,
      });
      const file = path.join(folder, 'bundle');
      await writeFile(file, 'one');
      const [first, again] = [await putBlob(file), await putBlob(file)];
      assert.equal(first, again);
      await writeFile(file, 'two');
      const second = await putBlob(file);
      const isThere = (sha256: string): boolean => existsSync(path.join(folder, layout.blob(sha256)));

      clock.now = 3 * HOUR;
      await writeFile(file, 'one');
      await putBlob(file);
      clock.now = 5 * HOUR;
      await theirs.prune();
      assert.ok(isThere(second), 'another machine removes nothing');
      await own('a').prune();
      assert.ok(!isThere(second), 'also after a restart');
      assert.ok(isThere(first), 'what was put again stays');
      clock.now = 8 * HOUR;
      await mine.prune();
      assert.ok(!isThere(first));
    }));
});
