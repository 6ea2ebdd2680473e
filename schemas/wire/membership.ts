import * as z from 'zod';
import { Roster } from './machine.ts';
import { MachineId, PublicKey, Sha256, Signature, WireName } from './names.ts';

/** What a shared place is; published once. A larger `major` is refused. */
export const FORMAT = 'clutch-collab';
export const MAJOR = 1;
export const FormatFile = z.object({
  format: z.literal(FORMAT),
  major: z.number().int().min(1),
  minor: z.number().int().min(0),
  projectId: WireName,
});

/**
 * An invitation. `mac` is made with a key that only somebody who knows the code can make, so the machine that joins
 * learns from it, and from nothing else in the place, who main is and with which key.
 */
export const Pairing = z.strictObject({
  v: z.literal(1),
  id: WireName,
  project: WireName,
  name: z.string().min(1).max(100),
  main: MachineId,
  key: PublicKey,
  recoveryKey: PublicKey,
  /** The roster at that time; nothing older is taken from anybody. */
  term: z.number().int().min(1),
  version: z.number().int().min(1),
  /** By main's clock, in milliseconds since the epoch; main decides. */
  expiresAt: z.number(),
  mac: Sha256,
});
export type Pairing = z.infer<typeof Pairing>;

/** A roster as a file, for those who were not there when main said it; signed by main. */
export const SignedRoster = z.strictObject({ v: z.literal(1), roster: Roster, signature: Signature });
export type SignedRoster = z.infer<typeof SignedRoster>;
