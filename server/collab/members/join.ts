import type { MachineCard } from '#schemas/wire/machine.ts';
import type { Pairing } from '#schemas/wire/membership.ts';
import { bytesToSign, signerOf } from '../../platform/signed-json.ts';
import { CollabError } from '../collab-error.ts';
import type { Identity } from '../identity.ts';
import { type Attachment, type Place, placeWords } from './attachments.ts';
import { type InvitationKeys, invitationKeys, isAuthentic } from './codes.ts';
import { proofOf } from './invitations.ts';
import type { OpenFiles } from './open-files.ts';
import { createPlace, type PlaceFiles, scratchFolder, sharedProjects } from './place.ts';
import { type Belief, beliefOf } from './roster-rules.ts';

/** Clocks of robots are wrong at times; main's clock decides, so only what is over by far is refused here. */
const CLOCK_TOLERANCE_MS = 3_600_000;

export type JoinWish = Pick<Attachment, 'root' | 'place' | 'name' | 'role' | 'capabilities' | 'slots'> & {
  readonly code: string;
};

/** Finds the invitation of a code, learns from it who main is, and asks main to be let in. */
export async function askToJoin(
  openFiles: OpenFiles,
  { machine, keys }: Identity,
  { code, ...wish }: JoinWish,
  now: number,
): Promise<{ readonly attachment: Attachment; readonly belief: Belief }> {
  const secret = await invitationKeys(code);
  const files = openFiles(wish.place, 'clutch-collab');
  const pairing = await findInvitation(files, secret, wish.place, machine, now).finally(() => files.close());
  const { project, id } = pairing;
  const { name, role, capabilities } = wish;
  const self = { machine, name, key: keys.publicKey, role, capabilities };
  const proof = proofOf(secret.key, project, self);
  const card = { v: 1 as const, ...self, pairing: { id, proof } };
  const signed: MachineCard = { ...card, signature: signerOf(keys)(bytesToSign('card', project, card)) };
  const there = createPlace(openFiles(wish.place, scratchFolder(project, machine)), project, machine);
  try {
    await there.publishCard(signed);
  } finally {
    await there.close();
  }
  return { attachment: { ...wish, project, projectName: pairing.name, machine }, belief: beliefOf(pairing) };
}

async function findInvitation(
  files: PlaceFiles,
  { id, key }: InvitationKeys,
  place: Place,
  machine: string,
  now: number,
): Promise<Pairing> {
  const where = placeWords(place);
  const projects = await sharedProjects(files);
  if (projects === null || projects.length === 0) {
    throw new CollabError(
      `Nothing is shared in ${where}. Give the folder that was given to clutch share on the main PC; a synchronised one may need a while to arrive.`,
    );
  }
  for (const project of projects) {
    const there = createPlace(files, project, machine);
    const pairing = await there.pairing(id);
    if (pairing === null) continue;
    await there.isThere();
    return proven(pairing, project, key, now);
  }
  throw new CollabError(
    `No invitation in ${where} fits this code: it was mistyped, used, rejected, or is over. Make a new one on main with clutch invite; a synchronised folder may need a while to bring it.`,
  );
}

function proven(pairing: Pairing, project: string, key: Uint8Array, now: number): Pairing {
  const { mac, ...rest } = pairing;
  if (pairing.project !== project || !isAuthentic(key, 'pairing', project, rest, mac)) {
    throw new CollabError(
      'The invitation was changed by somebody who can write to the shared place, so it says nothing about who main is. Do not join; tell main’s person.',
    );
  }
  if (now > pairing.expiresAt + CLOCK_TOLERANCE_MS) {
    throw new CollabError(
      `The code expired at ${new Date(pairing.expiresAt).toISOString()}. Make a new one on main with clutch invite; if that is in the future, set this machine’s clock.`,
    );
  }
  return pairing;
}
