import { DatabaseSync } from 'node:sqlite';

export interface Lock {
  release(): void;
}

/**
 * One holder per file, on this machine. The lock is an exclusive SQLite transaction, so the operating system itself
 * lets go of it when the holder dies, however it dies: there is no such thing as a stale lock. Null when it is held.
 */
export function acquireLock(file: string): Lock | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return null;
    throw error;
  }
  return { release: () => database.close() };
}
