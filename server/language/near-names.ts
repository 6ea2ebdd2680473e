import { nearestName } from './nearest-name.ts';

/** A document with more names than this is not searched for the one that was meant. */
const MAX_NAMES = 100;

/** The name that was most likely meant; `isOnly` when no other is near. Null when none is. */
export function nearName(wanted: string, names: readonly string[]): { name: string; isOnly: boolean } | null {
  const known = names.slice(0, MAX_NAMES);
  const name = nearestName(wanted, known);
  if (name === null) return null;
  return {
    name,
    isOnly:
      nearestName(
        wanted,
        known.filter((one) => one !== name),
      ) === null,
  };
}
