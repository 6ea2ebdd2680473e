import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { MachineCard, Roster } from '#schemas/wire/machine.ts';
import { bytesToSign, signerOf } from '../../platform/signed-json.ts';
import type { Identity } from '../identity.ts';
import { slug } from '../identity.ts';
import type { Attachment, Place } from './attachments.ts';
import { makeRecoveryCode, recoveryKeys } from './codes.ts';
import type { OpenFiles } from './open-files.ts';
import { createPlace, scratchFolder } from './place.ts';
import { type Belief, firstBelief } from './roster-rules.ts';

export interface Founded {
  readonly attachment: Attachment;
  readonly belief: Belief;
  /** Shown once; only its public key is kept, in every roster. */
  readonly recoveryCode: string;
}

/** Makes the project's part of the shared place, with this machine as main. Nothing is kept here before it is there. */
export async function found(
  openFiles: OpenFiles,
  { machine, keys }: Identity,
  { root, place, name }: { readonly root: string; readonly place: Place; readonly name: string },
): Promise<Founded> {
  const projectName = path.basename(root).slice(0, 100) || 'project';
  const project = `${slug(projectName)}-${randomBytes(3).toString('hex')}`;
  const recoveryCode = makeRecoveryCode();
  const recoveryKey = (await recoveryKeys(recoveryCode, project)).publicKey;
  const key = keys.publicKey;
  const self = { machine, name, key, role: 'main' as const };
  const roster: Roster = {
    v: 1,
    term: 1,
    version: 1,
    main: machine,
    recoveryKey,
    machines: [{ ...self, revoked: false }],
  };
  const sign = signerOf(keys);
  const card = { v: 1 as const, ...self, capabilities: [], pairing: null };
  const signed: MachineCard = { ...card, signature: sign(bytesToSign('card', project, card)) };
  const files = openFiles(place, scratchFolder(project, machine));
  const there = createPlace(files, project, machine);
  try {
    await there.publishFormat();
    await there.publishCard(signed);
    await there.publishRoster({ v: 1, roster, signature: sign(bytesToSign('roster', project, { v: 1, roster })) });
  } finally {
    await there.close();
  }
  const attachment: Attachment = {
    project,
    projectName,
    root,
    place,
    machine,
    name,
    role: 'main',
    capabilities: [],
    slots: null,
  };
  return { attachment, belief: firstBelief(roster, key), recoveryCode };
}
