import type { TextRange } from '../line-index.ts';
import type { ProjectView } from '../project-view.ts';
import { existingFile } from './existing-file.ts';
import type { Here } from './here.ts';

/** A path in a document that can be opened. `path` is relative to the project. */
export interface DocumentLink {
  readonly range: TextRange;
  readonly path: string;
}

/** Every answer costs a look at the disk, so a document with more files gets no further links. */
const MAX_FILES = 1000;

/** The files that the document names and that exist. */
export function documentLinks(here: Here, project: ProjectView): readonly DocumentLink[] {
  const known = new Map<string, string | null>();
  const fileOf = (path: string): string | null => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = known.size < MAX_FILES ? existingFile(project, path) : null;
    known.set(path, found);
    return found;
  };
  return here.facts.mentions.flatMap((mention) => {
    const path = mention.type === 'file' ? fileOf(mention.path) : null;
    return path === null ? [] : [{ range: mention.range, path }];
  });
}
