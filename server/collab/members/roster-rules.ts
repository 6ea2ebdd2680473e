import * as z from 'zod';
import type { NewTerm } from '#schemas/wire/bodies.ts';
import { Roster } from '#schemas/wire/machine.ts';
import type { Pairing, SignedRoster } from '#schemas/wire/membership.ts';
import { MachineId, PublicKey } from '#schemas/wire/names.ts';
import { bytesToSign, canonicalJson, isSignedBy } from '../../platform/signed-json.ts';

/**
 * Whom this machine believes, and why. Pure: what comes in from others either follows from what is known, by
 * signatures, or changes nothing.
 *
 * 1. A roster counts only when the main of the current term signed it and its version is higher than the last one's.
 * 2. A term counts only when the main before it signed it, for exactly the next term, or when the recovery key did.
 * 3. A key that was seen once for a machine is the only one for ever; who was revoked stays so.
 */
export const Belief = z.strictObject({
  term: z.number().int().min(1),
  main: MachineId,
  mainKey: PublicKey,
  /** Who said that this is main. */
  by: z.enum(['main', 'recovery']),
  recoveryKey: PublicKey,
  /** The newest roster, with what a later term changed in it; null before the first. */
  roster: Roster.nullable(),
  /** Version of the last roster of this term; 0 before the first. */
  version: z.number().int().min(0),
  pins: z.record(MachineId, z.strictObject({ key: PublicKey, revoked: z.boolean() })),
});
export type Belief = z.infer<typeof Belief>;

/** `stale`: known or older, nothing to say. `refused`: somebody tries what they may not. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly belief: Belief; readonly warning: string | null }
  | { readonly kind: 'stale' }
  | { readonly kind: 'refused'; readonly why: string };

const STALE: Verdict = { kind: 'stale' };
const refused = (why: string): Verdict => ({ kind: 'refused', why });

/** What an invitation that was proved by its code gives a machine to begin with. */
export function beliefOf({ term, version, main, key, recoveryKey }: Pairing): Belief {
  const pins = { [main]: { key, revoked: false } };
  // The roster at the time of the invitation is the oldest that counts.
  return { term, main, mainKey: key, by: 'main', recoveryKey, roster: null, version: version - 1, pins };
}

/** The first roster of a machine that begins to share. */
export function firstBelief(roster: Roster, mainKey: string): Belief {
  const { term, version, main, recoveryKey } = roster;
  return { term, main, mainKey, by: 'main', recoveryKey, roster, version, pins: pinned({}, roster) };
}

export function isGenuine(project: string, file: SignedRoster, mainKey: string): boolean {
  return isSignedBy(mainKey, bytesToSign('roster', project, file), file.signature);
}

/** The caller knows that `roster` is from the current main: it was signed by it, or stood in its log. */
export function considerRoster(belief: Belief, roster: Roster): Verdict {
  if (roster.term !== belief.term || roster.version < belief.version) return STALE;
  if (roster.version === belief.version) {
    if (belief.roster === null || canonicalJson(belief.roster) === canonicalJson(roster)) return STALE;
    return refused(`there are two different rosters ${roster.version} of term ${roster.term}`);
  }
  const wrong = contradiction(belief, roster);
  if (wrong !== null) return refused(wrong);
  const back = roster.machines.filter(({ machine, revoked }) => !revoked && belief.pins[machine]?.revoked);
  const machines = roster.machines.map((one) => ({ ...one, revoked: one.revoked || back.includes(one) }));
  const next = { ...roster, machines };
  const pins = pinned(belief.pins, next);
  const names = back.map(({ machine }) => machine).join(', ');
  return {
    kind: 'accepted',
    belief: { ...belief, roster: next, version: roster.version, pins },
    warning: names === '' ? null : `main lets ${names} in, which was revoked before; here it stays revoked`,
  };
}

function contradiction(belief: Belief, { main, recoveryKey, machines, version }: Roster): string | null {
  if (main !== belief.main) return `roster ${version} names ${main} as main, which is ${belief.main}`;
  if (recoveryKey !== belief.recoveryKey) return `roster ${version} changes the recovery key`;
  if (new Set(machines.map((one) => one.machine)).size < machines.length) return `roster ${version} names one id twice`;
  if (new Set(machines.map(({ key }) => key)).size < machines.length) return `roster ${version} names one key twice`;
  const mains = machines.filter(({ role, revoked }) => role === 'main' && !revoked);
  if (mains.length !== 1 || mains[0]?.machine !== main)
    return `roster ${version} does not name ${main} as its one main`;
  if (mains[0].key !== belief.mainKey) return `roster ${version} changes the key of ${main}`;
  const swapped = machines.find(({ machine, key }) => (belief.pins[machine]?.key ?? key) !== key);
  return swapped === undefined ? null : `roster ${version} changes the key of ${swapped.machine}`;
}

export function considerTerm(belief: Belief, project: string, next: NewTerm): Verdict {
  if (next.term < belief.term) return STALE;
  if (next.term === belief.term && (next.main === belief.main || !replaces(belief, next))) return STALE;
  const signer = next.by === 'recovery' ? belief.recoveryKey : belief.mainKey;
  if (next.by === 'main' && next.term !== belief.term + 1) {
    return refused(`${next.main} says it is main of term ${next.term}, and term ${belief.term + 1} is not known here`);
  }
  if (!isSignedBy(signer, bytesToSign('new-term', project, next), next.signature)) {
    return refused(`${next.main} says it is main of term ${next.term}, which nobody with the right to it has signed`);
  }
  const pin = belief.pins[next.main];
  if (pin && pin.key !== next.key) return refused(`term ${next.term} changes the key of ${next.main}`);
  if (pin?.revoked) return refused(`term ${next.term} makes ${next.main} main, which is revoked`);
  const { term, main, key: mainKey, by } = next;
  const roster = belief.roster && { ...belief.roster, ...underNewMain(belief.roster, term, main) };
  const pins = { ...belief.pins, [main]: { key: mainKey, revoked: false } };
  const warning = next.term === belief.term ? `two machines were made main of term ${term}; ${main} counts` : null;
  return { kind: 'accepted', belief: { ...belief, term, main, mainKey, by, roster, version: 0, pins }, warning };
}

/** Of two mains of one term: who has the recovery code goes before a hand-over, else the smaller id. Alike everywhere. */
function replaces(belief: Belief, next: NewTerm): boolean {
  if (next.by !== belief.by) return next.by === 'recovery';
  return next.by === 'recovery' && next.main < belief.main;
}

/** Until the new main has said its own roster: everybody stays, the main before is a worker. */
function underNewMain({ machines }: Roster, term: number, main: string): Pick<Roster, 'term' | 'main' | 'machines'> {
  return {
    term,
    main,
    machines: machines.map((one) => {
      if (one.machine === main) return { ...one, role: 'main' };
      return one.role === 'main' ? { ...one, role: 'worker' } : one;
    }),
  };
}

function pinned(before: Belief['pins'], { machines }: Roster): Belief['pins'] {
  const entries = machines.map(({ machine, key, revoked }) => [machine, { key, revoked }] as const);
  return { ...before, ...Object.fromEntries(entries) };
}
