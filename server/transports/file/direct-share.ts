import type { ShareFiles } from './share-files.ts';
import type { ShareOperations } from './share-operations.ts';

/** The operations made at once, in this process: for tests, and wherever a call that hangs does no harm. */
export function createDirectShare(operations: ShareOperations): ShareFiles {
  return {
    list: async (folder) => operations.list(folder),
    read: async (path, limit) => operations.read(path, limit),
    publish: async (path, bytes) => operations.publish(path, bytes),
    writeAside: async (bytes) => operations.writeAside(bytes),
    publishAside: async (aside, path) => operations.publishAside(aside, path),
    mark: async (path) => operations.mark(path),
    publishFile: async (path, localFile) => operations.publishFile(path, localFile),
    fetchFile: async (path, localFile, limit) => operations.fetchFile(path, localFile, limit),
    remove: async (paths) => operations.remove(paths),
    removeFolder: async (folder) => operations.removeFolder(folder),
    makeFolders: async (folders) => operations.makeFolders(folders),
    freeSpace: async () => operations.freeSpace(),
    close: async () => undefined,
  };
}
