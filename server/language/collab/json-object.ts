/** A string, number, boolean or null in a JSON text. Offsets are those of the text; a string's leave out its quotes. */
export interface JsonScalar {
  readonly value: string | number | boolean | null;
  readonly from: number;
  readonly to: number;
}

/** Longer than any record, and short enough that reading one costs nothing. */
const MAX_LENGTH = 262_144;
const MAX_DEPTH = 32;

/**
 * The fields of a JSON object that hold no object or array, with their places; of a key that stands twice the last one.
 * Null for everything that is no JSON object, is longer than 256 KiB or nests deeper than 32. Never throws.
 */
export function readJsonObject(text: string): ReadonlyMap<string, JsonScalar> | null {
  const first = /^\uFEFF?\s*/.exec(text.slice(0, 1000))?.[0].length ?? 0;
  if (text[first] !== '{' || text.length - first > MAX_LENGTH || !isJson(text.slice(first))) return null;
  const fields = new Map<string, JsonScalar>();
  let depth = 0;
  let key: string | null = null;
  let at = first;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > MAX_DEPTH) return null;
    if (character === ',') key = null;
    if (/[\s{}[\],:]/.test(character)) {
      at += 1;
      continue;
    }
    const end = character === '"' ? stringEnd(text, at) : literalEnd(text, at);
    if (depth === 1) {
      const value = scalarOf(text.slice(at, end));
      const quote = typeof value === 'string' ? 1 : 0;
      if (key === null) key = String(value);
      else fields.set(key, { value, from: at + quote, to: end - quote });
    }
    at = end;
  }
  return fields;
}

/** The parser of the platform does not recurse, so that depth alone does not hurt it. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function stringEnd(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function literalEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && /[\w.+-]/.test(text[at] ?? '')) at += 1;
  return Math.max(at, from + 1);
}

function scalarOf(token: string): JsonScalar['value'] {
  const value: unknown = JSON.parse(token);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
