import { isSameContract } from '../contract-names.ts';
import {
  deleteLines,
  editList,
  endOfField,
  endOfItem,
  endOfLine,
  insertBelow,
  withoutOverlaps,
  lineLike,
} from '../field-edits.ts';
import { fieldEntries } from '../field-lines.ts';
import type { Field } from '../field-lines.ts';
import { plainText } from '../inline-text.ts';
import { readPaths, splitList, unwrapList } from '../owned-files.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { FileChange, TextEdit } from '../text-edit.ts';
import { newlineOf } from '../text-edit.ts';
import { renameInChain, renameInConcerns } from '../workstream-references.ts';
import {
  editDependencies,
  FIELD_LABELS,
  isFileRole,
  isNoFile,
  partWithoutPaths,
  textsOf,
} from '../workstream-edits.ts';
import { readContracts, readNames, readWorkstreams, roleOfField } from '../workstreams.ts';
import { workstreamFields, workstreamResolver } from '../workstreams.ts';
import type { FieldRole, Workstream } from '../workstreams.ts';

/**
 * Merges the workstreams of each group into its first one: files and contracts united, tasks appended and numbered on,
 * whatever else was written moved along; all that named one of the others names the first, and what the group needed
 * of itself goes.
 */
export function mergeWorkstreams(
  document: ParsedDocument,
  path: string,
  groups: readonly (readonly Workstream[])[],
): readonly FileChange[] {
  const targets = new Map<string, string>();
  for (const [first, ...others] of groups) for (const { name } of others) targets.set(name, first?.name ?? name);
  const rename = (written: string, name: string | null): string =>
    (name === null ? undefined : targets.get(name)) ?? written;
  const merged = new Set(groups.flat());
  const edits = [
    ...groups.flatMap(([first, ...others]) => (first ? mergeGroup(document, first, others, targets) : [])),
    ...readWorkstreams(document)
      .filter((workstream) => !merged.has(workstream))
      .flatMap((workstream) => editDependencies(document, workstream, rename)),
    ...renameInChain(document, rename),
    ...renameInConcerns(document, rename),
  ];
  return [{ kind: 'edit', path, edits: withoutOverlaps(edits) }];
}

function mergeGroup(
  document: ParsedDocument,
  first: Workstream,
  others: readonly Workstream[],
  targets: ReadonlyMap<string, string>,
): readonly TextEdit[] {
  const fields = workstreamFields(document, first);
  const theirs = others.map((workstream) => workstreamFields(document, workstream));
  const gained: Gained[] = [
    ...gainedFiles(fields, first, theirs),
    ...gainedContracts(fields, theirs),
    { role: 'tasks', parts: theirs.flatMap((one) => tasksOf(document, one)) },
  ];
  return [
    ...mergeDependencies(document, first, fields, theirs, targets),
    ...gained.flatMap(({ role, parts }) => addToField(document, fields, role, parts)),
    ...appendRest(document, first, others, theirs),
    ...others.map(({ line, endLine }) => deleteLines(document, line, endLine)),
  ];
}

interface Gained {
  readonly role: Exclude<FieldRole, 'other' | 'owner'>;
  readonly parts: readonly string[];
}

/** The other workstreams' files in their words, each path once, in a field like theirs or in the one for all. */
function gainedFiles(fields: readonly Field[], first: Workstream, theirs: readonly (readonly Field[])[]): Gained[] {
  const own = new Set(fields.map(roleOfField));
  const seen = new Set(first.files.map(({ path }) => path));
  const parts = { create: new Array<string>(), modify: new Array<string>(), owned: new Array<string>() };
  for (const field of theirs.flat()) {
    const role = roleOfField(field);
    if (!isFileRole(role)) continue;
    const place = own.has(role) || !own.has('owned') ? role : 'owned';
    for (const part of fieldEntries(field).flatMap(({ text }) => splitList(unwrapList(text)))) {
      const fresh = partWithoutPaths(part, (path) => seen.has(path));
      for (const path of readPaths(part)) seen.add(path);
      if (fresh !== null && !isNoFile(fresh)) parts[place].push(fresh);
    }
  }
  return [
    { role: 'create', parts: parts.create },
    { role: 'modify', parts: parts.modify },
    { role: 'owned', parts: parts.owned },
  ];
}

/** What they produce and consume, without what the group now makes for itself. */
function gainedContracts(fields: readonly Field[], theirs: readonly (readonly Field[])[]): Gained[] {
  const made = [fields, ...theirs].flatMap((one) => textsOf(one, 'produces').flatMap(readContracts));
  return (['produces', 'consumes'] as const).map((role) => {
    const known = textsOf(fields, role).flatMap(readContracts).map(plainText);
    const parts = theirs
      .flatMap((one) => textsOf(one, role).flatMap(readContracts))
      .filter((text, index, all) => all.indexOf(text) === index && !known.includes(plainText(text)))
      .filter((text) => role === 'produces' || !made.some((one) => isSameContract(one, text)));
    return { role, parts };
  });
}

/** Each task with the deeper lines below it, as they are. */
function tasksOf(document: ParsedDocument, fields: readonly Field[]): readonly string[] {
  const newline = newlineOf(document.text);
  return fields
    .filter((field) => roleOfField(field) === 'tasks')
    .flatMap((field) => {
      const value = field.value === '' || readNames(field.value, () => null).length === 0 ? [] : [field.value];
      const items = field.items.map((item) => {
        const below: string[] = [];
        for (let line = item.line + 1; line < endOfItem(document, field, item); line += 1) {
          below.push(document.lines.text(line));
        }
        return [item.text, ...below].join(newline);
      });
      return [...value, ...items];
    });
}

function mergeDependencies(
  document: ParsedDocument,
  first: Workstream,
  fields: readonly Field[],
  theirs: readonly (readonly Field[])[],
  targets: ReadonlyMap<string, string>,
): readonly TextEdit[] {
  const resolve = workstreamResolver(document);
  const targetOf = (name: string | null): string | null => (name === null ? null : (targets.get(name) ?? name));
  const rename = (written: string, name: string | null): string | null => {
    if (targetOf(name) === first.name) return null;
    return name !== null && targets.has(name) ? targetOf(name) : written;
  };
  const own = new Set(first.dependsOn.map(({ name, written }) => targetOf(name) ?? written));
  const add = theirs
    .flatMap((one) => textsOf(one, 'depends').flatMap((text) => readNames(text, resolve)))
    .map((written) => rename(written, resolve(written)))
    .filter((name) => name !== null)
    .filter((name, index, all) => all.indexOf(name) === index && !own.has(targetOf(resolve(name)) ?? name));
  const edits = editDependencies(document, first, rename, add);
  return edits.length > 0 || fields.some((field) => roleOfField(field) === 'depends')
    ? edits
    : addToField(document, fields, 'depends', add);
}

function addToField(
  document: ParsedDocument,
  fields: readonly Field[],
  role: Gained['role'],
  parts: readonly string[],
): readonly TextEdit[] {
  if (parts.length === 0) return [];
  const own = fields.findLast((field) => roleOfField(field) === role);
  const isNothing = (value: string): boolean =>
    isFileRole(role) ? isNoFile(value) : readContracts(value).length === 0;
  const tasks = parts.map((part, index) => `  ${index + 1}. ${part}`);
  // Tasks in words behind the label stay, and those that come go below them.
  if (own && role === 'tasks' && own.items.length === 0 && !isNothing(own.value)) {
    return insertBelow(document, own, tasks);
  }
  if (own) return editList(document, own, { add: parts, isNothing });
  const beside = (isFileRole(role) ? fields.findLast((one) => isFileRole(roleOfField(one))) : null) ?? fields.at(-1);
  if (!beside) return [];
  const label = FIELD_LABELS[role];
  if (role !== 'tasks') return insertBelow(document, beside, [lineLike(document, beside, label, parts.join(', '))]);
  return insertBelow(document, beside, [lineLike(document, beside, label, ''), ...tasks]);
}

/** Whatever the others say beside the fields that were united goes below the first workstream. */
function appendRest(
  document: ParsedDocument,
  first: Workstream,
  others: readonly Workstream[],
  theirs: readonly (readonly Field[])[],
): readonly TextEdit[] {
  const rest = others.flatMap(({ line, endLine }, index) => {
    const taken = new Set<number>();
    for (const field of theirs[index] ?? []) {
      if (roleOfField(field) === 'other') continue;
      for (let at = field.line; at < endOfField(document, field); at += 1) taken.add(at);
    }
    const lines: string[] = [];
    for (let at = line + 1; at < endLine; at += 1) if (!taken.has(at)) lines.push(document.lines.text(at));
    return withoutEdges(lines);
  });
  if (rest.length === 0) return [];
  let last = first.endLine - 1;
  while (last > first.line && document.lines.text(last).trim() === '') last -= 1;
  const newline = newlineOf(document.text);
  const at = endOfLine(document, last);
  // A paragraph right below a list would belong to its last item.
  const gap = /^(?:[-*+]|\d+[.)])\s/.test(rest[0] ?? '') ? '' : newline;
  return [{ range: { start: at, end: at }, newText: gap + rest.map((line) => newline + line).join('') }];
}

/** Without blank lines and rules at either end. */
function withoutEdges(lines: readonly string[]): readonly string[] {
  const isEdge = (line: string): boolean => /^\s*(?:[-*_]{3,}\s*)?$/.test(line);
  const from = lines.findIndex((line) => !isEdge(line));
  return from < 0 ? [] : lines.slice(from, lines.findLastIndex((line) => !isEdge(line)) + 1);
}
