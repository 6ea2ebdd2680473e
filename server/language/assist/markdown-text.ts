const MAX_TEXT = 300;

/**
 * Words of a document as plain text in markdown, on one line. Nothing in them becomes a link, an image, emphasis, HTML
 * or an icon, also no bare address; what is too long is cut.
 */
export function escaped(text: string, max = MAX_TEXT): string {
  return oneLine(text, max)
    .replace(/[\\`*_{}[\]<>#|~&@!$]/g, '\\$&')
    .replace(/:(?=\/)/g, '\\:')
    .replace(/(www)\./gi, '$1\\.');
}

/** The same as code, which shows every character as it is. */
export function codeSpan(text: string, max = MAX_TEXT): string {
  const line = oneLine(text, max);
  if (line === '') return '';
  let marks = '`';
  while (line.includes(marks)) marks += '`';
  const gap = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${marks}${gap}${line}${gap}${marks}`;
}

/** The first items, and how many more there are. */
export function listed(items: readonly string[], max: number): string {
  const shown = items.slice(0, max).join(', ');
  return items.length > max ? `${shown} and ${items.length - max} more` : shown;
}

function oneLine(text: string, max: number): string {
  // Control characters and those that reorder what a reader sees have no place in a hover.
  const line = text
    .slice(0, max * 2)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length > max ? `${line.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}
