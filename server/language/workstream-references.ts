import { readConcerns } from './cross-cutting.ts';
import type { CrossCuttingConcern } from './cross-cutting.ts';
import { readContractChain } from './contract-chain.ts';
import { deleteLines } from './field-edits.ts';
import type { ParsedDocument } from './parse-document.ts';
import type { TextEdit } from './text-edit.ts';
import { asWritten } from './workstream-edits.ts';

/** The name that comes in the place of one; the same name where nothing changes. */
export type Rename = (written: string, name: string | null) => string;

/**
 * Renames workstreams in the contract chain. Lines that then say that one publishes to itself go, and so do those that
 * then say what another line says already.
 */
export function renameInChain(document: ParsedDocument, rename: Rename): readonly TextEdit[] {
  const byLine = new Map<number, { edits: Map<number, TextEdit>; keeps: boolean }>();
  for (const { from, to, line } of readContractChain(document)?.hops ?? []) {
    const entry = byLine.get(line) ?? { edits: new Map<number, TextEdit>(), keeps: false };
    byLine.set(line, entry);
    for (const { written, name, range } of [from, to]) {
      const newText = rename(written, name);
      if (newText === written) continue;
      const before = document.lines.text(line).slice(0, range.start.character);
      entry.edits.set(range.start.character, { range, newText: asWritten(before, newText) });
    }
    entry.keeps ||= rename(from.written, from.name) !== rename(to.written, to.name);
  }
  const said = new Set<string>();
  return [...byLine].flatMap(([line, { edits, keeps }]) => {
    const text = edited(document.lines.text(line), [...edits.values()]).trim();
    const isSaid = said.has(text);
    said.add(text);
    return edits.size > 0 && (!keeps || isSaid) ? [deleteLines(document, line, line + 1)] : [...edits.values()];
  });
}

function edited(line: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.range.start.character - a.range.start.character)
    .reduce(
      (text, { range, newText }) => text.slice(0, range.start.character) + newText + text.slice(range.end.character),
      line,
    );
}

/** Renames workstreams in the table of cross-cutting concerns; what is then named twice in a row is kept once. */
export function renameInConcerns(document: ParsedDocument, rename: Rename): readonly TextEdit[] {
  return readConcerns(document).flatMap((concern) => [
    ...renamedOwners(concern, rename),
    ...renamedOthers(concern, rename),
  ]);
}

function renamedOwners({ owners, ownerRange }: CrossCuttingConcern, rename: Rename): readonly TextEdit[] {
  const names = owners.map(({ written, name }) => rename(written, name));
  if (!ownerRange || names.every((name, index) => name === owners[index]?.written)) return [];
  return [{ range: ownerRange, newText: [...new Set(names)].join(', ') }];
}

function renamedOthers(
  { owners, coordinatesWith, coordinatesRange }: CrossCuttingConcern,
  rename: Rename,
): readonly TextEdit[] {
  if (!coordinatesRange || coordinatesWith.length === 0) return [];
  const names = coordinatesWith.map(({ written, name }) => rename(written, name));
  const own = new Set(owners.map(({ written, name }) => rename(written, name)));
  const ownChanged = own.size > 0 && owners.some(({ written, name }) => rename(written, name) !== written);
  if (!ownChanged && names.every((name, index) => name === coordinatesWith[index]?.written)) return [];
  const left = [...new Set(names)].filter((name) => !own.has(name));
  const isSame = left.length === names.length && left.every((name, index) => name === coordinatesWith[index]?.written);
  return isSame ? [] : [{ range: coordinatesRange, newText: left.join(', ') || 'none' }];
}
