export type LimitKind = 'costUsd' | 'minutes' | 'tokens' | 'failures';

/** Where a stop condition says such a limit, and how a new one is said. The server reads both. */
const LIMITS: Readonly<
  Record<LimitKind, { readonly says: RegExp; readonly except?: RegExp; readonly write: (limit: number) => string }>
> = {
  costUsd: {
    says: /(?:\$|USD\s?|US\$)\s?\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)?\s?(?:\$|USD|US dollars?|dollars?)/i,
    write: (limit) => `${limit} USD`,
  },
  tokens: {
    says: /\d[\d,_]*(?:\.\d+)?\s?(?:k|m|thousand|million)?\s?tokens?\b/i,
    write: (limit) => `${limit} tokens`,
  },
  minutes: {
    says: /\d+(?:\.\d+)?\s?(?:h|hours?|hrs?|min|minutes?|mins?)\b/i,
    except: /fail|break|error|progress|nothing|stuck|idle|stall|hang/i,
    write: (limit) => `${limit} minutes`,
  },
  failures: {
    says: /\b(?:once|twice|thrice|(?:one|two|three|four|five|\d{1,3})(?: times)?)\b/i,
    write: (limit) => `${limit} times`,
  },
};

/** Sentences for a limit that the plan does not have yet. They are the document's words, which stay English. */
const SENTENCES: Readonly<Record<LimitKind, (words: string) => string>> = {
  costUsd: (words) => `The agents have cost ${words}.`,
  tokens: (words) => `The agents have used ${words}.`,
  minutes: (words) => `The plan was armed ${words} ago.`,
  failures: (words) => `A verification command fails ${words} in a row.`,
};

/** The stop conditions, one a line, with that limit; null takes it away. */
export function withLimit(conditions: string, kind: LimitKind, limit: number | null): string {
  const { says, except, write } = LIMITS[kind];
  const lines = conditions.split('\n').filter((line) => line.trim() !== '');
  const isSaid = (line: string): boolean =>
    says.test(line) && except?.test(line) !== true && (kind !== 'failures' || /fail|break|error|\bred\b/i.test(line));
  const without = limit === null ? lines.filter((line) => !isSaid(line)) : lines;
  if (limit === null) return without.join('\n');
  const words = write(limit);
  if (!lines.some(isSaid)) return [...lines, SENTENCES[kind](words)].join('\n');
  return lines.map((line) => (isSaid(line) ? line.replace(says, words) : line)).join('\n');
}
