import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { Sha256 } from '#schemas/wire/names.ts';
import { writeAtomically } from '../../platform/write-atomically.ts';

/** What the bridge has done so far; local, and saved after each thing that it does. */
export const BridgeMemory = z.object({
  /** Our request, by the id of the old one. */
  imported: z.record(z.string(), z.string()),
  /** Files that the bridge has written there, with the hash of what it wrote. */
  written: z.record(z.string(), Sha256),
  /** What was said of an old machine last. */
  machines: z.record(z.string(), z.enum(['fresh', 'stale'])),
});
export type BridgeMemory = z.infer<typeof BridgeMemory>;

export function loadMemory(file: string): BridgeMemory {
  try {
    return BridgeMemory.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { imported: {}, written: {}, machines: {} };
    }
    throw error;
  }
}

export function saveMemory(file: string, memory: BridgeMemory): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeAtomically(file, `${JSON.stringify(memory, null, 2)}\n`);
}
