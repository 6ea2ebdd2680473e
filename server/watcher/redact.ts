import { secretsOfLine } from '../language/collab/find-secrets.ts';

const MAX_TITLE = 80;
/** Enough to see a secret whole that begins within a title. */
const MAX_LOOKED_AT = 1000;

/**
 * What was asked, as a title: its first line that says something, at most 80 characters. Keys, tokens, passwords in
 * addresses, names of home folders and addresses of the local network are taken out.
 */
export function titleOf(text: string): string {
  const line = text
    .slice(0, MAX_LOOKED_AT)
    .split('\n')
    .map((one) => one.replaceAll(/\s+/g, ' ').trim())
    .find((one) => one !== '');
  if (line === undefined) return '';
  const shown = secretsOfLine(line, 0).reduceRight(
    (rest, { range }) => `${rest.slice(0, range.start.character)}[…]${rest.slice(range.end.character)}`,
    line,
  );
  return shown.length > MAX_TITLE ? `${shown.slice(0, MAX_TITLE - 1).trimEnd()}…` : shown;
}
