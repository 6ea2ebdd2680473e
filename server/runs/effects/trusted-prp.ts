import { describeEntry, type Trust } from '../trust.ts';
import { commandEntries } from '../trust-entries.ts';
import type { Performer } from '../performer.ts';
import { readPrp } from './read-prp.ts';

const MOST_SHOWN = 5;

/** Reads a PRP. Commands in it that nobody has trusted, because it was edited or an agent wrote it, are a problem. */
export function createReadTrustedPrp(trust: Trust): Performer<'read-prp'> {
  return async (effect, context) => {
    const outcome = await readPrp(effect, context);
    if (outcome.type !== 'prp-read' || trust.ofRun(context.run) === 'all') return outcome;
    const { prp } = outcome;
    const open = trust.untrusted(effect.root, commandEntries([prp]));
    if (open.length === 0) return outcome;
    const shown = open.slice(0, MOST_SHOWN).map(describeEntry).join(', ');
    const more = open.length > MOST_SHOWN ? ` and ${open.length - MOST_SHOWN} more` : '';
    const what = `${prp.path} has ${open.length === 1 ? 'a command' : 'commands'} that nobody has trusted yet: ${shown}${more}`;
    const how = 'Look at it, run `clutch trust` (or confirm in VS Code), then try again';
    return { ...outcome, prp: { ...prp, problems: [...prp.problems, `${what}. ${how}.`] } };
  };
}
