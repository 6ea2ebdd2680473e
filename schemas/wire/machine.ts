import * as z from 'zod';
import { BootEpoch, FencingToken, MachineId, PublicKey, Sha256, Signature, WireName } from './names.ts';

export const MachineRole = z.enum(['main', 'worker', 'observer']);
export type MachineRole = z.infer<typeof MachineRole>;

const displayName = z.string().min(1).max(64);

/** What a machine can be given: agents that it found, programs that a person named (`gpu`, `ros2`). */
export const Capability = z.string().regex(/^[a-z0-9][a-z0-9.:_-]{0,63}$/);

/** A machine introduces itself; signed with the key that it names. */
export const MachineCard = z.strictObject({
  v: z.literal(1),
  machine: MachineId,
  name: displayName,
  key: PublicKey,
  /** The role that it asks for; main decides. */
  role: MachineRole,
  capabilities: z.array(Capability).max(64),
  /** The pairing that it answers, with the proof that its person knew the code. Null for the machine that shares. */
  pairing: z.strictObject({ id: WireName, proof: Sha256 }).nullable(),
  signature: Signature,
});
export type MachineCard = z.infer<typeof MachineCard>;

export const RosterEntry = z.strictObject({
  machine: MachineId,
  name: displayName,
  key: PublicKey,
  role: MachineRole,
  /** A revoked machine stays listed, so that nobody takes its id; nothing that it says counts from then on. */
  revoked: z.boolean(),
});
export type RosterEntry = z.infer<typeof RosterEntry>;

/** Who takes part and with which key, as main says it; complete, and counted up with every change. */
export const Roster = z.strictObject({
  v: z.literal(1),
  /** Whoever is main counts a term; a higher one replaces a lower one. */
  term: z.number().int().min(1),
  version: z.number().int().min(1),
  main: MachineId,
  /** The key that proves a person's right to make another machine main when main is dead. */
  recoveryKey: PublicKey,
  machines: z.array(RosterEntry).min(1).max(64),
});
export type Roster = z.infer<typeof Roster>;

/** What a machine does right now, as it says. */
export const MachineStatus = z.strictObject({
  role: MachineRole,
  activity: z.string().max(200).nullable(),
  /** Work that it has accepted and not begun. */
  queue: z.number().int().min(0).max(10_000),
  /** Agent sessions at work, and how many it takes at most. */
  busy: z.number().int().min(0).max(1_000),
  slots: z.number().int().min(0).max(1_000),
  task: z.string().max(200).nullable(),
  lastResult: z.strictObject({ text: z.string().max(200), at: z.number() }).nullable(),
  capabilities: z.array(Capability).max(64),
  /** `user@host` or a host of the ssh configuration, where the machine's person chose to publish one. */
  ssh: z.string().max(200).nullable(),
});
export type MachineStatus = z.infer<typeof MachineStatus>;

/**
 * What main promises with a beat: its echo makes leases of this term valid for `leaseMs` from when the echoed beat was
 * made, but for those with a token up to `over`, which main has counted as lost.
 */
export const LeasePromise = z.strictObject({
  term: z.number().int().min(1),
  leaseMs: z.number().min(1),
  over: z.record(MachineId, FencingToken),
});
export type LeasePromise = z.infer<typeof LeasePromise>;

/** Signed by its machine. `echo` says which beat of others it has seen last: main's echo is what a lease lives on. */
export const Heartbeat = z.strictObject({
  v: z.literal(1),
  machine: MachineId,
  ep: BootEpoch,
  counter: z.number().int().min(1),
  /** The sender's wall clock, in milliseconds since the epoch: to show its skew, never to decide by. */
  at: z.number(),
  status: MachineStatus,
  echo: z.record(MachineId, z.strictObject({ ep: BootEpoch, counter: z.number().int().min(1) })),
  /** Null for all but main. */
  leases: LeasePromise.nullable(),
  /** Tokens that this machine has given back; said until main has echoed a beat that says so. */
  released: z.array(FencingToken).max(256),
  signature: Signature,
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** One link of the put-if-absent chain of a task's leases; its file is named after its token. Signed by its machine. */
export const LeaseLink = z.strictObject({
  v: z.literal(1),
  task: WireName,
  token: FencingToken,
  machine: MachineId,
  ep: BootEpoch,
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  released: z.boolean(),
  signature: Signature,
});
export type LeaseLink = z.infer<typeof LeaseLink>;
