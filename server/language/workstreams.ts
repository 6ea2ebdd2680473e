import { createLocator, fieldEntries, readFields } from './field-lines.ts';
import type { Field } from './field-lines.ts';
import { nameKey, plainText } from './inline-text.ts';
import { sectionKey } from './known-sections.ts';
import type { TextRange } from './line-index.ts';
import { readPaths, splitList, unwrapList } from './owned-files.ts';
import type { Heading, ParsedDocument } from './parse-document.ts';
import { perDocument } from './per-document.ts';
import { perSection } from './per-section.ts';
import { sectionEnd } from './sections.ts';

/** A path, folder or glob and the line that names it. */
export interface OwnedFile {
  readonly path: string;
  readonly line: number;
  /** Exactly the path; the whole line where it is written in another way, such as with backslashes. */
  readonly range: TextRange;
}

/** A dependency as the author wrote it, and the workstream that it means. */
export interface Dependency {
  /** Canonical name of the workstream; null when there is none of that name. */
  readonly name: string | null;
  readonly written: string;
  readonly line: number;
  /** Exactly the words, without notes. */
  readonly range: TextRange;
}

/** What a workstream makes for others, or needs of them, in its author's words and without notes in brackets. */
export interface ContractEntry {
  readonly text: string;
  readonly line: number;
  readonly range: TextRange;
}

/** A workstream of a PRP. Lines are zero-based; `endLine` is the first line behind it. */
export interface Workstream {
  /** What stands before the colon: `1`, `A`; null in `### Workstream: api`. */
  readonly key: string | null;
  readonly name: string;
  /** Exactly the name in the heading. */
  readonly nameRange: TextRange;
  readonly owner: string | null;
  /** Exactly the owner; null without one. */
  readonly ownerRange: TextRange | null;
  /** `A` lists files to create and to modify, `B` the files owned; B also for one that only says what it produces. */
  readonly dialect: 'A' | 'B';
  readonly files: readonly OwnedFile[];
  readonly dependsOn: readonly Dependency[];
  /** Where it names again what it depends on, as in `api, web, api`. */
  readonly dependsAgain: readonly Dependency[];
  readonly produces: readonly ContractEntry[];
  readonly consumes: readonly ContractEntry[];
  readonly tasks: readonly { readonly text: string; readonly line: number }[];
  readonly line: number;
  readonly endLine: number;
}

const HEADING = /^(?:\d+(?:\.\d+)*[.)]?\s+)?(?:work[ -]?stream|stream|ws)(?:\b|(?=\d))[\s#-]*(.*)$/i;
const KEYED = /^([A-Z]|\d{1,3}[a-z]?|[IVX]{1,5})\s*(?:(?:[:：.)]|[—–]|-(?=\s))\s*|\s*$)(.*)$/u;

/** `Workstream A — api` is key `A`, name `api`; null for `Workstreams` and for other headings. */
function readHeading(text: string): { key: string | null; name: string } | null {
  if (!/stream|ws/i.test(text)) return null;
  const match = HEADING.exec(text);
  if (!match || /^s\b/i.test(match[1] ?? '')) return null;
  const rest = (match[1] ?? '').trim();
  const keyed = KEYED.exec(rest);
  if (keyed) {
    const key = keyed[1] ?? '';
    return { key, name: cleanName(keyed[2] ?? '') || key };
  }
  const name = /^[:：—–-]\s*(.+)$/u.exec(rest);
  return name ? { key: null, name: cleanName(name[1] ?? '') } : null;
}

function cleanName(text: string): string {
  return plainText(text)
    .replace(/\s*[([][^()[\]]*[)\]]\s*$/u, '')
    .replace(/^executor-/i, '')
    .replace(/[\s:：—–-]+$/u, '')
    .trim();
}

const FILE_LABEL =
  /^(?:files?|files? (?:to )?(?:create|modify|change|edit|add|own|touch)d?|(?:new|modified|created|owned|exclusive) files?|files (?:created|modified|owned|created modified)(?: exclusive)?|owned files|owns|create|modify|paths?)$/;
const DEPENDS_LABEL = /^(?:depends on|dependencies|dependency|depends|requires|blocked by)$/;
const OTHER_LABEL =
  /^(?:owner|executor|agent|tasks?|produces|consumes|contract|contracts|goal|scope|description|notes?|validation|tests?|outputs?|purpose|priority|status|estimate|role|type|interface|success criteria|acceptance criteria|deliverables|files to read|reads?|read only|files read|do not touch|reference files|context|upstream|downstream|key decisions|risks?|gotchas?)$/;
const OTHER_FILES_LABEL = /^(?:files? .*(?:read|not)\b.*|.*\breference.*)$/;

function isLabel(key: string): boolean {
  return FILE_LABEL.test(key) || DEPENDS_LABEL.test(key) || OTHER_LABEL.test(key) || OTHER_FILES_LABEL.test(key);
}

/** The heading of the Workstreams section, whether or not it has any; null when there is no such section. */
export const workstreamsSection = perDocument(
  (document: ParsedDocument): Heading | null =>
    document.headings.find(
      ({ text }) =>
        // Of many headings hardly any gets beyond the first test.
        /streams?/i.test(text) &&
        /^(?:parallel )?work ?streams?\b/.test(sectionKey(text)) &&
        readHeading(text) === null,
    ) ?? null,
);

/** The workstreams of a PRP in document order, in either dialect. Dependencies are resolved among them. */
export const readWorkstreams = perDocument(workstreamsOf);

/** Canonical name of the workstream that the words mean; null when there is none. */
export type ResolveName = (written: string) => string | null;

/** Resolves names wherever the document writes them: in dependencies, contracts and tables. */
export const workstreamResolver = perDocument((document) => createResolver(readWorkstreams(document)));

/** All labelled fields of a workstream, for whoever changes them. */
export function workstreamFields(document: ParsedDocument, { line, endLine }: Workstream): readonly Field[] {
  return readFields(document, line + 1, endLine, isLabel);
}

/** What a field of a workstream holds. */
export type FieldRole =
  | 'owner'
  | 'create'
  | 'modify'
  | 'owned'
  | 'depends'
  | 'produces'
  | 'consumes'
  | 'tasks'
  | 'other';

export function roleOfField({ key }: Field): FieldRole {
  if (FILE_LABEL.test(key)) {
    if (/\bcreated?$|^new files?$/.test(key)) return 'create';
    return /\b(?:modif|chang|edit|add)\w*$|^modified files?$/.test(key) ? 'modify' : 'owned';
  }
  if (DEPENDS_LABEL.test(key)) return 'depends';
  if (OWNER_LABEL.test(key)) return 'owner';
  if (TASKS_LABEL.test(key)) return 'tasks';
  return key === 'produces' || key === 'consumes' ? key : 'other';
}

interface Draft {
  readonly key: string | null;
  readonly name: string;
  readonly owner: string | null;
}

function workstreamsOf(document: ParsedDocument): readonly Workstream[] {
  const section = workstreamsSection(document);
  const sectionLast = section ? sectionEnd(document, section) : document.lines.count;
  const found = document.headings.flatMap((heading) => {
    const read = heading.level >= 2 ? readHeading(heading.text) : null;
    return read ? [{ heading, ...read }] : [];
  });
  // Inside the section where there is one: elsewhere a heading may only speak about a workstream.
  const inside = section
    ? found.filter(({ heading }) => heading.line > section.line && heading.line < sectionLast)
    : [];
  const drafts = (inside.length > 0 ? inside : found).map(({ heading, key, name }, index, all) => {
    const endLine = Math.min(sectionEnd(document, heading), all[index + 1]?.heading.line ?? Infinity);
    return { key, name, line: heading.line, endLine, content: contentOf(document, heading.line, endLine) };
  });
  const named = drafts.map(({ key, name, content }) => ({ key, name, owner: content.owner }));
  const names = JSON.stringify(named);
  const resolve = createResolver(named);
  return drafts.map(({ content, ...draft }) => {
    // Only the dependencies depend on what stands elsewhere: on the names of the other workstreams.
    const known = resolved.get(content);
    if (known?.names === names) return known.workstream;
    const { dependencies, ...rest } = content;
    const nameRange = rangeOfName(document, draft.line, draft.name);
    const workstream = { ...draft, ...rest, nameRange, ...dependenciesOf(document, dependencies, resolve) };
    resolved.set(content, { names, workstream });
    return workstream;
  });
}

/** What was made of a content that an edit left alone, and the names that were known then. */
const resolved = new WeakMap<object, { readonly names: string; readonly workstream: Workstream }>();

/** What a workstream says under its heading, which is the first line. */
const contentOf = perSection((document, from, to) => {
  const fields = readFields(document, from + 1, to, isLabel);
  return {
    ...ownerOf(document, fields),
    dialect: dialectOf(fields),
    files: filesOf(document, fields),
    produces: contractsOf(document, fields, 'produces'),
    consumes: contractsOf(document, fields, 'consumes'),
    tasks: tasksOf(fields),
    dependencies: fields.filter((field) => DEPENDS_LABEL.test(field.key)),
  };
});

function rangeOfName(document: ParsedDocument, line: number, name: string): TextRange {
  const before = /work[ -]?stream|stream|ws/i.exec(document.lines.text(line).slice(0, 300));
  const character = before ? before.index + before[0].length : 0;
  return createLocator(document, { text: '', line, character, endLine: line })(name);
}

const OWNER_LABEL = /^(?:owner|executor|agent)$/;
const TASKS_LABEL = /^tasks?$/;

function ownerOf(
  document: ParsedDocument,
  fields: readonly Field[],
): { owner: string | null; ownerRange: TextRange | null } {
  const field = fields.find((one) => OWNER_LABEL.test(one.key));
  const [entry] = field ? fieldEntries({ ...field, items: [] }) : [];
  const owner = entry ? plainText(entry.text).replace(/\s*\([^()]*\)\s*$/, '') : '';
  if (!entry || owner === '') return { owner: null, ownerRange: null };
  return { owner, ownerRange: createLocator(document, entry)(owner) };
}

function dialectOf(fields: readonly Field[]): 'A' | 'B' {
  const roles = new Set(fields.map(roleOfField));
  if (roles.has('create') || roles.has('modify')) return 'A';
  return roles.has('owned') || roles.has('produces') || roles.has('consumes') ? 'B' : 'A';
}

function filesOf(document: ParsedDocument, fields: readonly Field[]): readonly OwnedFile[] {
  const found = new Map<string, OwnedFile>();
  for (const entry of fields.filter((field) => FILE_LABEL.test(field.key)).flatMap(fieldEntries)) {
    const locate = createLocator(document, entry);
    for (const path of readPaths(entry.text)) {
      const range = locate(path);
      if (!found.has(path)) found.set(path, { path, line: range.start.line, range });
    }
  }
  return [...found.values()];
}

function contractsOf(
  document: ParsedDocument,
  fields: readonly Field[],
  key: 'produces' | 'consumes',
): readonly ContractEntry[] {
  return fields
    .filter((field) => field.key === key)
    .flatMap(fieldEntries)
    .flatMap((entry) => {
      const locate = createLocator(document, entry);
      return readContracts(entry.text).map((text) => {
        const range = locate(text);
        return { text, line: range.start.line, range };
      });
    });
}

/** The contracts that one entry names, as they are written there; none for `none` and its like. */
export function readContracts(entry: string): readonly string[] {
  if (NO_NAME.test(plainText(entry))) return [];
  return splitList(unwrapList(entry))
    .map((part) => part.replace(/\s+(?:\([^()]*\)|(?:[-–—]{1,2}|→|->)\s.*)$/u, '').trim())
    .filter((part) => part !== '' && !NO_NAME.test(plainText(part)));
}

function tasksOf(fields: readonly Field[]): readonly { text: string; line: number }[] {
  return fields
    .filter((field) => TASKS_LABEL.test(field.key))
    .flatMap(fieldEntries)
    .map(({ text, line }) => ({ text: plainText(text), line }));
}

/** By name, by key (`A`, `Workstream 2`, `WS-1`), by owner (`executor-api`) or by `2: api`. */
function createResolver(drafts: readonly Draft[]): ResolveName {
  const byName = new Map<string, string>();
  const add = (written: string | null, name: string): void => {
    const key = nameKey(written ?? '');
    if (key !== '' && !byName.has(key)) byName.set(key, name);
  };
  // A workstream's own name goes before another one's owner.
  for (const { name } of drafts) add(name, name);
  for (const { key, name, owner } of drafts) {
    add(owner, name);
    add(key, name);
    add(key && `ws-${key}`, name);
  }
  const known = new Map<string, string | null>();
  return (written) => {
    const before = known.get(written);
    if (before !== undefined) return before;
    const name = resolveName(byName, written);
    known.set(written, name);
    return name;
  };
}

function resolveName(byName: ReadonlyMap<string, string>, written: string): string | null {
  const direct = byName.get(nameKey(written));
  if (direct !== undefined) return direct;
  // `Workstream 2`, `ws1` and `2: api` name a key with something around it.
  const bare = plainText(written).replace(/^(?:work[ -]?stream|stream|ws)[\s#-]*(?=\S)/i, '');
  const heading = readHeading(`Workstream ${bare}`);
  const candidates = [bare, heading?.name, heading?.key];
  return candidates.map((one) => (one ? byName.get(nameKey(one)) : undefined)).find((one) => one !== undefined) ?? null;
}

function dependenciesOf(
  document: ParsedDocument,
  fields: readonly Field[],
  resolve: ResolveName,
): Pick<Workstream, 'dependsOn' | 'dependsAgain'> {
  const found = new Map<string, Dependency>();
  const again: Dependency[] = [];
  for (const entry of fields.flatMap(fieldEntries)) {
    const locate = createLocator(document, entry);
    for (const written of readNames(entry.text, resolve)) {
      const range = locate(written);
      const key = nameKey(written);
      const dependency = { name: resolve(written), written, line: range.start.line, range };
      if (found.has(key)) again.push(dependency);
      else found.set(key, dependency);
    }
  }
  return { dependsOn: [...found.values()], dependsAgain: again };
}

const NO_NAME =
  /^(?:none|nothing|n\/?a|nil|null|no dependencies|no one|independent|upstream|keine|aucune?|-+|—|–)(?:\s+[-–—].*|[,;.].*|\s*[([].*)?$/iu;

/** The names that one entry such as `x (DOWNSTREAM - reason), y and z` lists, without notes; none for `none`. */
export function readNames(entry: string, resolve: ResolveName): readonly string[] {
  const plain = plainText(entry);
  if (NO_NAME.test(plain)) return [];
  return splitList(unwrapList(plain))
    .map((part) =>
      part
        .replace(/\s*[([].*$/u, '')
        .replace(/\s+(?:[-–—]{1,2}|→|->)\s.*$/u, '')
        .replace(/["'.]+$|^["']/g, '')
        .replace(/^(?:the\s+)?executor-/i, '')
        .trim(),
    )
    .filter((part) => part !== '' && !NO_NAME.test(part))
    .flatMap((part) => (resolve(part) === null ? part.split(/\s+(?:and|&|\+|et|und|y)\s+/i) : [part]));
}
