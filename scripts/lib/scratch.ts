import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitOnSignals } from './process.ts';

export interface Scratch {
  /** An empty folder with a path short enough to hold unix sockets. */
  readonly path: string;
  remove(): void;
}

/** A temporary folder that is removed when the script ends, however it ends, or earlier by `remove`. */
export function createScratch(): Scratch {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'clt-')));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  exitOnSignals();
  process.once('exit', remove);
  return { path, remove };
}
