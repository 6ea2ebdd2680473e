/**
 * The text of a snippet whose placeholders are taken as they are: `${1:name}` is `name`, `${2|a,b|}` its first choice,
 * and a repeated `${1}` the words of the first. Variables of the date are those of `now`, in UTC.
 */
export function expandSnippet(snippet: string, now = new Date(0)): string {
  const date = now.toISOString();
  const variables: Readonly<Record<string, string>> = {
    CURRENT_YEAR: date.slice(0, 4),
    CURRENT_MONTH: date.slice(5, 7),
    CURRENT_DATE: date.slice(8, 10),
    CURRENT_HOUR: date.slice(11, 13),
    CURRENT_MINUTE: date.slice(14, 16),
    CURRENT_TIMEZONE_OFFSET: '+00:00',
  };
  const known = snippet.replace(/\$\{([A-Z_]+)\}/g, (whole, name: string) => variables[name] ?? whole);
  return expand(known, new Map()).text;
}

/** Expands until the end, or until the `}` that closes the placeholder around. */
function expand(snippet: string, words: Map<string, string>, start = 0, nested = false): { text: string; end: number } {
  let text = '';
  let at = start;
  while (at < snippet.length) {
    const rest = snippet.slice(at);
    const choice = /^\$\{(\d+)\|([^|]*)\|\}/.exec(rest);
    const open = /^\$\{(\d+):/.exec(rest);
    const plain = /^\$(?:(\d+)|\{(\d+)\})/.exec(rest);
    if (nested && rest.startsWith('}')) return { text, end: at + 1 };
    if (/^\\[\\$}]/.test(rest)) {
      text += rest[1] ?? '';
      at += 2;
    } else if (choice) {
      text += remember(words, choice[1] ?? '', (choice[2] ?? '').split(',')[0] ?? '');
      at += choice[0].length;
    } else if (open) {
      const inner = expand(snippet, words, at + open[0].length, true);
      text += remember(words, open[1] ?? '', inner.text);
      at = inner.end;
    } else if (plain) {
      text += words.get(plain[1] ?? plain[2] ?? '') ?? '';
      at += plain[0].length;
    } else {
      text += rest[0] ?? '';
      at += 1;
    }
  }
  return { text, end: at };
}

function remember(words: Map<string, string>, number: string, text: string): string {
  if (!words.has(number)) words.set(number, text);
  return words.get(number) ?? text;
}
