import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type * as z from 'zod';
import { writeAtomically } from '../../platform/write-atomically.ts';
import { CollabError } from '../collab-error.ts';

/** A value of this machine in a private file; read once, written whole with every change. */
export interface LocalJson<T> {
  get(): T;
  set(value: T): void;
}

/**
 * Throws a sentence where the file is damaged, or is missing and nothing can stand for it: beginning anew by itself
 * would forget whom to believe.
 */
export function localJson<T extends object>(file: string, schema: z.ZodType<T>, initial: T | null): LocalJson<T> {
  let value = read(file, schema) ?? initial ?? unusable(file, 'is missing');
  return {
    get: () => value,
    set(next) {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      writeAtomically(file, `${JSON.stringify(next)}\n`);
      value = next;
    },
  };
}

function read<T>(file: string, schema: z.ZodType<T>): T | null {
  if (!statSync(file, { throwIfNoEntry: false })) return null;
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    return unusable(file, 'is damaged', cause);
  }
}

function unusable(file: string, how: string, cause?: unknown): never {
  const message = `${file} ${how}. Put it back from a backup, or leave the project and join it again.`;
  throw new CollabError(message, { cause });
}
