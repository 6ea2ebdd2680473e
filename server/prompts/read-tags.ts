import Mustache, { type TemplateSpans } from 'mustache';
import { indexLines } from '../language/line-index.ts';

/** A tag of a template, with its one-based line. */
export type Tag =
  | { readonly kind: 'value'; readonly name: string; readonly line: number }
  | { readonly kind: 'part'; readonly name: string; readonly line: number }
  /** `{{{name}}}` and `{{&name}}`. */
  | { readonly kind: 'unescaped'; readonly name: string; readonly line: number }
  | {
      readonly kind: 'section' | 'inverted';
      readonly name: string;
      readonly line: number;
      readonly inside: readonly Tag[];
    };

export interface Problem {
  /** One-based. */
  readonly line: number;
  /** A sentence or two: what is wrong, and what to do. */
  readonly message: string;
}

export type TagsResult =
  | { readonly ok: true; readonly tags: readonly Tag[] }
  | { readonly ok: false; readonly problem: Problem };

/** Sections are read no deeper than this, which is deeper than anybody writes and shallow enough for every stack. */
export const MAX_DEPTH = 20;

/** The parser takes time that grows with the square of such a run. */
const LONG_BLANK = /\s{500}/;

/** A tag that begins before the one before it has ended; the parser would read both as one. */
const OPEN_TAG = /\{\{(?!\{)[^{}]{0,200}\{\{/;
const UNCLOSED = 'a tag is not closed. Write }} where it ends.';

/** The tags of a text, nested as they stand. */
export function readTags(text: string): TagsResult {
  const lines = indexLines(text);
  const lineOf = (offset: number): number => lines.lineAt(Math.min(offset, text.length)) + 1;
  const open = OPEN_TAG.exec(text);
  if (open) return { ok: false, problem: { line: lineOf(open.index), message: UNCLOSED } };
  const blank = LONG_BLANK.exec(text);
  if (blank) return { ok: false, problem: { line: lineOf(blank.index), message: '500 blanks in a row. Remove them.' } };
  try {
    // A writer of our own: the shared one keeps every template that it has ever seen.
    const spans = new Mustache.Writer().parse(text) as TemplateSpans;
    return { ok: true, tags: toTags(spans, lineOf, 1) };
  } catch (error) {
    return { ok: false, problem: describeSyntax(error, text, lineOf) };
  }
}

const KINDS = { name: 'value', '&': 'unescaped', '>': 'part', '#': 'section', '^': 'inverted' } as const;

function toTags(spans: TemplateSpans, lineOf: (offset: number) => number, depth: number): Tag[] {
  return spans.flatMap((span): Tag[] => {
    const [type, name, start, , inside] = span;
    if (!(type in KINDS)) return [];
    const kind = KINDS[type as keyof typeof KINDS];
    const line = lineOf(start);
    if (kind === 'section' || kind === 'inverted') {
      const reads = Array.isArray(inside) && depth <= MAX_DEPTH;
      return [{ kind, name, line, inside: reads ? toTags(inside, lineOf, depth + 1) : [] }];
    }
    return [{ kind, name, line }];
  });
}

/** The parser names the place where it noticed; a person needs the place where the section begins. */
function describeSyntax(error: unknown, text: string, lineOf: (offset: number) => number): Problem {
  const words = error instanceof Error ? error.message : String(error);
  const [, what = words, name = '', where = '0'] = /^(.*?)(?: "(.*)")? at (\d+)$/s.exec(words) ?? [];
  const offset = Number(where);
  if (what === 'Unclosed section') {
    const opening = [...text.slice(0, offset).matchAll(/\{\{\s*[#^]\s*(\S{1,100}?)\s*\}\}/g)];
    const last = opening.findLast(([, opened]) => opened === name);
    const message = `the section {{#${name}}} is not closed. Write {{/${name}}} where it ends.`;
    return { line: lineOf(last?.index ?? offset), message };
  }
  if (what === 'Unopened section') {
    return { line: lineOf(offset), message: `{{/${name}}} closes a section that was not opened. Remove it.` };
  }
  if (what === 'Unclosed tag') {
    const line = lineOf(Math.max(0, text.lastIndexOf('{{')));
    return { line, message: UNCLOSED };
  }
  return { line: lineOf(offset), message: `${words}. Correct that tag.` };
}
