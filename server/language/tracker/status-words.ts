import { labelKey } from '../inline-text.ts';
import type { TrackerStatus } from './tracker.ts';

/** The status that free words mean; null when they mean none. */
export function readStatus(words: string): TrackerStatus | null {
  const key = labelKey(words);
  if (/^(?:completed?|done|shipped|pass(?:ed)?|finished)\b/.test(key) || words.trim().startsWith('✅'))
    return 'completed';
  if (/^(?:in progress|started|running|wip|ongoing)\b/.test(key)) return 'in-progress';
  if (/^(?:deferred|postponed)\b/.test(key)) return 'deferred';
  if (/^(?:pending|not started|todo|planned|ready)\b/.test(key) || /^(?:-+|—)?$/.test(words.trim())) return 'pending';
  return null;
}

/** Words that say nothing but one status, so that replacing them by it loses nothing. */
const SAME: Readonly<Record<string, TrackerStatus>> = {
  complete: 'completed',
  completed: 'completed',
  done: 'completed',
  finished: 'completed',
  passed: 'completed',
  shipped: 'completed',
  'in progress': 'in-progress',
  inprogress: 'in-progress',
  started: 'in-progress',
  running: 'in-progress',
  ongoing: 'in-progress',
  wip: 'in-progress',
  deferred: 'deferred',
  postponed: 'deferred',
  pending: 'pending',
  'not started': 'pending',
  todo: 'pending',
  planned: 'pending',
};

/** The status that the words are another spelling of: `DONE`, `✅ Complete`, `WIP`; null where they say more than that. */
export function sameStatus(words: string): TrackerStatus | null {
  const key = labelKey(words);
  if (key === '') return words.includes('✅') ? 'completed' : null;
  return Object.hasOwn(SAME, key) ? (SAME[key] ?? null) : null;
}
