import { type Action, actionOf, type Part } from './action.ts';
import type { Act, Deed, Touch } from './deed.ts';
import { WORKTREE, word } from './deed.ts';
import { type IsInside, placed } from './places.ts';
import { addUnclear, createReading } from './reading.ts';
import { readScript } from './read-script.ts';
import { runCommand } from './run-command.ts';

/** Longer scripts are asked about as they are. */
const MAX_SCRIPT = 32 * 1024;
const MAX_WORDS = 2_000;
/** A script that touches more places than this is not followed to each. */
const MAX_PLACES = 200;

/** What a command does at most. Never throws; what cannot be read or is too large is `unknown`. */
export async function classifyCommand(command: string | readonly string[], isInside: IsInside): Promise<Action> {
  return actionOf(await partsOf(deedsOf(command), isInside));
}

function deedsOf(command: string | readonly string[]): readonly Deed[] {
  const reading = createReading(readScript);
  const size = typeof command === 'string' ? command.length : command.reduce((sum, one) => sum + one.length + 1, 0);
  if (size > MAX_SCRIPT || (typeof command !== 'string' && command.length > MAX_WORDS)) {
    addUnclear(reading, 'a script of more than 32 KiB');
    return reading.deeds;
  }
  try {
    if (typeof command === 'string') readScript(command, WORKTREE, reading);
    else runCommand(command.map(word), { dirs: WORKTREE, input: null }, reading);
  } catch {
    // Too long, too deep, or something that the parser stumbles over: what was found until here stays.
    reading.deeds.push({ ...UNREAD });
  }
  return reading.deeds;
}

const UNREAD: Act = {
  type: 'act',
  class: 'unknown',
  subject: 'a script that is too large to be read',
  known: false,
  host: null,
  command: [],
};

export async function partsOf(deeds: readonly Deed[], isInside: IsInside): Promise<readonly Part[]> {
  const parts = deeds.filter((deed) => deed.type === 'act').map(ofAct);
  const places = [...new Map(deeds.filter((deed) => deed.type === 'touch').map((one) => [keyOf(one), one])).values()];
  if (places.length > MAX_PLACES) parts.push(ofAct({ ...UNREAD, subject: 'a script that touches too many places' }));
  const found = await Promise.all(
    places.slice(0, MAX_PLACES).map(async (touch) => {
      const all = await placed(touch, isInside);
      return all.map((one): Part => ({ ...one, host: null, command: touch.command, access: touch.access }));
    }),
  );
  return [...parts, ...found.flat()];
}

/** Nobody needs to be asked about a part that only looks at what was given to it. */
function ofAct({ class: what, subject, known, host, command }: Act): Part {
  return { class: what, subject, known, host, command, path: null, access: null, usual: what === 'read' };
}

function keyOf({ access, place, extent, dirs, subject, command }: Touch): string {
  return JSON.stringify([access, place, extent, dirs, subject, command]);
}
