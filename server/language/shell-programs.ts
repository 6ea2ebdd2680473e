/** Words of a shell command line, or what separates two commands. Quotes stay, so that a quoted word is told from a plain one. */
type Token = { readonly type: 'word'; readonly text: string } | { readonly type: 'end' };

const MAX_SCRIPT = 20_000;

/** Words behind which the command itself comes. */
const PREFIXES = new Set(['!', '{', 'if', 'then', 'else', 'elif', 'while', 'until', 'do', 'time']);
const WRAPPERS = new Set(['sudo', 'env', 'nohup', 'exec', 'command', 'nice', 'timeout', 'xargs', 'builtin']);

/** What a shell does itself. */
const BUILTINS = new Set(
  (
    'cd pushd popd dirs echo printf test [ [[ true false : read exit return set unset export local declare typeset ' +
    'readonly shift trap wait jobs fg bg kill ulimit umask type hash help let getopts break continue unalias shopt ' +
    'history pwd disown times mapfile readarray for in done fi esac select } ))'
  ).split(' '),
);

/** Behind these nobody can tell which programs there are: they change the search path or define names. */
const CHANGES = new Set([
  'source',
  '.',
  'eval',
  'alias',
  'function',
  'case',
  'nvm',
  'conda',
  'mamba',
  'sdk',
  'rvm',
  'pyenv',
  'asdf',
  'direnv',
]);

/** They bring the program that they run. */
const RUNNERS = new Set(['npx', 'bunx', 'pnpx', 'uvx', 'pipx']);

/** A word in capitals or one that begins with a digit is prose in the wrong block. */
const PROGRAM = /^(?![A-Z]{2,}$)[A-Za-z_][\w.+-]{0,63}$/;

/**
 * The programs that a shell script looks for on the search path, each once and in order. What cannot be told without
 * running it (variables, paths, functions, everything behind `source`) is left out.
 */
export function programsOf(script: string): readonly string[] {
  const found = new Set<string>();
  // `name () {` defines a function, which then is no program.
  if (/^\s{0,20}[\w-]{1,60} \(\)/m.test(script.slice(0, MAX_SCRIPT))) return [];
  let words: string[] = [];
  for (const token of [...tokens(withoutHereDocuments(script.slice(0, MAX_SCRIPT))), END]) {
    if (token.type === 'word') {
      words.push(token.text);
      continue;
    }
    const program = programOf(words);
    words = [];
    if (program === undefined) return [...found];
    if (program !== null) found.add(program);
  }
  return [...found];
}

const END: Token = { type: 'end' };

/** Null where the command starts no program that can be known; undefined where nothing behind it can be known either. */
function programOf(words: readonly string[]): string | null | undefined {
  if (words.some((word) => /^PATH\+?=/.test(word))) return undefined;
  let wrapped = false;
  for (const word of words) {
    if (/^[A-Za-z_]\w*\+?=/.test(word) || PREFIXES.has(word)) continue;
    if (wrapped && /^\d+(?:\.\d+)?[smhd]?$/.test(word)) continue;
    if (CHANGES.has(word)) return undefined;
    if (WRAPPERS.has(word)) {
      wrapped = true;
      continue;
    }
    if (BUILTINS.has(word) || RUNNERS.has(word) || !PROGRAM.test(word)) return word.endsWith('()') ? undefined : null;
    return word;
  }
  return null;
}

function withoutHereDocuments(script: string): string {
  if (!script.includes('<<')) return script;
  const kept: string[] = [];
  let until: string | null = null;
  for (const line of script.split('\n')) {
    if (until !== null) {
      if (line.trim() === until) until = null;
      continue;
    }
    kept.push(line);
    until = /(?:^|[^<])<<-?\s{0,8}["'\\]?([A-Za-z_]\w{0,60})/.exec(line)?.[1] ?? null;
  }
  return kept.join('\n');
}

function* tokens(script: string): Generator<Token> {
  let word = '';
  let at = 0;
  let skipsWord = false;
  const take = (): Token | null => {
    const text = word;
    word = '';
    if (text === '') return null;
    const isTarget = skipsWord;
    skipsWord = false;
    return isTarget ? null : { type: 'word', text };
  };
  while (at < script.length) {
    const character = script[at] ?? '';
    const end = quotedEnd(script, at);
    if (end > at) {
      word += script.slice(at, end);
      at = end;
      continue;
    }
    at += 1;
    if (character === '#' && word === '') {
      while (at < script.length && script[at] !== '\n') at += 1;
      continue;
    }
    if (character === '(' && word !== '') {
      word += script[at] === ')' ? '()' : character;
      if (script[at] === ')') at += 1;
      continue;
    }
    if (!/[\s;&|()<>]/.test(character)) {
      word += character;
      continue;
    }
    const redirects = character === '<' || character === '>';
    // `2>` and `&>` belong to the redirection, whatever stands before it.
    if (redirects && /^\d$/.test(word)) word = '';
    const token = take();
    if (token) yield token;
    if (redirects) {
      skipsWord = true;
      while (/[<>&]/.test(script[at] ?? '')) at += 1;
    } else if (character === '&' && script[at] === '>') continue;
    else if (!/[^\S\n]/.test(character)) yield END;
  }
  const token = take();
  if (token) yield token;
}

/** Behind what begins here and hides separators: quotes, `$(…)`, back-ticks, an escaped character; `at` for all else. */
function quotedEnd(script: string, at: number): number {
  const character = script[at];
  if (character === '\\') return Math.min(at + 2, script.length);
  if (character === "'" || character === '`') return behind(script.indexOf(character, at + 1), script);
  if (character === '"') {
    let end = at + 1;
    while (end < script.length && script[end] !== '"') end += script[end] === '\\' ? 2 : 1;
    return Math.min(end + 1, script.length);
  }
  if (!/^[$<>]\(/.test(script.slice(at, at + 2))) return at;
  let depth = 0;
  for (let end = at + 1; end < script.length; end += 1) {
    if (script[end] === '(') depth += 1;
    else if (script[end] === ')') depth -= 1;
    if (depth === 0) return end + 1;
  }
  return script.length;
}

function behind(close: number, script: string): number {
  return close < 0 ? script.length : close + 1;
}
