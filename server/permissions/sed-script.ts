/**
 * Whether a sed script only changes text: no command of it writes a file (`w`), reads one (`r`) or runs a program (`e`).
 * What this does not understand is not calm.
 */
export function isCalmSed(script: string): boolean {
  let at = 0;
  while (at < script.length) {
    const next = command(script, address(script, at));
    if (next <= at) return false;
    at = next;
  }
  return true;
}

const SEPARATORS = /[\s;{}]/;

/** Behind the addresses that begin here: `3`, `$`, `/x/`, `1~2`, `4,/y/`, `!`. */
function address(script: string, from: number): number {
  let at = from;
  for (;;) {
    const character = script[at] ?? '';
    if (/[\d$,~+!]/.test(character) || /[\s;{}]/.test(character)) at += 1;
    else if (character === '/') {
      const end = behindDelimiter(script, at + 1, '/');
      if (end < 0) return at;
      at = end;
      while (/[IM]/.test(script[at] ?? '')) at += 1;
    } else return at;
  }
}

/** Behind the command that begins here; `from` itself where it is none that is known. */
function command(script: string, from: number): number {
  const name = script[from];
  if (name === undefined) return script.length;
  if ('pdDgGhHnNxPq=lz'.includes(name)) return ended(script, from + 1, from);
  if (name === '#') return endOfLine(script, from);
  // The rest of the line is text.
  if ('aic'.includes(name)) return textEnd(script, from);
  if ('bt:T'.includes(name)) return ended(script, from + 1 + label(script, from + 1), from);
  if (name !== 's' && name !== 'y') return from;
  const delimiter = script[from + 1];
  if (delimiter === undefined || /[\\\n]/.test(delimiter)) return from;
  const middle = behindDelimiter(script, from + 2, delimiter);
  const end = middle < 0 ? -1 : behindDelimiter(script, middle, delimiter);
  if (end < 0) return from;
  let at = end;
  while (/[gpiIMm\d]/.test(script[at] ?? '')) at += 1;
  return ended(script, at, from);
}

function ended(script: string, at: number, otherwise: number): number {
  const character = script[at];
  if (character === undefined) return script.length;
  return SEPARATORS.test(character) ? at + 1 : otherwise;
}

function label(script: string, from: number): number {
  return /^\s*[\w-]*/.exec(script.slice(from, from + 100))?.[0].length ?? 0;
}

function behindDelimiter(script: string, from: number, delimiter: string): number {
  for (let at = from; at < script.length; at += 1) {
    if (script[at] === '\\') at += 1;
    else if (script[at] === delimiter) return at + 1;
  }
  return -1;
}

function endOfLine(script: string, from: number): number {
  const end = script.indexOf('\n', from);
  return end < 0 ? script.length : end + 1;
}

/** Lines that end in a backslash go on. */
function textEnd(script: string, from: number): number {
  let at = endOfLine(script, from);
  while (at < script.length && script[at - 2] === '\\') at = endOfLine(script, at);
  return at;
}
