import * as z from 'zod';

/** Names of machines, projects, tasks and records, as they stand in paths of a shared folder: unique without case. */
export const WireName = z.string().regex(/^[a-z0-9-]{1,64}$/);

export const MachineId = WireName;
export type MachineId = z.infer<typeof MachineId>;

/** An Ed25519 public key: 32 bytes in base64url. */
export const PublicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export type PublicKey = z.infer<typeof PublicKey>;

/** An Ed25519 signature: 64 bytes in base64url. */
export const Signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/);

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Counts how often a machine has opened its log, from 1; written with ten digits in paths. */
export const BootEpoch = z.number().int().min(1).max(9_999_999_999);
/** Counts a machine's records across all its epochs, from 1, without a gap. */
export const Sequence = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
/** A fencing token: of two, the larger one counts. */
export const FencingToken = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
