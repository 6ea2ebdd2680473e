import { watch } from 'chokidar';

/** `appeared` and `vanished` are also said of folders. */
export type DiskEvent = 'appeared' | 'vanished' | 'changed';

/** Follows single folders, not what is below them: whoever wants a tree adds each of its folders. */
export interface FolderWatcher {
  /** A folder, or a single file. Adding it again changes nothing. */
  add(path: string): void;
  close(): void;
}

export interface WatchOptions {
  /** What is neither reported nor looked at. Asked with a path alone first, where it may still be either kind. */
  ignored(path: string, isFolder: boolean | null): boolean;
  onEvent(event: DiskEvent, path: string, isFolder: boolean): void;
  /** Limits of the system, a disk that is gone: from now on events may be missing. */
  onError(error: unknown): void;
}

/** Makes a watcher; replaced where nothing is to be watched. */
export type WatchFolders = (options: WatchOptions) => FolderWatcher;

/** Keeps no process alive and follows no link. */
export const watchFolders: WatchFolders = ({ ignored, onEvent, onError }) => {
  const watcher = watch([], {
    ignoreInitial: true,
    persistent: false,
    followSymlinks: false,
    ignorePermissionErrors: true,
    depth: 0,
    ignored: (path, stats) => ignored(path, stats ? stats.isDirectory() : null),
  });
  watcher.on('all', (event, path) => {
    switch (event) {
      case 'add':
      case 'addDir':
        return onEvent('appeared', path, event === 'addDir');
      case 'unlink':
      case 'unlinkDir':
        return onEvent('vanished', path, event === 'unlinkDir');
      case 'change':
        return onEvent('changed', path, false);
    }
  });
  watcher.on('error', onError);
  return {
    add: (path) => void watcher.add(path),
    close: () => void watcher.close(),
  };
};
