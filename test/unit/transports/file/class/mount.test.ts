import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { mountOf, parseMounts, readMount, type Mount } from '../../../../../server/transports/file/class/mount.ts';
import { findSyncMarker } from '../../../../../server/transports/file/class/sync-markers.ts';
import { withTempDir, writeTree } from '../../../../helpers/temp.ts';

const MOUNTS = parseMounts(
  [
    '22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro',
    '90 22 0:50 / /mnt/nas rw,relatime shared:2 - nfs4 nas:/team rw,vers=4.2,soft,acregmax=60',
    '91 22 0:51 / /mnt/nas/deep rw - cifs //srv/team rw,vers=3.1.1,closetimeo=1000',
    '92 22 0:52 / /home/me/far\\040away rw,nosuid - fuse.sshfs me@host:/data rw,user_id=0',
    '93 22 0:53 / /mnt/odd rw - gpfs odd rw',
    '94 22 0:54 / /mnt/nas/deep rw - tmpfs tmpfs rw',
  ].join('\n'),
);

const kindOf = (path: string): string | undefined => mountOf(path, MOUNTS)?.kind;

describe('the mount that holds a folder', () => {
  it('is the innermost one, and the last of several at one place', () => {
    assert.equal(kindOf('/srv/data'), 'local');
    assert.equal(kindOf('/mnt/nas'), 'nfs');
    assert.equal(kindOf('/mnt/nas/a/b'), 'nfs');
    assert.equal(kindOf('/mnt/nasty'), 'local');
    assert.equal(kindOf('/mnt/nas/deep/er'), 'local');
  });

  it('is told by its file system, with blanks in its path', () => {
    assert.equal(kindOf('/home/me/far away/x'), 'sshfs');
    assert.equal(kindOf('/mnt/odd'), 'unknown');
  });

  it('brings the options of the mount and of the file system', () => {
    assert.deepEqual(mountOf('/mnt/nas', MOUNTS)?.options, ['rw', 'relatime', 'vers=4.2', 'soft', 'acregmax=60']);
  });

  it('is found through links on this machine', { skip: process.platform !== 'linux' && 'asks Linux' }, () =>
    withTempDir((folder) => {
      mkdirSync(join(folder, 'real'));
      symlinkSync('/proc/self', join(folder, 'link'));
      assert.equal(readMount(join(folder, 'real')).kind, 'local');
      assert.equal(readMount(join(folder, 'link', 'x')).type, 'proc');
    }),
  );
});

describe('a program that synchronises the folder', () => {
  const local = { kind: 'local', type: 'ext4', point: '/', source: '', options: [] } satisfies Mount;

  it('is told by what it leaves in a folder above', () =>
    withTempDir((folder) => {
      writeTree(folder, { '.stfolder/marker': '', 'team/share/x': '' });
      const found = findSyncMarker(join(folder, 'team/share'), local, ['x']);
      assert.deepEqual(found, { program: 'Syncthing', at: folder });
      assert.equal(findSyncMarker(join(folder, 'team/share'), { ...local, kind: 'nfs' }, ['x']), null);
      assert.equal(findSyncMarker(folder, local, null)?.at, folder);
      assert.equal(findSyncMarker(folder, { ...local, kind: 'nfs' }, null), null);
    }));

  it('is told by the name of a folder', () => {
    assert.equal(findSyncMarker('/nowhere/OneDrive - Lab/team', local, [])?.program, 'OneDrive');
    assert.equal(findSyncMarker('/nowhere/Dropboxes/team', local, []), null);
  });
});
