/** What stands in back-ticks in an entry, or is written like a path. */
export interface Token {
  readonly kind: 'path' | 'code';
  readonly text: string;
}

/** An entry taken apart. Words are in small letters, without punctuation and without what tokens hold. */
export interface Portion {
  readonly words: readonly string[];
  readonly tokens: readonly Token[];
}

const MAX_TEXT = 2000;
/** Behind these, an entry names what it does not mean. */
const EXCEPTION =
  /\b(?:but|except|excluding|not|never|no|without|outside|other than|instead of|rather than|avoid|besides|don['’]?t|cannot|can['’]t|neither|nor|nothing|none|until|unless|forbidden|refuse|stop|away from)\b/i;
/** The same where something is held back: a second `not` there names one thing more. */
const ONLY_EXCEPTION =
  /\b(?:except|excluding|other than|outside|beyond|besides|apart from|unless|(?:anything|everything|all|nothing) but)\b/i;
/** What is allowed only at times cannot be checked by a program. */
const CONDITION =
  /\b(?:if|when|whenever|once|after|before|while|until|unless|provided|assuming|as long as|as soon as|depending|where necessary|as needed|approval|approved|approves|ask|asks|asking|confirm\w*|permission|wait|waits)\b/i;

/** The entry before the first word of exception, and behind it. Bounded. */
export function portionsOf(
  text: string,
  purpose: 'allow' | 'hold-back',
): { readonly meant: Portion; readonly excepted: Portion } {
  const bounded = text.slice(0, MAX_TEXT);
  // What stands in back-ticks is no English.
  const plain = bounded.replace(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  const at = (purpose === 'allow' ? EXCEPTION : ONLY_EXCEPTION).exec(plain)?.index ?? bounded.length;
  return { meant: portionOf(bounded.slice(0, at)), excepted: portionOf(bounded.slice(at)) };
}

export function isConditional(text: string): boolean {
  return CONDITION.test(text.slice(0, MAX_TEXT).replace(/`[^`]*`/g, ' '));
}

function portionOf(text: string): Portion {
  const tokens: Token[] = [];
  const rest = text.replace(/`([^`]+)`/g, (_, inner: string) => {
    const code = inner.trim();
    if (code !== '') tokens.push({ kind: isPath(code) ? 'path' : 'code', text: code });
    return ' ';
  });
  const words: string[] = [];
  for (const piece of rest.split(/\s+/)) {
    const bare = piece.replace(/^[*_("'“]+|[*_)"'”.,;:!?]+$/g, '');
    if (bare === '') continue;
    // Two words with a slash between them are no path: `and/or`, `read/write`.
    if (/^[\w@.-]+(?:\/[\w@.*?-]*)+$/.test(bare) && /[*.]|\/$|\/.*\//.test(bare))
      tokens.push({ kind: 'path', text: bare });
    else words.push(...bare.toLowerCase().split('/'));
  }
  return { words: words.filter((word) => word !== ''), tokens };
}

/** A name without blanks that has a folder, a wildcard or an extension; `package.json`, `docs/**`, `Makefile`. */
function isPath(code: string): boolean {
  if (/[\s;|&<>$()"'\\]/.test(code) || code.startsWith('-')) return false;
  return /[/*]|\.\w/.test(code) || /^[A-Z][\w-]*$/.test(code);
}
