import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { AbsolutePath } from '#schemas/absolute-path.ts';
import { writeAtomically } from '../platform/write-atomically.ts';
import { ProjectError } from './project-error.ts';

/** What a person, or the setting `autoAttach`, said about a project on this machine. */
export const Registration = z.strictObject({
  root: AbsolutePath,
  name: z.string().min(1).max(100),
  attached: z.boolean(),
  /** Milliseconds since the epoch. */
  since: z.number(),
  artifacts: AbsolutePath.nullable(),
});
export type Registration = z.infer<typeof Registration>;

const RegistryFile = z.strictObject({ v: z.literal(1), projects: z.array(Registration).max(10_000) });

/** The registered projects of this machine. Only the server writes; anybody may read the file. */
export interface Registry {
  /** In the order in which they were registered. Throws a `ProjectError` where the file is damaged. */
  all(): readonly Registration[];
  find(root: string): Registration | null;
  /** Puts it in the place of what was said of the same root before. */
  put(registration: Registration): void;
}

export const registryFile = (home: string): string => path.join(home, 'projects.json');

/** The file is read anew when it has changed, so that a copy that was put back counts at once. */
export function openRegistry(home: string): Registry {
  const file = registryFile(home);
  let read: { readonly mark: string; readonly projects: readonly Registration[] } | null = null;
  const all = (): readonly Registration[] => {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return [];
    const mark = `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
    if (read?.mark !== mark) read = { mark, projects: readRegistry(file) };
    return read.projects;
  };
  return {
    all,
    find: (root) => all().find((one) => one.root === root) ?? null,
    put(registration) {
      const others = all().filter(({ root }) => root !== registration.root);
      mkdirSync(home, { recursive: true, mode: 0o700 });
      writeAtomically(file, `${JSON.stringify({ v: 1, projects: [...others, registration] }, null, 2)}\n`);
    },
  };
}

/** Nothing stands for a damaged file: a detached project would come back by itself. */
function readRegistry(file: string): readonly Registration[] {
  try {
    return RegistryFile.parse(JSON.parse(readFileSync(file, 'utf8'))).projects;
  } catch (cause) {
    throw new ProjectError(
      `${file} cannot be read, so which projects are attached is not known. Put it back from a backup, or remove it and attach them again.`,
      { cause },
    );
  }
}
