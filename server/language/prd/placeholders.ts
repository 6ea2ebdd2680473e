import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { sectionEnd } from '../sections.ts';

/** Words of a template that nobody replaced. */
export interface Placeholder {
  readonly text: string;
  readonly range: TextRange;
}

/** How many marks of each kind are looked at, and how much text around one. */
const MAX_MARKS = 20_000;
const AROUND = 200;
const MAX_BEFORE = 2000;

interface Mark {
  /** What every placeholder of the kind begins with. */
  readonly opening: string;
  /** From there on. */
  readonly pattern: RegExp;
  /** What may stand in front of it. */
  readonly before: RegExp;
  readonly accepts?: (found: string, around: { readonly before: string; readonly behind: string }) => boolean;
}

const NAMES =
  'accordion|address|article|aside|audio|blockquote|body|button|canvas|caption|center|cite|code|col|data|dd|del|details|dialog|div|dl|dt|em|fieldset|figure|font|footer|form|h[1-6]|head|header|hr|html|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|menu|meta|nav|object|ol|optgroup|option|output|p|picture|pre|progress|q|s|samp|script|section|select|slot|small|source|span|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|track|u|ul|var|video|br|a|b|i';
const HTML = new RegExp(`^<(?:${NAMES})\\b`, 'i');

const FREE = /(?:^|[\s(*_"'“‘|>,;:~])$/;

/** Words that begin the hint of a template: `[Describe the problem]`, `[product name]`, `[user type]`. */
const HINT =
  /^\[(?:(?:insert|describe|add|your|fill in|enter|specify|replace|write|explain|provide|product name|project name|feature name|company name|e\.g\.)\b[^\][\n]{0,120}|(?:user type|type of user|user role|name|date|metric|persona|action|benefit|product|feature|company|owner|author|placeholder|number|todo|tbd|tbc|x{2,3}%?|x%|yyyy-mm-dd)|…|\.{3})\]$/i;

const MARKS: readonly Mark[] = [
  {
    opening: '{',
    pattern: /\{[A-Za-z][A-Za-z0-9]*(?:[ _-][A-Za-z0-9]+){0,8}\}(?![\w/{}<-]|\.\w)/y,
    before: FREE,
    // In quotes it is a message whose blanks a program fills in; `{N}` and `{ n }` are formulas.
    accepts: (found, { before }) => found.length > 3 && before.split('"').length % 2 === 1 && !/^\{CL\d/.test(found),
  },
  {
    opening: '<',
    pattern: /<(?:[A-Za-z][A-Za-z0-9'’-]*(?:[ _][A-Za-z0-9'’-]+){1,12}|…|\.{3})>/y,
    before: FREE,
    accepts: (found) => !HTML.test(found),
  },
  { opening: '[', pattern: /\[[^\][\n\r]{1,140}\](?![[(:\w])/y, before: FREE, accepts: (found) => HINT.test(found) },
  {
    opening: 'TODO',
    pattern: /TODO\b/y,
    before: FREE,
    // As a word of a sentence it speaks of TODOs, as a value or in front of a colon it is one.
    accepts: (_, { before, behind }) =>
      /^(?:\s*[:：(]|[\s*_).\]]*(?:$|\|))/.test(behind) && /(?:^|[|:：(*_>-])\s*$/.test(before),
  },
  {
    opening: 'TBD',
    pattern: /TBD\b/y,
    before: /(?:^|[\s(*_"'“|>,;:~/[$])$/,
    accepts: (_, { before }) => !/\b(?:no|without|zero|remaining|every)\s$/i.test(before),
  },
  { opening: 'orem ipsum', pattern: /orem ipsum/y, before: /(?:^|[\s(*_"'“|>])[Ll]$/ },
];

/** Placeholders in what a reader sees, in document order; none in code. At most `limit`. */
export function readPlaceholders(document: ParsedDocument, limit: number): readonly Placeholder[] {
  const found = MARKS.flatMap((mark) => [...placeholdersOf(document, mark, limit)]);
  // What is still open has its place among the open questions.
  const mayBeOpen = found.some(({ text }) => OPEN.test(text));
  const open = mayBeOpen ? openQuestions(document) : [];
  return found
    .filter(({ text, range }) => {
      const { line } = range.start;
      return !OPEN.test(text) || !open.some((section) => line >= section.from && line < section.to);
    })
    .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character)
    .slice(0, limit);
}

const OPEN = /^(?:TODO|TBD)$/;

function openQuestions(document: ParsedDocument): readonly { readonly from: number; readonly to: number }[] {
  return document.headings
    .filter(({ text }) => /\b(?:open|unresolved) (?:questions|issues|points|items|decisions)\b/i.test(text))
    .slice(0, 20)
    .map((heading) => ({ from: heading.line, to: sectionEnd(document, heading) }));
}

function* placeholdersOf(document: ParsedDocument, mark: Mark, limit: number): Generator<Placeholder> {
  const { visible, lines } = document;
  let at = visible.indexOf(mark.opening);
  let left = limit;
  for (let seen = 0; at >= 0 && seen < MAX_MARKS && left > 0; seen += 1) {
    const from = at;
    at = visible.indexOf(mark.opening, at + 1);
    mark.pattern.lastIndex = from;
    const text = mark.pattern.exec(visible)?.[0];
    if (text === undefined || !mark.before.test(visible.slice(Math.max(0, from - 1), from).replace(/[\r\n]/, ''))) {
      continue;
    }
    const line = lines.lineAt(from);
    const start = Math.max(lines.start(line), from - MAX_BEFORE);
    const before = visible.slice(start, from);
    const behind = visible.slice(from + text.length, Math.min(lines.end(line), from + text.length + AROUND));
    if (mark.accepts?.(text, { before, behind }) === false || before.split('`').length % 2 === 0) continue;
    const character = from - lines.start(line);
    left -= 1;
    yield { text, range: { start: { line, character }, end: { line, character: character + text.length } } };
  }
}
