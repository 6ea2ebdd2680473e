import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, realpathSync, renameSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { MachineId, PublicKey } from '#schemas/wire/names.ts';
import { makePrivateFolder } from '../platform/address.ts';
import { createKeyPair, type KeyPair } from '../platform/signed-json.ts';
import { writeAtomically } from '../platform/write-atomically.ts';
import { CollabError } from './collab-error.ts';

/** Who this machine is to others, for all projects: the same `CLUTCH_HOME`, the same identity. */
export interface Identity {
  readonly machine: MachineId;
  readonly keys: KeyPair;
}

const IdentityFile = z.strictObject({
  v: z.literal(1),
  machine: MachineId,
  publicKey: PublicKey,
  /** The private half; it never leaves this file. */
  seed: PublicKey,
  /** What tells this machine and this home from a copy of them. */
  mark: z.string().max(200),
});

const folderOf = (home: string): string => path.join(home, 'collab');
export const identityFile = (home: string): string => path.join(folderOf(home), 'identity.json');

/**
 * The identity that lies in `home`, made on first use. Throws where it was made on another machine or for another home:
 * two machines with one identity would overwrite each other's words, so a copy has to ask for one of its own.
 */
export function openIdentity(home: string, mark = machineMark(home)): Identity {
  const found = readIdentity(home);
  if (found === null) return makeIdentity(home, mark);
  if (found.mark !== mark) {
    throw new CollabError(
      `${identityFile(home)} was made on another machine or for another folder, so this one looks like a copy of “${found.machine}”. ` +
        'Run clutch members new-identity here, then join again; if the machine was only renamed or moved and the other one is gone, run clutch members new-identity --keep.',
    );
  }
  return { machine: found.machine, keys: { publicKey: found.publicKey, seed: found.seed } };
}

/** `keep`: the same name and key from now on for this machine, because the one that it was made on is gone. */
export function renewIdentity(home: string, keep: boolean, mark = machineMark(home)): Identity {
  if (keep) {
    const found = readIdentity(home);
    if (found !== null) writeAtomically(identityFile(home), `${JSON.stringify({ ...found, mark })}\n`);
    return openIdentity(home, mark);
  }
  // Kept, in case somebody finds that this was the original.
  if (statSync(identityFile(home), { throwIfNoEntry: false })) {
    renameSync(identityFile(home), path.join(folderOf(home), `identity-until-${Date.now()}.json`));
  }
  return makeIdentity(home, mark);
}

function makeIdentity(home: string, mark: string): Identity {
  makePrivateFolder(folderOf(home));
  const keys = createKeyPair();
  const machine = `${slug(os.hostname())}-${randomBytes(3).toString('hex')}`;
  writeAtomically(identityFile(home), `${JSON.stringify({ v: 1, machine, ...keys, mark })}\n`);
  return { machine, keys };
}

function readIdentity(home: string): z.infer<typeof IdentityFile> | null {
  const file = identityFile(home);
  if (!statSync(file, { throwIfNoEntry: false })) return null;
  try {
    return IdentityFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new CollabError(
      `${file} cannot be read, so this machine does not know who it is. Put it back from a backup, or run clutch members new-identity and join again.`,
      { cause },
    );
  }
}

/** A name as it may stand in paths; at most 40 characters, so that something can follow it. */
export function slug(text: string): string {
  const words = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  return words || 'unnamed';
}

/** A hash, because the operating system asks not to publish the id itself. */
function machineMark(home: string): string {
  return createHash('sha256')
    .update(`${operatingSystemId()}\n${realpathSync(home)}`)
    .digest('hex');
}

function operatingSystemId(): string {
  for (const file of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      // Not every system has one.
    }
  }
  return os.hostname();
}
