import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';

/**
 * One holder per name on this machine, without a file that somebody could leave behind: the holder listens at an
 * address that the operating system takes away with the process. Null: another one holds it.
 */
export async function lockOnThisMachine(name: string): Promise<{ release(): void } | null> {
  const address = addressOf(name);
  const server = (await listen(address)) ?? (await listenAfterDeath(address));
  return server && { release: () => void server.close() };
}

function addressOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return `\\\\.\\pipe\\clutch-${hash}`;
  // Linux has addresses that are no files and end with their holder.
  return process.platform === 'linux' ? `\0clutch-${hash}` : path.join(os.tmpdir(), `clutch-${hash}.sock`);
}

/** Where addresses are files, one that nobody answers at belonged to a process that is dead. */
async function listenAfterDeath(address: string): Promise<Server | null> {
  if (!path.isAbsolute(address) || process.platform === 'win32' || (await answers(address))) return null;
  rmSync(address, { force: true });
  return listen(address);
}

function listen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
