const NOTHING = /^(?:none|n\/?a|nothing|no files?|tbd|todo|keine|aucun|-+|—|–|\.\.\.|…)\.?$/i;

/** Splits at commas and semicolons that stand outside of back-ticks, brackets and braces. */
export function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let code = false;
  let current = '';
  for (const character of text) {
    if (character === '`') code = !code;
    else if (!code && '([{'.includes(character)) depth += 1;
    else if (!code && ')]}'.includes(character)) depth = Math.max(0, depth - 1);
    if (!code && depth === 0 && (character === ',' || character === ';')) {
      parts.push(current);
      current = '';
    } else current += character;
  }
  parts.push(current);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Takes the brackets off a YAML list such as `[a, b]`, but leaves a path such as `[id]/page.tsx` alone. */
export function unwrapList(text: string): string {
  const match = /^\[(.*)\]$/.exec(text.trim());
  return match ? (match[1] ?? '') : text;
}

/**
 * Paths, folders and globs of one entry such as `` `src/a.ts` (new), `src/b/` — the rest ``. Notes in brackets behind
 * a path and explanations behind a dash are dropped; separators become `/` and a leading `./` goes.
 */
export function readPaths(entry: string): readonly string[] {
  return splitList(unwrapList(entry)).flatMap((part) => {
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
