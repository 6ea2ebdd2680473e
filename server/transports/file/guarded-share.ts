import type { ShareFiles } from './share-files.ts';
import { createShareLane, type ShareLaneOptions } from './share-lane.ts';

/** Whole files may take this many times longer than other calls. */
const FILES_PATIENCE = 10;

/**
 * The share's files through processes of their own: a mount that hangs hangs none of ours. Large files have a process
 * of their own, so that beats and records never wait for them.
 */
export function createGuardedShare(options: ShareLaneOptions): ShareFiles {
  const calls = createShareLane(options);
  const files = createShareLane({ ...options, callMs: options.callMs * FILES_PATIENCE });
  return {
    list: (folder) => calls.call('list', [folder]),
    read: (name, limit) => calls.call('read', [name, limit]),
    publish: (name, bytes) => calls.call('publish', [name, bytes]),
    writeAside: (bytes) => calls.call('writeAside', [bytes]),
    publishAside: (aside, name) => calls.call('publishAside', [aside, name]),
    mark: (name) => calls.call('mark', [name]),
    publishFile: (name, localFile) => files.call('publishFile', [name, localFile]),
    fetchFile: (name, localFile, limit) => files.call('fetchFile', [name, localFile, limit]),
    remove: (names) => calls.call('remove', [names]),
    removeFolder: (folder) => calls.call('removeFolder', [folder]),
    makeFolders: (folders) => calls.call('makeFolders', [folders]),
    freeSpace: () => calls.call('freeSpace', []),
    async close() {
      calls.close();
      files.close();
    },
  };
}
