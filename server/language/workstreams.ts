import { fieldEntries, readFields } from './field-lines.ts';
import type { Field } from './field-lines.ts';
import { nameKey, plainText } from './inline-text.ts';
import { sectionKey } from './known-sections.ts';
import { readPaths, splitList, unwrapList } from './owned-files.ts';
import type { Heading, ParsedDocument } from './parse-document.ts';
import { perDocument } from './per-document.ts';
import { sectionEnd } from './sections.ts';

/** A path, folder or glob and the line that names it. */
export interface OwnedFile {
  readonly path: string;
  readonly line: number;
}

/** A dependency as the author wrote it, and the workstream that it means. */
export interface Dependency {
  /** Canonical name of the workstream; null when there is none of that name. */
  readonly name: string | null;
  readonly written: string;
  readonly line: number;
}

/** A workstream of a PRP. Lines are zero-based; `endLine` is the first line behind it. */
export interface Workstream {
  /** What stands before the colon: `1`, `A`; null in `### Workstream: api`. */
  readonly key: string | null;
  readonly name: string;
  readonly owner: string | null;
  readonly files: readonly OwnedFile[];
  readonly dependsOn: readonly Dependency[];
  readonly tasks: readonly { readonly text: string; readonly line: number }[];
  readonly line: number;
  readonly endLine: number;
}

const HEADING = /^(?:\d+(?:\.\d+)*[.)]?\s+)?(?:work[ -]?stream|stream|ws)(?:\b|(?=\d))[\s#-]*(.*)$/i;
const KEYED = /^([A-Z]|\d{1,3}[a-z]?|[IVX]{1,5})\s*(?:(?:[:：.)]|[—–]|-(?=\s))\s*|\s*$)(.*)$/u;

/** `Workstream A — api` is key `A`, name `api`; null for `Workstreams` and for other headings. */
function readHeading(text: string): { key: string | null; name: string } | null {
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
export function workstreamsSection(document: ParsedDocument): Heading | null {
  return (
    document.headings.find(
      (heading) =>
        /^(?:parallel )?work ?streams?\b/.test(sectionKey(heading.text)) && readHeading(heading.text) === null,
    ) ?? null
  );
}

/** The workstreams of a PRP in document order, in either dialect. Dependencies are resolved among them. */
export const readWorkstreams = perDocument(workstreamsOf);

function workstreamsOf(document: ParsedDocument): readonly Workstream[] {
  const section = workstreamsSection(document);
  const sectionLast = section ? sectionEnd(document, section) : document.lines.count;
  const named = document.headings.flatMap((heading) => {
    const read = heading.level >= 2 ? readHeading(heading.text) : null;
    return read ? [{ heading, ...read }] : [];
  });
  // Inside the section where there is one: elsewhere a heading may only speak about a workstream.
  const inside = section
    ? named.filter(({ heading }) => heading.line > section.line && heading.line < sectionLast)
    : [];
  const drafts = (inside.length > 0 ? inside : named).map(({ heading, key, name }, index, all) => {
    const endLine = Math.min(sectionEnd(document, heading), all[index + 1]?.heading.line ?? Infinity);
    return { key, name, line: heading.line, endLine, fields: readFields(document, heading.line + 1, endLine, isLabel) };
  });
  const resolve = createResolver(drafts);
  return drafts.map(({ key, name, line, endLine, fields }) => ({
    key,
    name,
    owner: ownerOf(fields),
    files: filesOf(fields),
    dependsOn: dependenciesOf(fields, resolve),
    tasks: tasksOf(fields),
    line,
    endLine,
  }));
}

function ownerOf(fields: readonly Field[]): string | null {
  const field = fields.find((one) => /^(?:owner|executor|agent)$/.test(one.key));
  const owner = field ? plainText(field.value).replace(/\s*\([^()]*\)\s*$/, '') : '';
  return owner === '' ? null : owner;
}

function filesOf(fields: readonly Field[]): readonly OwnedFile[] {
  const seen = new Set<string>();
  return fields
    .filter((field) => FILE_LABEL.test(field.key))
    .flatMap(fieldEntries)
    .flatMap(({ text, line }) => readPaths(text).map((path) => ({ path, line })))
    .filter(({ path }) => !seen.has(path) && seen.add(path));
}

function tasksOf(fields: readonly Field[]): readonly { text: string; line: number }[] {
  return fields
    .filter((field) => /^tasks?$/.test(field.key))
    .flatMap(fieldEntries)
    .map(({ text, line }) => ({ text: plainText(text), line }));
}

type Resolve = (written: string) => string | null;

/** By name, by key (`A`, `Workstream 2`, `WS-1`), by owner (`executor-api`) or by `2: api`. */
function createResolver(drafts: readonly { key: string | null; name: string; fields: readonly Field[] }[]): Resolve {
  const byName = new Map<string, string>();
  for (const { key, name, fields } of drafts) {
    const owner = ownerOf(fields);
    const keys = [
      nameKey(name),
      ...(owner ? [nameKey(owner)] : []),
      ...(key ? [nameKey(key), `ws-${nameKey(key)}`] : []),
    ];
    for (const one of keys) if (one !== '' && !byName.has(one)) byName.set(one, name);
  }
  return (written) => {
    const direct = byName.get(nameKey(written));
    if (direct !== undefined) return direct;
    // `Workstream 2`, `ws1` and `2: api` name a key with something around it.
    const bare = plainText(written).replace(/^(?:work[ -]?stream|stream|ws)[\s#-]*(?=\S)/i, '');
    const heading = readHeading(`Workstream ${bare}`);
    const candidates = [bare, heading?.name, heading?.key];
    return (
      candidates.map((one) => (one ? byName.get(nameKey(one)) : undefined)).find((one) => one !== undefined) ?? null
    );
  };
}

function dependenciesOf(fields: readonly Field[], resolve: Resolve): readonly Dependency[] {
  const found = new Map<string, Dependency>();
  for (const { text, line } of fields.filter((field) => DEPENDS_LABEL.test(field.key)).flatMap(fieldEntries)) {
    for (const written of readNames(text)) {
      const parts = resolve(written) === null ? written.split(/\s+(?:and|&|\+|et|und|y)\s+/i) : [written];
      for (const part of parts) found.set(nameKey(part), { name: resolve(part), written: part, line });
    }
  }
  return [...found.values()];
}

const NO_NAME =
  /^(?:none|nothing|n\/?a|nil|null|no dependencies|no one|independent|upstream|keine|aucune?|-+|—|–)(?:\s+[-–—].*|[,;.].*|\s*[([].*)?$/iu;

function readNames(text: string): readonly string[] {
  if (NO_NAME.test(plainText(text))) return [];
  return splitList(unwrapList(plainText(text)))
    .map((part) =>
      part
        .replace(/\s*[([].*$/u, '')
        .replace(/\s+(?:[-–—]{1,2}|→|->)\s.*$/u, '')
        .replace(/["'.]+$|^["']/g, '')
        .replace(/^(?:the\s+)?executor-/i, '')
        .trim(),
    )
    .filter((part) => part !== '' && !NO_NAME.test(part));
}
