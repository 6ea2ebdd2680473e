const NOTHING = /^(?:none|n\/?a|nothing|no files?|tbd|todo|keine|aucun|-+|—|–|\.\.\.|…)\.?$/i;

/** Splits at commas and semicolons that stand outside of back-ticks, brackets and braces. */
export function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let code = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '`') code = !code;
    else if (code) continue;
    else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && (character === ',' || character === ';')) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Takes the brackets off a YAML list such as `[a, b]`, but leaves a path such as `[id]/page.tsx` alone. */
export function unwrapList(text: string): string {
  const match = /^\[(.*)\]$/.exec(text.trim());
  return match ? (match[1] ?? '') : text;
}

const PLAIN_PATH = /^(`?)([a-z][\w./-]{0,200}[a-z0-9/])\1$/i;

/**
 * Paths, folders and globs of one entry such as `` `src/a.ts` (new), `src/b/` — the rest ``. Notes in brackets behind
 * a path and explanations behind a dash are dropped; separators become `/` and a leading `./` goes.
 */
export function readPaths(entry: string): readonly string[] {
  return splitList(unwrapList(entry)).flatMap((part) => {
    // Most entries are nothing but a path, and all that follows would find that out slowly.
    const plain = PLAIN_PATH.exec(part)?.[2];
    if (plain !== undefined && plain.length > 3 && plain.includes('/') && !plain.includes('//')) return [plain];
    const bare = withoutNotes(part);
    const quoted = [...bare.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    return (quoted.length > 0 ? quoted : unquoted(bare)).map(cleanPath).filter((path) => path !== '');
  });
}

/** A path may hold blanks, but a sentence is no path: of that only the words that look like one are taken. */
function unquoted(bare: string): readonly string[] {
  const words = bare.split(/\s+/);
  return words.length <= 4 ? [bare] : words.filter((word) => /\w\/|\w\.\w|\*/.test(word));
}

function withoutNotes(part: string): string {
  // An explanation begins behind the first closing back-tick, so that a dash inside a quoted path stays.
  const quoteEnd = part.startsWith('`') ? part.indexOf('`', 1) + 1 : 0;
  const head = part.slice(0, quoteEnd);
  const tail = part.slice(quoteEnd).replace(/\s+(?:[-–—]{1,2}|→|->|←|<-|#|:)\s.*$|:\s.*$/u, '');
  return (head + tail).replace(/(?:\s+[([][^()[\]]*(?:\([^()]*\)[^()[\]]*)*[)\]])+\s*$/u, '').trim();
}

function cleanPath(raw: string): string {
  const path = raw
    .replace(/^(?:\*\*|__|["'])|(?:__|["'])$/g, (mark) => (mark === '**' && !raw.endsWith('**') ? mark : ''))
    .trim();
  const closed =
    raw.startsWith('**') && raw.endsWith('**') && !raw.startsWith('**/') ? path.replace(/\*\*$/, '') : path;
  const slashed = closed
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/{2,}/g, '/');
  if (NOTHING.test(slashed) || slashed.length > 1024) return '';
  return slashed;
}
