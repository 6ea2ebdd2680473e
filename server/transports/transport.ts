import type { MachineStatus } from '#schemas/wire/machine.ts';
import type { MachineId } from '#schemas/wire/names.ts';
import type { Cursor, RecordDraft, WireRecord } from '#schemas/wire/record.ts';

/**
 * How machines of one project reach each other. The file transport and NATS implement it alike
 * (`test/contract/transport`); nobody above knows which one it is.
 *
 * Owns: order, integrity and delivery of records, freshness of machines, leases, blobs. Does not own: what records
 * mean, and who is trusted (`Members`).
 */
export interface Transport {
  capabilities(): Capabilities;
  /**
   * Records of this machine, in this order. `acknowledged`: they are durable where all others find them. `kept`: the
   * shared place does not take them now; they are durable on this machine and delivered in order as soon as it does.
   * Rejects with a `TransportError` where neither could be done.
   */
  publish(drafts: readonly RecordDraft[]): Promise<'acknowledged' | 'kept'>;
  /**
   * Hands on the records of all other members, each sender's in order and without a gap, one at a time per sender. A
   * record counts as applied when `handle` has resolved and the cursor was saved; after a crash in between it is handed
   * on again, so handlers are idempotent by `id`. Where `handle` rejects, that sender's stream waits and tries again.
   * Called once.
   */
  subscribe(handle: (record: WireRecord) => Promise<void>): void;
  /** Looks for news at once instead of at the next interval. */
  poke(): void;
  /** All that have been seen, without this machine. */
  peers(): readonly PeerSighting[];
  /** How this machine's own view is: without `ok`, what `peers` says is old and proves nothing about them. */
  health(): TransportHealth;
  /** Streams that were stopped and files that were refused, newest last, at most 200. */
  alarms(): readonly Alarm[];
  readonly leases: Leases;
  readonly snapshots: Snapshots;
  /** Stores a file and names it by its SHA-256. */
  putBlob(file: string): Promise<string>;
  /** A local copy that was verified, in a folder of this machine's own. Null: it is not there yet. */
  getBlob(sha256: string): Promise<string | null>;
  /** Called when peers, health or alarms have changed. Returns how to end that. */
  onChange(listener: () => void): () => void;
  /** What was published before is acknowledged, kept or refused when it resolves. Never waits longer than 5 s. */
  close(): Promise<void>;
}

/** Older snapshots are replaced, so the place holds a few of these and never more. */
export const MAX_STATE_BYTES = 4 * 1_048_576;

/** What main knew when it had applied all up to `cursors`; `state` means something to the layer above alone. */
export interface Snapshot {
  /** Main, which signed it. */
  readonly machine: MachineId;
  /** By sender, main itself among them. `hash` is that of the chunk, which the next one has to name. */
  readonly cursors: Readonly<Record<MachineId, Cursor & { readonly hash: string | null }>>;
  readonly state: unknown;
}

/**
 * Where a machine begins that comes late or was away for too long, instead of reading every log from its beginning.
 * Senders remove what every active member has applied, main's snapshot covers and is older than the retention, so without
 * snapshots nothing is ever removed. Calls on a place that does not answer reject.
 */
export interface Snapshots {
  /**
   * For main. `describe` is asked after it was noted how far this machine has applied the others, so it holds at least
   * that. Its JSON has at most `MAX_STATE_BYTES`. Rejects with `not-main` elsewhere, and with
   * `too-large`.
   */
  write(describe: () => Promise<unknown>): Promise<void>;
  /** Main's newest. Null: there is none, or none that is whole and signed by main. */
  read(): Promise<Snapshot | null>;
  /**
   * Senders that have removed what this machine has not applied, and the snapshot covers: without it their streams
   * cannot go on. All senders, for a machine that has not applied anything of anybody.
   */
  needed(snapshot: Snapshot): Promise<readonly MachineId[]>;
  /**
   * Lets this machine go on behind the snapshot with these senders, never back. Before `subscribe`, and after the state
   * was taken over.
   */
  resume(snapshot: Snapshot, senders: readonly MachineId[]): Promise<void>;
}

export interface Capabilities {
  readonly kind: 'file' | 'nats';
  /** Whether machines may claim work by themselves (class A); otherwise main decides. */
  readonly atomicClaim: boolean;
  /** `unknown` until it was tried; anything but `A` is treated as `B`. */
  readonly class: 'A' | 'B' | 'unknown';
  readonly ordering: 'per-sender';
  /** In bytes, of the JSON of a body. */
  readonly maxBody: number;
  /** What a crash of the operating system of whoever keeps the records can take of what was acknowledged. */
  readonly durability: 'fsync' | 'none';
}

export type Freshness = 'fresh' | 'late' | 'stale' | 'gone' | 'unknown';

export interface PeerSighting {
  readonly machine: MachineId;
  readonly ep: number;
  readonly counter: number;
  /** Milliseconds of this machine's monotonic clock since (epoch, counter) last advanced; null: seen only from before this start. */
  readonly ageMs: number | null;
  readonly freshness: Freshness;
  readonly status: MachineStatus;
  /** As far as the peer's wall clock is ahead of this machine's at least (negative: behind); null: not known. */
  readonly skewMs: number | null;
  /** Whether it fell so far behind that it has to begin anew from a snapshot. */
  readonly mustResync: boolean;
}

/**
 * `stale-view`: this machine's own beat does not come back through the listing. `hangs`: calls do not return within
 * their limit. `gone`: the place is not there. `full`, `read-only`: nothing can be written. `refused`: another process
 * or a clone uses this machine's identity, or the place is of a later version.
 */
export interface TransportHealth {
  readonly state: 'ok' | 'stale-view' | 'hangs' | 'gone' | 'full' | 'read-only' | 'refused';
  /** What was seen and what to do, in one sentence. */
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Records that are kept here because the place does not take them. */
  readonly undelivered: number;
}

export interface Alarm {
  readonly at: number;
  readonly kind:
    | 'fork'
    | 'gap'
    | 'bad-signature'
    | 'future-version'
    | 'malformed'
    | 'oversized'
    | 'not-a-file'
    | 'unreadable'
    | 'conflict-copy'
    | 'stranger'
    | 'flood'
    | 'double-token'
    | 'clone';
  /** Null where no machine can be named. */
  readonly machine: MachineId | null;
  /** What, where (the file), what to do. */
  readonly text: string;
}

/** A held lease. `isValid` is asked before everything that only the owner may do. */
export interface Lease {
  readonly task: string;
  readonly token: number;
  isValid(): boolean;
  /** Aborted as soon as the lease is no longer valid, or was released. */
  readonly signal: AbortSignal;
}

/** A task is either main's to grant or everybody's to claim, never both. */
export interface Leases {
  /**
   * For main: gives the task to a machine under a token that is higher than every one before. Rejects with
   * `not-main` elsewhere. Null: somebody else may still hold it; `retryInMs` says when to ask again.
   */
  grant(task: string, to: MachineId): Promise<{ readonly token: number } | { readonly retryInMs: number }>;
  /** For main: who holds it and whether that can still be true. */
  holder(task: string): { readonly machine: MachineId; readonly token: number; readonly isLive: boolean } | null;
  /**
   * For a worker that was granted `token`: its view of the lease, which lives on main's echoes. Offers are handled in
   * order, also after a restart, so nobody asks for a lower token of a task than before, or for one that it gave back.
   */
  held(task: string, token: number): Lease;
  /** Claims by itself, without main; null where somebody holds it. Rejects with `not-atomic` where the place is not class A. */
  claim(task: string): Promise<Lease | null>;
  /** Gives it back, so that the task is free at once. Main does so too, for a holder that has said that it is done. */
  release(lease: Pick<Lease, 'task' | 'token'>): Promise<void>;
}

/** Whom to believe; main's roster decides. Asked anew for every file. */
export interface Members {
  /** Null: nobody that this machine knows, or one that was revoked. */
  keyOf(machine: MachineId): string | null;
  /** Null while this machine does not know who is main. */
  main(): MachineId | null;
  /** Of the roster that this machine knows; 0 while it knows none. */
  term(): number;
}

/** What a transport needs of this machine. */
export interface TransportDeps {
  readonly project: string;
  readonly self: MachineId;
  readonly members: Members;
  /** Signs with this machine's key; base64url. */
  sign(bytes: Uint8Array): string;
  /** What the next beat says. */
  status(): MachineStatus;
  /** Local and of this project alone: outbox, cursors, quarantine, copies of blobs. */
  readonly localFolder: string;
  readonly timing: TransportTiming;
  log(level: 'info' | 'warn', message: string): void;
}

export interface TransportTiming {
  readonly beatMs: number;
  /** Between two looks while there are news, and at most while there are none. */
  readonly pollMs: number;
  readonly idlePollMs: number;
  /** How long an echoed beat makes a lease valid (H). Main waits 1.1 times that and a margin. */
  readonly leaseMs: number;
  /** For a place of class B. */
  readonly leaseSyncedMs: number;
  /** Calls on the shared place that take longer count as hanging. */
  readonly callMs: number;
  readonly retentionMs: number;
}

export type TransportErrorCode =
  | 'not-startable'
  | 'in-use'
  | 'future-version'
  | 'not-main'
  | 'not-atomic'
  | 'too-large'
  | 'closed'
  | 'unavailable';

/** `message` is a sentence for a person: what happened, where, what to do. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
