import * as z from 'zod';
import type { JoinRequest } from '#schemas/protocol/collab.ts';
import { MachineCard, type RosterEntry } from '#schemas/wire/machine.ts';
import { WireName } from '#schemas/wire/names.ts';
import { bytesToSign, isSignedBy } from '../../platform/signed-json.ts';
import { CollabError } from '../collab-error.ts';
import { authenticate, fingerprint, invitationKeys, isAuthentic, makeInvitationCode } from './codes.ts';
import type { Believing } from './believing.ts';
import type { LocalJson } from './local-json.ts';
import type { MembershipPlace } from './place.ts';

export const INVITATION_MS = 15 * 60_000;
const MOST_OPEN = 16;

/** What main keeps of the invitations that it made: enough to check a proof, not enough to tell the code. */
export const Invitations = z.array(
  z.strictObject({
    id: WireName,
    /** The key that the code gives, in base64url. */
    key: z.string().max(64),
    expiresAt: z.number(),
    /** The first machine that proved to know the code; from then on the code is used. */
    request: z.strictObject({ card: MachineCard, at: z.number() }).nullable(),
  }),
);
export type Invitations = z.infer<typeof Invitations>;

export interface InvitationDeps {
  readonly believing: Believing;
  readonly place: MembershipPlace;
  readonly file: LocalJson<Invitations>;
  readonly projectName: string;
  now(): number;
}

/** A pairing file in the place, and the code that nobody can read from it. */
export async function invite(deps: InvitationDeps): Promise<{ code: string; expiresAt: number; file: string }> {
  const { believing, place, file, projectName, now } = deps;
  if (file.get().length >= MOST_OPEN) {
    throw new CollabError(`${MOST_OPEN} invitations are open. Reject one that asks, or wait until one is over.`);
  }
  const code = makeInvitationCode();
  const { id, key } = await invitationKeys(code);
  const { term, main, mainKey, recoveryKey, version } = believing.belief();
  const expiresAt = now() + INVITATION_MS;
  const { project } = believing;
  const rest = {
    v: 1 as const,
    id,
    project,
    name: projectName,
    main,
    key: mainKey,
    recoveryKey,
    term,
    version,
    expiresAt,
  };
  const path = await place.publishPairing({ ...rest, mac: authenticate(key, 'pairing', project, rest) });
  file.set([...file.get(), { id, key: Buffer.from(key).toString('base64url'), expiresAt, request: null }]);
  return { code, expiresAt, file: path };
}

/** What proves that the person of this card knew the code, for this machine and this key only. */
export function proofOf(key: Uint8Array, project: string, card: CardToProve): string {
  return authenticate(key, 'join', project, proved(card));
}

type CardToProve = Pick<MachineCard, 'machine' | 'name' | 'key' | 'role' | 'capabilities'>;
const proved = ({ machine, name, key, role, capabilities }: CardToProve): CardToProve => ({
  machine,
  name,
  key,
  role,
  capabilities,
});

/** Looks for machines that answered an invitation. What nobody answered in time, and what served, is taken back. */
export async function lookForRequests(deps: InvitationDeps): Promise<void> {
  const { believing, file, place, now } = deps;
  if (file.get().length === 0) return;
  if (file.get().some(({ request }) => request === null)) {
    for (const card of await place.cards()) take(deps, card);
  }
  const over = file.get().filter((one) => isMember(believing, one) || (one.request === null && one.expiresAt <= now()));
  for (const { id } of over) await withdraw(deps, id);
}

/** The code is worth nothing from now on. */
export async function withdraw({ file, place }: InvitationDeps, id: string): Promise<void> {
  await place.removePairing(id);
  file.set(file.get().filter((one) => one.id !== id));
}

function take({ believing, file, now }: InvitationDeps, card: MachineCard): void {
  const { project } = believing;
  const { pairing, machine, key } = card;
  const invitation = file.get().find(({ id }) => id === pairing?.id);
  if (!invitation || pairing === null || isSame(invitation.request?.card, card)) return;
  const who = `${machine} (${fingerprint(key)})`;
  if (!isSignedBy(key, bytesToSign('card', project, card), card.signature)) {
    return believing.problem(`The card of ${who} is not signed by its own key and was refused.`);
  }
  if (!isAuthentic(Buffer.from(invitation.key, 'base64url'), 'join', project, proved(card), pairing.proof)) {
    return believing.problem(`${who} asks to join without knowing the code, and was refused.`);
  }
  if (invitation.request !== null) {
    return believing.problem(
      `${who} used a code that ${invitation.request.card.machine} had used before, and was refused. Reject both if you do not know why, and invite anew.`,
    );
  }
  if (invitation.expiresAt <= now()) return believing.problem(`${who} used a code that had expired; make a new one.`);
  const wrong = taken(believing.roster()?.machines ?? [], card);
  if (wrong !== null) return believing.problem(`${who} ${wrong}`);
  file.set(file.get().map((one) => (one === invitation ? { ...one, request: { card, at: now() } } : one)));
}

const isSame = (one: MachineCard | undefined, other: MachineCard): boolean => one?.signature === other.signature;

function taken(machines: readonly RosterEntry[], { machine, key }: MachineCard): string | null {
  const known = machines.find((one) => one.machine === machine) ?? machines.find((one) => one.key === key);
  if (known === undefined) return null;
  if (known.key !== key) {
    return 'asks to join with another key than the one that is known for this id, and was refused: it is a copy of that machine, or somebody poses as it. On a copy, run clutch members new-identity.';
  }
  if (known.revoked)
    return 'was revoked and stays so. To let it in again, run clutch members new-identity there, then invite it.';
  return 'is a member already.';
}

const isMember = (believing: Believing, { request }: Invitations[number]): boolean =>
  believing.roster()?.machines.some(({ machine }) => machine === request?.card.machine) ?? false;

export function joinRequests({ believing, file }: InvitationDeps): readonly JoinRequest[] {
  return file.get().flatMap((invitation) => {
    const { request } = invitation;
    if (request === null || isMember(believing, invitation)) return [];
    const { machine, name, role, capabilities, key } = request.card;
    return [{ machine, name, role, capabilities, fingerprint: fingerprint(key), at: request.at }];
  });
}
