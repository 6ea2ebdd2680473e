import { editList, lineLike, insertBelow } from './field-edits.ts';
import { fieldEntries, indexOfWords } from './field-lines.ts';
import type { Field } from './field-lines.ts';
import { nameKey } from './inline-text.ts';
import { readPaths } from './owned-files.ts';
import type { ParsedDocument } from './parse-document.ts';
import type { TextEdit } from './text-edit.ts';
import { readNames, roleOfField, workstreamFields, workstreamResolver } from './workstreams.ts';
import type { FieldRole, Workstream } from './workstreams.ts';

/** How a field is called where it has to be written anew. */
export const FIELD_LABELS: Readonly<Record<Exclude<FieldRole, 'other'>, string>> = {
  owner: 'Owner',
  create: 'Files to create',
  modify: 'Files to modify',
  owned: 'Files owned',
  depends: 'Depends on',
  produces: 'Produces',
  consumes: 'Consumes',
  tasks: 'Tasks',
};

export function isFileRole(role: FieldRole): role is 'create' | 'modify' | 'owned' {
  return role === 'create' || role === 'modify' || role === 'owned';
}

/** Takes paths out of what a workstream owns; a field without any left says `none`. */
export function withoutFiles(
  document: ParsedDocument,
  workstream: Workstream,
  isGone: (path: string) => boolean,
): readonly TextEdit[] {
  return workstreamFields(document, workstream)
    .filter((field) => isFileRole(roleOfField(field)))
    .flatMap((field) => editList(document, field, { change: (part) => partWithoutPaths(part, isGone) }));
}

/** A part such as `` `a.ts` and `b.ts` (new) `` without some of its paths; null when none is left. */
export function partWithoutPaths(part: string, isGone: (path: string) => boolean): string | null {
  const paths = readPaths(part);
  const left = paths.filter((path) => !isGone(path));
  if (left.length === paths.length) return part;
  return left.length === 0 ? null : left.map((path) => `\`${path}\``).join(', ');
}

/** Adds a path to the files that a workstream owns, below `role` where it has such a field. */
export function withFile(
  document: ParsedDocument,
  workstream: Workstream,
  role: 'create' | 'modify',
  path: string,
): readonly TextEdit[] {
  const fields = workstreamFields(document, workstream);
  const add = [`\`${path}\``];
  const own = fields.find((field) => roleOfField(field) === role) ?? fields.find((one) => roleOfField(one) === 'owned');
  if (own) return editList(document, own, { add, isNothing: isNoFile });
  const beside = fields.find((field) => isFileRole(roleOfField(field))) ?? fields.at(-1);
  return beside ? insertBelow(document, beside, [lineLike(document, beside, FIELD_LABELS[role], add.join(''))]) : [];
}

export function isNoFile(value: string): boolean {
  return readPaths(value).length === 0;
}

/**
 * Gives the dependencies of a workstream other names; null drops one, and what is then named twice is kept once. `add`
 * comes behind them.
 */
export function editDependencies(
  document: ParsedDocument,
  workstream: Workstream,
  rename: (written: string, name: string | null) => string | null,
  add: readonly string[] = [],
): readonly TextEdit[] {
  const resolve = workstreamResolver(document);
  const fields = workstreamFields(document, workstream).filter((field) => roleOfField(field) === 'depends');
  const seen = new Set<string>();
  const change = (part: string): string | null => {
    const names = readNames(part, resolve);
    const renamed = names.map((written) => {
      const next = rename(written, resolve(written));
      const key = next === null ? '' : nameKey(resolve(next) ?? next);
      if (next === null || seen.has(key)) return null;
      seen.add(key);
      return next;
    });
    if (renamed.every((name, index) => name === names[index])) return part;
    const left = renamed.filter((name) => name !== null);
    if (left.length === 0) return null;
    const [only = ''] = names;
    return names.length === 1 ? replaceWords(part, only, left.join('')) : left.join(' and ');
  };
  return fields.flatMap((field, index) => {
    const fresh = index < fields.length - 1 ? [] : add;
    const isNothing = (value: string): boolean => readNames(value, resolve).length === 0;
    return editList(document, field, { change, add: fresh, isNothing });
  });
}

function replaceWords(text: string, words: string, by: string): string {
  const at = indexOfWords(text, words);
  if (at < 0) return by;
  const before = text.slice(0, at);
  return before + asWritten(before, by) + text.slice(at + words.length);
}

/** The name as it goes behind what stands there: an executor is called by the key of its workstream. */
export function asWritten(before: string, name: string): string {
  return /executor-$/i.test(before.slice(-9)) ? nameKey(name) : name;
}

/** The texts of all fields of a role. */
export function textsOf(fields: readonly Field[], role: FieldRole): readonly string[] {
  return fields
    .filter((field) => roleOfField(field) === role)
    .flatMap(fieldEntries)
    .map(({ text }) => text);
}
