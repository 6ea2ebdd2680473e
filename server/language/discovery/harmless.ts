/**
 * Words of a person in a document of ours. **Invariant:** what comes out is one line that holds no character of markdown,
 * HTML or a template that any reader of plans acts on; as long as words of ours stand in front of it on its line, it is
 * prose wherever it is put: a paragraph, an item of a list, a cell of a table. What was said stays readable.
 */

/** Control characters but those that end a line, and marks that turn text around or take no room. */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- these characters are what is searched for.
  /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

/** The whole answer in one line; empty where it says nothing. */
export function harmless(text: string): string {
  const lines = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(UNSEEN, '')
    .split(/[\n\r\v\f\u0085\u2028\u2029]+/)
    .map(withoutMarks)
    .filter((line) => line !== '');
  const joined = lines.reduce(
    (all, line) => (all === '' ? line : `${all}${/[.!?;:,。！？；：、]$/u.test(all) ? '' : ';'} ${line}`),
    '',
  );
  return says(joined) ? joined : '';
}

/** The same cut behind a word, for places that have no room for everything. */
export function shortened(words: string, limit: number): string {
  if (words.length <= limit) return words;
  const head = beginningOf(words, limit - 1);
  const blank = head.lastIndexOf(' ');
  return `${(blank > limit / 2 ? head.slice(0, blank) : head).replace(/[\s,;:.–—-]+$/u, '')} …`;
}

/** At most so many UTF-16 units, and never half a character. */
export const beginningOf = (text: string, limit: number): string =>
  text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');

const MAX_POINTS = 12;
const MAX_POINT = 280;

/** The single points of an answer that lists some: a line each, or parted by semicolons. Each is short. */
export function pointsOf(text: string): readonly string[] {
  return text
    .split(/[\n\r;；]+/)
    .map(harmless)
    .filter((point) => point !== '')
    .slice(0, MAX_POINTS)
    .map((point) => shortened(point.replace(/[.。]+$/u, ''), MAX_POINT));
}

/** Whether there is anything to read: a letter, a number or a picture. */
const says = (text: string): boolean => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text);

const REPLACED: readonly (readonly [RegExp, string])[] = [
  // Comments first: what is in them was written, and becomes words like all others.
  [/<!--|-->/g, ' '],
  [/[`´]+/g, "'"],
  [/</g, '‹'],
  [/>/g, '›'],
  [/[[{]/g, '('],
  [/[\]}]/g, ')'],
  [/[|\\]/g, '/'],
  [/[*_]{2,}|(?<![\p{L}\p{N}])[*_](?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])[*_](?![\p{L}\p{N}])/gu, ''],
  [/[~=#]{2,}/g, ' '],
  [/-{4,}/g, '—'],
  // Words that a template leaves for somebody to replace; in an answer they are meant as words.
  [/\bTODO/g, 'to-do'],
  [/\bTBD/g, 'to be decided'],
  [/([Ll])orem ipsum/g, '$1orem-ipsum'],
  // Tools that are gone would be taken for an instruction to use them.
  [/Team(?=Create|Delete)/g, 'team '],
  [/\s+/gu, ' '],
];

function withoutMarks(line: string): string {
  const bare = line.replace(
    /^(?:\s|#{1,6}(?=\s)|[-*+>•](?=\s)|\d{1,3}[.)](?=\s)|\[[ xX]?\](?=\s)|[`~]{3,}\w*\s*$)+/u,
    '',
  );
  return REPLACED.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), bare).trim();
}
