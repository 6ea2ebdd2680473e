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

/** Throws a sentence where the file is damaged: beginning anew by itself would forget whom to believe. */
export function localJson<S extends z.ZodType>(file: string, schema: S, initial: z.infer<S>): LocalJson<z.infer<S>> {
  let value = read(file, schema) ?? initial;
  return {
    get: () => value,
    set(next) {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      writeAtomically(file, `${JSON.stringify(next)}\n`);
      value = next;
    },
  };
}

function read<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
  if (!statSync(file, { throwIfNoEntry: false })) return null;
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new CollabError(`${file} is damaged. Put it back from a backup, or remove it and join the project again.`, {
      cause,
    });
  }
}
