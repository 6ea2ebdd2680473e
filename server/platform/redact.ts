/**
 * Takes secrets out of what is shown, logged or kept: by the looks of well-known kinds, and by the values that the
 * agent's own environment holds.
 */
export interface Redactor {
  text(value: string): string;
  /** Every text in plain data, keys left alone. */
  deep<T>(value: T): T;
}

const MARK = '[redacted]';
/** Shorter values are words such as `true` or `auto` that stand everywhere. */
const MIN_SECRET = 8;
const SECRET_NAME = /KEY|TOKEN|SECRET|PASS(?:WORD|WD|PHRASE)?$|CREDENTIAL|AUTH|COOKIE|SESSION_ID/i;
/** Named like secrets, but they name a place or a program. */
const HARMLESS_NAME = /^(?:SSH_AUTH_SOCK|XAUTHORITY|GPG_AGENT_INFO|DBUS_.*)$|_(?:FILE|PATH|DIR|SOCK|URL)$/i;

/** A secret of which only the beginning or the end is there, because a text was cut, is known by so much of it. */
const PART = 12;
/** Those that begin like a place share their beginning with what is no secret. */
const PLACE = /^(?:[./~]|[a-z]{1,10}:\/\/)/i;

/** Kinds of secrets that are known by their looks. Each is linear: no repetition can be read in two ways. */
const LOOKS = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,16384}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  // Lines from the middle of such a key; a line ends as in text or as in JSON.
  /(?<![A-Za-z0-9+/=])(?:[A-Za-z0-9+/]{60,76}={0,2}(?:\\[rn]|[\r\n]){1,4}){2,}(?:[A-Za-z0-9+/]{1,76}={0,2})?/g,
  /[A-Za-z0-9+/=]{1,78}(?:\\[rn]|[\r\n]){1,4}-----END [A-Z ]{0,40}PRIVATE KEY-----/g,
  /\bsk-(?:ant-|proj-|or-)?[A-Za-z0-9_-]{16,512}/g,
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{16,255})/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}/g,
  /\bAIza[A-Za-z0-9_-]{30,64}/g,
  /\b(?:xox[abeprs]-[A-Za-z0-9-]{10,255}|npm_[A-Za-z0-9]{30,64}|hf_[A-Za-z0-9]{30,64})/g,
  /\beyJ[A-Za-z0-9_-]{10,4096}\.[A-Za-z0-9_-]{10,8192}\.[A-Za-z0-9_-]{10,4096}/g,
] as const;
/** What stands before the secret is kept, because it says what was there. */
const AFTER_A_NAME = [
  /\b(Bearer\s{1,4})[A-Za-z0-9._~+/=-]{16,4096}/gi,
  /(:\/\/[^\s:/@]{1,255}:)[^\s/@]{1,255}(?=@)/g,
  /\b((?:api[_-]?key|access[_-]?token|auth[_-]?token|client[_-]?secret|secret[_-]?key|password|passwd)["']?\s{0,4}[:=]\s{0,4}["']?)(?=[\w+/=@!#$%^&*~-]*\d)[\w+/=@!#$%^&*~-]{8,512}/gi,
] as const;

/** `environment` is what the agent was given; its secrets are told by the names of their variables. */
export function createRedactor(environment: NodeJS.ProcessEnv): Redactor {
  const values = secretValues(environment);
  const cuttable = values.filter((value) => value.length >= 2 * PART && !PLACE.test(value));
  const text = (value: string): string => {
    let result = value;
    for (const secret of values) if (result.includes(secret)) result = result.replaceAll(secret, MARK);
    for (const look of LOOKS) result = result.replace(look, MARK);
    for (const look of AFTER_A_NAME) result = result.replace(look, `$1${MARK}`);
    for (const secret of cuttable) result = withoutParts(result, secret);
    return result;
  };
  return { text, deep: (value) => deep(value, text) };
}

/** Takes out what a cut has left of a secret: at least its first or its last characters. */
function withoutParts(text: string, secret: string): string {
  const head = secret.slice(0, PART);
  const tail = secret.slice(-PART);
  let result = text;
  for (let at = result.indexOf(head); at >= 0; at = result.indexOf(head, at + MARK.length)) {
    let length = PART;
    while (length < secret.length && result[at + length] === secret[length]) length += 1;
    result = `${result.slice(0, at)}${MARK}${result.slice(at + length)}`;
  }
  for (let at = result.indexOf(tail); at >= 0; at = result.indexOf(tail, at + MARK.length)) {
    const end = at + PART;
    let length = PART;
    while (length < secret.length && length < end && result[end - length - 1] === secret.at(-length - 1)) length += 1;
    result = `${result.slice(0, end - length)}${MARK}${result.slice(end)}`;
    at = end - length;
  }
  return result;
}

/** The longest first: one may be a part of another. Each also as it stands in JSON and in an address. */
function secretValues(environment: NodeJS.ProcessEnv): readonly string[] {
  const named = Object.entries(environment).filter(([name]) => SECRET_NAME.test(name) && !HARMLESS_NAME.test(name));
  const values = named.flatMap(([, value = '']) => (value.length >= MIN_SECRET ? [value, value.trim()] : []));
  const written = values.flatMap((value) => [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
  ]);
  return [...new Set(written)].toSorted((one, other) => other.length - one.length);
}

function deep<T>(value: T, text: (value: string) => string): T;
function deep(value: unknown, text: (value: string) => string): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((one: unknown) => deep(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, deep<unknown>(one, text)]));
}
