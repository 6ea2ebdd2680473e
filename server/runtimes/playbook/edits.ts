import { appendFile, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { resolveInside } from '../inside.ts';

/** A step that cannot be followed. The message becomes the end of the turn. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

/** The files that a mission edits, all inside its working directory, and what became of them. */
export interface Edits {
  write(path: string, content: string): Promise<void>;
  append(path: string, content: string): Promise<void>;
  /** Replaces the only occurrence. */
  replace(path: string, find: string, replacement: string): Promise<void>;
  remove(path: string): Promise<void>;
  writeOutside(path: string, content: string): Promise<void>;
  /** The link itself lies inside; where it leads is nobody's business. */
  link(path: string, target: string): Promise<void>;
  /** Writes files that no report mentions. */
  litter(prefix: string, count: number, signal: AbortSignal): Promise<void>;
  /** Relative to the working directory. What was deleted counts as modified. */
  changed(): { readonly created: readonly string[]; readonly modified: readonly string[] };
}

export function createEdits(cwd: string): Edits {
  const created = new Set<string>();
  const modified = new Set<string>();

  const inside = async (path: string): Promise<string> => {
    const real = await resolveInside(cwd, path);
    if (real !== null) return real;
    throw new StepError(`${path} lies outside of ${cwd}; use writeOutside to break out on purpose`);
  };
  const change = async (path: string, edit: (file: string) => Promise<void>): Promise<void> => {
    const file = await inside(path);
    const existed = await exists(file);
    await mkdir(dirname(file), { recursive: true });
    await edit(file);
    if (!existed) created.add(path);
    else if (!created.has(path)) modified.add(path);
  };

  return {
    write: (path, content) => change(path, (file) => writeFile(file, content)),
    append: (path, content) => change(path, (file) => appendFile(file, content)),
    replace: async (path, find, replacement) => {
      const text = await readFile(await inside(path), 'utf8').catch(() => {
        throw new StepError(`${path} cannot be read; write it first`);
      });
      const parts = text.split(find);
      if (parts.length !== 2) {
        const found = parts.length === 1 ? 'nowhere' : `${parts.length - 1} times`;
        throw new StepError(`the text to replace is ${found} in ${path}; it has to be there exactly once`);
      }
      await change(path, (file) => writeFile(file, parts.join(replacement)));
    },
    remove: async (path) => {
      const file = await inside(path);
      if (!(await exists(file))) throw new StepError(`${path} is not there to be deleted`);
      await rm(file);
      modified.delete(path);
      if (!created.delete(path)) modified.add(path);
    },
    writeOutside: async (path, content) => {
      const file = resolve(cwd, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    },
    link: async (path, target) => {
      const folder = await inside(dirname(path));
      await mkdir(folder, { recursive: true });
      await symlink(target, join(folder, basename(path)));
    },
    litter: async (prefix, count, signal) => {
      const first = await inside(`${prefix}1`);
      await mkdir(dirname(first), { recursive: true });
      const stem = first.slice(0, -1);
      for (let number = 1; number <= count && !signal.aborted; number += 1) {
        await writeFile(`${stem}${number}`, `${number}\n`);
      }
    },
    changed: () => ({ created: [...created], modified: [...modified] }),
  };
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
