import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** How many files a second can be made durable under a new name, one after the other, with nothing around it. */
export function rawPublishes(folder: string, forMs: number, bytes: Uint8Array): number {
  mkdirSync(folder, { recursive: true });
  const parent = openSync(folder, 'r');
  const before = performance.now();
  let count = 0;
  for (; performance.now() - before < forMs; count += 1) {
    const aside = join(folder, `tmp-${count}`);
    const file = openSync(aside, 'wx');
    writeSync(file, bytes);
    fsyncSync(file);
    closeSync(file);
    linkSync(aside, join(folder, `${count}`));
    unlinkSync(aside);
    fsyncSync(parent);
  }
  const took = performance.now() - before;
  closeSync(parent);
  return count / (took / 1_000);
}
