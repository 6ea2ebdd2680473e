import type { FileChange, TextEdit } from '../text-edit.ts';

/** An edit and the file that it belongs to. */
export interface PlacedEdit {
  readonly path: string;
  readonly edit: TextEdit;
}

/** One change for each file, in the order of their paths. */
export function changesOf(edits: readonly PlacedEdit[]): readonly FileChange[] {
  const byPath = new Map<string, TextEdit[]>();
  for (const { path, edit } of edits) {
    const known = byPath.get(path);
    if (known) known.push(edit);
    else byPath.set(path, [edit]);
  }
  return [...byPath].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, own]) => ({ kind: 'edit', path, edits: own }));
}
