import { createHash, randomBytes } from 'node:crypto';
import type { Approval } from '#schemas/wire/bodies.ts';
import { bytesToSign, isSignedBy } from '../../platform/signed-json.ts';

/** So long after a worker has asked, a yes of main counts for nothing: who takes longer is asked again. */
export const APPROVAL_MS = 60 * 60_000;

/** What one approval is for. */
export interface Deed {
  readonly task: string;
  readonly token: number;
  /** SHA-256 of exactly what is to be done; see `Gated`. */
  readonly command: string;
}

export function deedHash(deed: string): string {
  return createHash('sha256').update(deed).digest('hex');
}

/** Main allows one deed once. `expiresAt` is in milliseconds since the epoch, by main's clock. */
export function signApproval(
  project: string,
  { task, token, command }: Deed,
  expiresAt: number,
  sign: (bytes: Uint8Array) => string,
): Approval {
  const unsigned = { task, token, command, expiresAt, nonce: randomBytes(16).toString('hex') };
  return { ...unsigned, signature: sign(bytesToSign('approval', project, unsigned)) };
}

/** What the worker knows that an approval is measured by. */
export interface ApprovalCheck {
  readonly project: string;
  /** Main's pinned key; null while this machine does not know who is main. */
  readonly mainKey: string | null;
  readonly wanted: Deed;
  /** Since this machine asked, by its own monotonic clock, in milliseconds. */
  readonly elapsedMs: number;
  /** When main said it, by main's clock. */
  readonly saidAt: number;
  /** Nonces of approvals that were used. */
  readonly used: readonly string[];
}

/** Null: it allows exactly what is wanted, now. Otherwise why it does not, as a part of a sentence. */
export function whyNotApproved(approval: Approval | null, check: ApprovalCheck): string | null {
  const { project, mainKey, wanted, elapsedMs, saidAt, used } = check;
  if (approval === null) return 'no approval came with the answer';
  if (mainKey === null) return 'this machine does not know who is main';
  const { signature, ...unsigned } = approval;
  if (!isSignedBy(mainKey, bytesToSign('approval', project, unsigned), signature)) {
    return "the approval is not signed by main's key";
  }
  if (approval.task !== wanted.task) return 'the approval is for another task';
  if (approval.token !== wanted.token) return 'the approval is for another lease of the task';
  if (approval.command !== wanted.command) return 'the approval is for something else';
  if (elapsedMs > APPROVAL_MS || approval.expiresAt <= saidAt) return 'the approval has expired';
  return used.includes(approval.nonce) ? 'the approval was used before' : null;
}
