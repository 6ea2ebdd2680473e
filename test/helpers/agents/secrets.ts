import { createHash } from 'node:crypto';

/** Put together here, so that nobody who looks for secrets finds these. */
const letters = (count: number, seed: number): string =>
  createHash('sha512').update(String(seed)).digest('base64').replaceAll(/\W/g, '').slice(0, count);
const lines = (count: number): string => Array.from({ length: count }, (_, at) => letters(64, at)).join('\n');
const key = 'PRIVATE KEY-----';

/** The agent's own variable with a secret, and what it holds. */
export const OWN_VARIABLE = 'LEAKY_API_KEY';
export const OWN_SECRET = `own/${letters(24, 1)}"+${letters(12, 2)}`;

/** Kinds that are known by their looks. */
export const KNOWN_SECRETS: readonly string[] = [
  `sk-ant-${letters(40, 3)}`,
  `ghp_${letters(36, 4)}`,
  `AKIA${letters(16, 5).toUpperCase()}`,
  `AIza${letters(35, 6)}`,
  `xoxb-${letters(40, 7)}`,
  `eyJ${letters(30, 8)}.${letters(60, 9)}.${letters(40, 10)}`,
  `-----BEGIN ${key}\n${lines(40)}\n-----END ${key}`,
];

export const SECRETS: readonly string[] = [OWN_SECRET, ...KNOWN_SECRETS];

/** What a person could use of a secret: any of these in a text is too much. */
export function partsOf(secret: string): readonly string[] {
  const middle = Math.floor(secret.length / 2);
  return [secret, secret.slice(middle), secret.slice(0, middle), secret.slice(middle - 10, middle + 10)].filter(
    (part) => part.length >= 12,
  );
}
