import { createScanner, type Node } from 'jsonc-parser';
import { endOfLine } from './edit.ts';

/**
 * Changes in the text of JSON that leave every other character where it is. The editor of the library formats the whole
 * lines that it touches, and with a property it takes the comments behind it.
 */

/** Puts a property first into an object, on lines of its own. `depth` is how deep the object is nested. */
export function withProperty(text: string, object: Node, depth: number, name: string, value: unknown): string {
  const { eol, indent } = styleOf(text);
  const at = object.offset + 1 + (/^[ \t]*\/\/[^\r\n]*/.exec(text.slice(object.offset + 1))?.[0].length ?? 0);
  const inner = eol + indent.repeat(depth + 1);
  const rest = text.slice(at);
  const isLast = (object.children ?? []).length === 0;
  const body = `${inner}${JSON.stringify(name)}: ${serialized(value, text, depth + 1)}${isLast ? '' : ','}`;
  const isClosed = /^\s*\}/.test(rest);
  const next = isClosed ? eol + indent.repeat(depth) : inner;
  // What stood on the line of the brace goes on a line of its own.
  const behind = isClosed || !/^[ \t]*(?:\r?\n|\/)/.test(rest) ? next + rest.trimStart() : rest;
  return text.slice(0, at) + body + behind;
}

export function withValue(text: string, { offset, length }: Node, depth: number, value: unknown): string {
  return text.slice(0, offset) + serialized(value, text, depth) + text.slice(offset + length);
}

/** Takes a property out with its comma, and with its lines where nothing else is on them. */
export function withoutProperty(text: string, object: Node, property: Node): string {
  const end = property.offset + property.length;
  const comma = commaFrom(text, end);
  if (comma !== null) return cut(text, property.offset, comma + 1);
  const siblings = object.children ?? [];
  const before = siblings[siblings.indexOf(property) - 1];
  const gone = cut(text, property.offset, end);
  const earlier = before ? commaFrom(text, before.offset + before.length) : null;
  return earlier === null ? gone : gone.slice(0, earlier) + gone.slice(earlier + 1);
}

function cut(text: string, from: number, to: number): string {
  const start = from - (/[ \t]*$/.exec(text.slice(0, from))?.[0].length ?? 0);
  const isOwnLine = start === 0 || text[start - 1] === '\n';
  const behind = /^[ \t]*\r?\n/.exec(text.slice(to))?.[0].length ?? 0;
  return isOwnLine && behind > 0
    ? text.slice(0, start) + text.slice(to + behind)
    : text.slice(0, from) + text.slice(to);
}

/** Where the comma after a value is, comments skipped; null where none follows. */
function commaFrom(text: string, offset: number): number | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const at = scanner.getTokenOffset();
  return text[at] === ',' ? at : null;
}

function serialized(value: unknown, text: string, depth: number): string {
  const { eol, indent } = styleOf(text);
  return JSON.stringify(value, null, indent).replaceAll('\n', eol + indent.repeat(depth));
}

function styleOf(text: string): { eol: string; indent: string } {
  return { eol: endOfLine(text), indent: /^([ \t]+)"/m.exec(text)?.[1] ?? '  ' };
}
