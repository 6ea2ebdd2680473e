import { isDeepStrictEqual } from 'node:util';
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { type EditConfig, endOfLine, ENTRY, fieldsOf, keepingMark, type Launch, refused } from './edit.ts';
import { withoutProperty, withProperty, withValue } from './json-text.ts';

const LENIENT = { allowTrailingComma: true, disallowComments: false };

/**
 * Edits JSON, with comments or without, in which the tools stand as an object in the object `section`; `more` are fields
 * that it has beside the usual ones. Everything else stays as it is, the person's own fields of the entry as well.
 */
export function editJson(section: string, more: object = {}): EditConfig {
  return keepingMark((text, launch) => {
    const source = text.trim() === '' ? `{}${endOfLine(text)}` : text;
    const root = read(source, section);
    if (typeof root === 'string') return refused(root);
    const after = launch ? withEntry(source, section, launch, more) : withoutEntry(source, root, section);
    return { ok: true, after: after === source ? null : after };
  });
}

/** What stands in the text, or a sentence about what would make an edit mean something else than it says. */
function read(text: string, section: string): Node | string {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, LENIENT);
  const [error] = errors;
  if (error) return `${placeOf(text, error.offset)}: this is no JSON (${printParseErrorCode(error.error)}).`;
  if (root?.type !== 'object') return `${placeOf(text, root?.offset ?? 0)}: the file holds no object.`;
  const found = findNodeAtLocation(root, [section]);
  if (found && found.type !== 'object') return `${placeOf(text, found.offset)}: “${section}” is no object.`;
  const twice = repeated(root, section) ?? (found && repeated(found, ENTRY));
  return twice ? `${placeOf(text, twice.offset)}: “${getNodeValue(twice)}” is there twice.` : root;
}

/** One change at a time, each on the text that the one before has left. */
function withEntry(source: string, section: string, launch: Launch, more: object): string {
  const at = (text: string, path: string[]): Node | undefined => {
    const root = parseTree(text, [], LENIENT);
    return root && findNodeAtLocation(root, path);
  };
  const put = (text: string, path: readonly string[], value: unknown): string => {
    const found = at(text, [...path]);
    if (found) return isDeepStrictEqual(getNodeValue(found), value) ? text : withValue(text, found, path.length, value);
    const parent = at(text, path.slice(0, -1));
    return parent ? withProperty(text, parent, path.length - 1, path.at(-1) ?? '', value) : text;
  };
  const entry = at(source, [section, ENTRY]);
  const fields = { ...more, ...fieldsOf(launch, entry && getNodeValue(entry)) };
  if (entry?.type !== 'object') {
    return put(at(source, [section]) ? source : put(source, [section], {}), [section, ENTRY], fields);
  }
  return Object.entries(fields).reduce((text, [name, value]) => put(text, [section, ENTRY, name], value), source);
}

function withoutEntry(text: string, root: Node, section: string): string {
  const servers = findNodeAtLocation(root, [section]);
  const entry = findNodeAtLocation(root, [section, ENTRY])?.parent;
  return servers && entry ? withoutProperty(text, servers, entry) : text;
}

/** The second of two keys of this name. */
function repeated({ children = [] }: Node, name: string): Node | undefined {
  return children.flatMap(({ children: [key] = [] }) => (key?.value === name ? [key] : []))[1];
}

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
