import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';

/** Something in a shared file that should not leave the machine it is from. */
export interface Secret {
  /** With its article: `a GitHub token`. The words themselves are never repeated. */
  readonly what: string;
  readonly range: TextRange;
}

/** Longer files are no records, and a line of events holds one event. */
const MAX_TEXT = 1_048_576;
const MAX_LINE = 65_536;

const LETTERS = String.raw`(?<![A-Za-z0-9_-])`;

/** The first group, where there is one, is the part that is secret. */
const PATTERNS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^"]{0,16000}/g },
  // Real keys hold digits; names such as `sk-learn-and-other-words` do not.
  {
    what: 'an API key',
    pattern: new RegExp(`${LETTERS}(?:sk-|[rs]k_live_)(?=[A-Za-z_-]{0,400}\\d)[A-Za-z0-9_-]{20,400}`, 'g'),
  },
  { what: 'a GitHub token', pattern: new RegExp(`${LETTERS}(?:gh[oprsu]_|github_pat_)[A-Za-z0-9_]{20,400}`, 'g') },
  { what: 'a GitLab token', pattern: new RegExp(`${LETTERS}glpat-[A-Za-z0-9_-]{20,400}`, 'g') },
  { what: 'an AWS access key', pattern: new RegExp(`${LETTERS}A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Z0-9])`, 'g') },
  { what: 'a Slack token', pattern: new RegExp(`${LETTERS}xox[abeoprs]-[A-Za-z0-9-]{10,400}`, 'g') },
  { what: 'a Google API key', pattern: new RegExp(`${LETTERS}AIza[A-Za-z0-9_-]{35}`, 'g') },
  { what: 'an access token', pattern: new RegExp(`${LETTERS}(?:hf|npm)_[A-Za-z0-9]{30,200}`, 'g') },
  {
    what: 'an access token',
    pattern: new RegExp(`${LETTERS}eyJ[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,2000}`, 'g'),
  },
  { what: 'an access token', pattern: /\bBearer\s+([A-Za-z0-9._~+/-]{16,2000}=*)/g },
  {
    what: 'a password',
    pattern:
      /"[\w-]{0,40}(?:passw(?:or)?d|passphrase|secret|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token)"\s{0,20}:\s{0,20}"((?:[^"\\]|\\.){1,2000})"/gi,
  },
  { what: 'a password', pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/([^\s"/:@]{1,100}:[^\s"/@]{1,200})@/gi },
  {
    what: 'an SSH target',
    pattern:
      /(?:\b(?:ssh|scp|sftp|rsync|mosh)(?::\/\/|\s(?:[^"\n]{0,80}\s)?))([a-z_][\w.-]{0,31}@[A-Za-z0-9][\w.-]{0,200})/g,
  },
  { what: 'an SSH target', pattern: /(?<![\w.@/-])([a-z_][\w.-]{0,31}@[A-Za-z0-9][\w.-]{0,200}):[/~]/g },
  {
    what: 'an SSH target',
    pattern: /"(?:ssh\w{0,20}|host|address|remote)"\s{0,20}:\s{0,20}"([^\s"@]{1,32}@[\w.-]{1,200})"/g,
  },
  {
    what: 'an address of the local network',
    pattern:
      /(?<![\d.])(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\.\d{1,3}\.\d{1,3}(?![\d.]*\d)(?::\d{1,5})?/g,
  },
  { what: 'a home folder', pattern: /(?:\/home|\/Users)\/([A-Za-z_][\w.-]{0,60})/g },
  { what: 'a home folder', pattern: /\b[A-Za-z]:(?:\\\\|\/)Users(?:\\\\|\/)([A-Za-z_][\w. -]{0,60})/g },
];

/** Accounts that every machine of a kind has, targets that are public, and words that stand for one. */
const NOBODY =
  /^(?:(?:user|username|name|you|me|someone|runner|ubuntu|debian|vscode|node|root|shared|public|default|all users)|git@.*|(?:user|username|name|you)@(?:host|hostname|server|machine|example\.\w+))$/i;

/** What is left when a secret was taken out, or never was in: a variable, stars, a hint where it is kept. */
const NO_SECRET =
  /^(?:\[[^\]]*\]|<[^>]*>|\*+|x+|\.+|…|-+|\$\{?\w+\}?|%\w+%|(?:env|keychain|vault|file):.*|none|null|unset|redacted|removed)$/i;

/** Secrets and private data in the text, in order and without overlaps, at most `limit` of them. */
export function findSecrets(document: ParsedDocument, limit: number): readonly Secret[] {
  const { lines } = document;
  const found: Secret[] = [];
  for (let line = 0; line < lines.count && lines.start(line) < MAX_TEXT && found.length < limit; line += 1) {
    found.push(...secretsOfLine(lines.text(line).slice(0, MAX_LINE), line));
  }
  return found.slice(0, limit);
}

/** Secrets of a single line, in order; `line` is only what their ranges say. */
export function secretsOfLine(text: string, line: number): readonly Secret[] {
  const found: { what: string; from: number; to: number }[] = [];
  for (const { what, pattern } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const part = match[1] ?? match[0];
      const from = match.index + match[0].lastIndexOf(part);
      const to = from + part.length;
      if (NO_SECRET.test(part) || NOBODY.test(part)) continue;
      if (!found.some((other) => from < other.to && to > other.from)) found.push({ what, from, to });
      if (found.length >= 50) break;
    }
  }
  return found
    .sort((a, b) => a.from - b.from)
    .map(({ what, from, to }) => ({
      what,
      range: { start: { line, character: from }, end: { line, character: to } },
    }));
}
