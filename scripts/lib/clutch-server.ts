import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { waitUntil } from './wait.ts';

/**
 * Ends the CLUTCH server of a test's own home folder and waits until it is gone. The server is detached by design, so
 * it outlives the VS Code that started it.
 */
export async function stopClutchServer(home: string): Promise<void> {
  const pid = serverPid(join(home, 'server.json'));
  if (pid === undefined || !signal(pid, 'SIGTERM')) return;
  const gone = () => !signal(pid, 0);
  try {
    await waitUntil(gone, { what: `the CLUTCH server (process ${pid}) to leave`, timeoutMs: 10_000 });
  } catch (error) {
    signal(pid, 'SIGKILL');
    throw error;
  }
}

/** Sends it away without waiting: all that is possible while the script itself is being ended. */
export function dismissClutchServer(home: string): void {
  const pid = serverPid(join(home, 'server.json'));
  if (pid !== undefined) signal(pid, 'SIGTERM');
}

function serverPid(path: string): number | undefined {
  try {
    return ServerInfo.parse(JSON.parse(readFileSync(path, 'utf8'))).pid;
  } catch {
    // No file means no server, and a server that is killed while it starts leaves half a file.
    return undefined;
  }
}

/** Whether the process was there to receive the signal. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
