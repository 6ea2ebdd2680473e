/** Bounds every pattern below: a line longer than this carries no name, field or title of ours. */
export const MAX_LINE = 20_000;

/** What a reader sees of a short piece of markdown: no emphasis marks, back-ticks, link targets or trailing `#`. */
export function plainText(markdown: string): string {
  const line = markdown.slice(0, MAX_LINE).trim();
  // Most texts hold none of these, and five passes over each of them are half the time of a check.
  if (!/[*_`~[#]|\s\s|[^\S ]/.test(line)) return line;
  return line
    .replace(/\s+/g, ' ')
    .replace(/!?\[([^\][]*)\]\([^()\s]*\)/g, '$1')
    .replace(/\*\*|__|~~|`/g, '')
    .replace(/(^|[\s(])[*_](\S(?:[^*_]*\S)?)[*_](?=$|[\s),.:;])/g, '$1$2')
    .replace(/ #+$/, '')
    .trim();
}

/** Lower case, words only: `depends_on`, `Depends on` and `**Depends-On**` are the same label. */
export function labelKey(text: string): string {
  return plainText(text)
    .toLowerCase()
    .replace(/[_\-/&]+/g, ' ')
    .replace(/[^\p{L}\p{N} ]+/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Two names are the same when their keys are: case, spaces, hyphens and an `executor-` in front do not count. */
export function nameKey(name: string): string {
  // Most names are their own key, and saying so costs a tenth.
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && !name.startsWith('executor-')) return name;
  return labelKey(name)
    .replace(/^executor /, '')
    .replace(/ /g, '-');
}
