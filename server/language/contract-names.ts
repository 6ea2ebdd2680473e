import { labelKey, plainText } from './inline-text.ts';
import type { ContractEntry, Workstream } from './workstreams.ts';

/** What is matched of a contract's name: a contract may be a whole sentence, but its name stands in front. */
const MAX_KEY = 200;
const MIN_SHARED = 3;

/** Whether two workstreams speak of the same contract: one names the other's, or all words of the shorter are shared. */
export function isSameContract(a: string, b: string): boolean {
  const left = keyOf(a);
  const right = keyOf(b);
  if (left === '' || right === '') return false;
  if (left === right) return true;
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (short.length >= MIN_SHARED && ` ${long} `.includes(` ${short} `)) return true;
  const words = new Set(long.split(' ').map(stem));
  const own = short.split(' ').filter((word) => word.length >= MIN_SHARED);
  return own.length > 0 && own.every((word) => words.has(stem(word)));
}

function keyOf(text: string): string {
  // `createUser()` and `createUser` are the same; brackets of calls and generics count for nothing.
  return labelKey(
    plainText(text)
      .slice(0, MAX_KEY)
      .replace(/[(){}<>[\].:,]+/g, ' '),
  );
}

/** `types` and `type` are the same word. */
function stem(word: string): string {
  return word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word;
}

/** Whether `consumer` says that it uses something which `producer` says that it makes. */
export function sharesContract(producer: Workstream, consumer: Workstream): boolean {
  return consumer.consumes.some((need) => producer.produces.some((made) => isSameContract(need.text, made.text)));
}

/** The entry without a provider in front or behind: `types from api` is `types`. */
export function contractName({ text }: ContractEntry): string {
  return plainText(text)
    .replace(/\s+(?:from|by|of|published by)\s.*$/i, '')
    .trim();
}
