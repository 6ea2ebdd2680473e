import { readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Mount } from './mount.ts';

/** What programs that synchronise folders leave in them, or call them. */
const IN_FOLDER: readonly (readonly [name: RegExp, program: string])[] = [
  [/^\.st(?:folder|versions|ignore)$/, 'Syncthing'],
  [/^\.dropbox(?:\.cache)?$/, 'Dropbox'],
  [/^\.(?:sync_[0-9a-f]+\.db|_sync_[0-9a-f]+\.db|owncloudsync\.log|nextcloudsync\.log)$/, 'Nextcloud'],
  [/^\.(?:sync|resilio.*)$/, 'Resilio Sync'],
  [/^\.tmp\.driveupload$|^\.tmp\.drivedownload$/, 'Google Drive'],
  [/^\.849C9593-D756-4E56-8D6E-42412F2A707B$/i, 'OneDrive'],
];
const FOLDER_NAME: readonly (readonly [name: RegExp, program: string])[] = [
  [/^Dropbox(?: \(.*\))?$/, 'Dropbox'],
  [/^OneDrive(?: - .*|-.*)?$/, 'OneDrive'],
  [/^(?:Mobile Documents|com~apple~CloudDocs)$/, 'iCloud Drive'],
  [/^(?:Google Drive|GoogleDrive-.*)$/, 'Google Drive'],
  [/^(?:Nextcloud|ownCloud)$/i, 'Nextcloud'],
];

export interface SyncMarker {
  readonly program: string;
  /** The folder that it is told by. */
  readonly at: string;
}

/**
 * The program that seems to keep copies of the folder in step; null where nothing speaks for one. `names` is what lies in
 * the folder itself, where that is known. Folders are looked at here only on local file systems, because others may hang.
 */
export function findSyncMarker(folder: string, mount: Mount, names: readonly string[] | null): SyncMarker | null {
  let at = resolve(folder);
  const look = (): readonly string[] => (mount.kind === 'local' ? namesIn(at) : []);
  for (let inside = names ?? look(); ; inside = look()) {
    const program = programOf(inside, IN_FOLDER) ?? programOf([basename(at)], FOLDER_NAME);
    if (program !== null) return { program, at };
    if (dirname(at) === at) return null;
    at = dirname(at);
  }
}

function programOf(names: readonly string[], table: typeof IN_FOLDER): string | null {
  return table.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? null;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
