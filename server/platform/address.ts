import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Unix socket paths longer than this do not fit into `sockaddr_un` on macOS (104 bytes) and Linux (108). */
export const MAX_SOCKET_PATH = 100;

/** Where this home's server listens: a socket in a folder that only the user may enter, or a named pipe on Windows. */
export function serverAddress(home: string): string {
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\clutch-${os.userInfo().username}-${hash}`;
  const preferred = path.join(home, 'run', 'server.sock');
  if (Buffer.byteLength(preferred) <= MAX_SOCKET_PATH) return preferred;
  return path.join('/tmp', `clutch-${os.userInfo().uid}-${hash}`, 'server.sock');
}

/** Makes the socket's folder and proves that nobody else can enter it. Throws a sentence where that fails. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  const { uid } = os.userInfo();
  if (!stat.isDirectory() || stat.uid !== uid) {
    throw new Error(`${folder} is not a folder of yours, so no server may listen there. Remove it or set CLUTCH_HOME.`);
  }
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}
