import type { BodyOf, BodyType } from '#schemas/wire/bodies.ts';
import type { MachineRole, MachineStatus, Roster } from '#schemas/wire/machine.ts';
import type { MachineId } from '#schemas/wire/names.ts';
import type { Logger } from '../platform/logger.ts';
import type { Transport } from '../transports/transport.ts';

/**
 * A project that this machine shares with others, while it is attached: the one thing that the parts below (members,
 * requests, dispatch, worker, bridge) know of each other. Made by `attach-project.ts`.
 */
export interface SharedProject {
  /** The id in the shared place, the same on all machines. */
  readonly id: string;
  /** The repository on this machine; absolute. */
  readonly root: string;
  readonly self: MachineId;
  readonly transport: Transport;
  readonly log: Logger;
  /** As main has said last; null for a machine that was not confirmed yet. */
  roster(): Roster | null;
  role(): MachineRole | null;
  /** Says something to one machine or to all; see `Transport.publish`. Bodies that are too large travel as blobs. */
  say<T extends BodyType>(message: Message<T>): Promise<Said>;
  /**
   * Handles records of a type, in the order of each sender. What reaches a handler is from a member that was not
   * revoked, was meant for this machine or for all, and has the shape of its type. Handlers are idempotent by `id`.
   */
  on<T extends BodyType>(type: T, handle: (received: Received<T>) => Promise<void> | void): void;
  /** What this machine says of itself. */
  status(): MachineStatus;
  /** Changes what the next beat says of this machine. */
  setStatus(change: Partial<MachineStatus>): void;
  /** What a machine is told of a part, by the part's name, when it begins anew from main's snapshot. */
  remember(part: string, memory: Memory): void;
  /** Tells everybody who shows this project that there is something new. */
  changed(): void;
}

export interface Message<T extends BodyType> {
  /** A machine, or `all`. */
  readonly to: string;
  readonly type: T;
  readonly body: BodyOf<T>;
  readonly re?: string;
  readonly task?: string;
  readonly token?: number;
  /** Given by whoever may have to say the same again after a crash. */
  readonly id?: string;
}

export interface Said {
  readonly id: string;
  readonly delivery: 'acknowledged' | 'kept';
}

export interface Received<T extends BodyType> {
  readonly id: string;
  readonly from: MachineId;
  /** A machine, or `all`. */
  readonly to: string;
  readonly type: T;
  readonly body: BodyOf<T>;
  readonly re: string | null;
  readonly task: string | null;
  readonly token: number | null;
  /** Milliseconds since the epoch, by the sender's hybrid clock: for showing. */
  readonly at: number;
}

/** What a part knows that a newcomer needs, so that nobody has to read what was said long ago. */
export interface Memory {
  /** As JSON, bounded; asked on main. */
  describe(): unknown;
  /** What main's part described. It is validated, and harmless when it is known already. */
  takeOver(described: unknown): Promise<void> | void;
}

/** Something that works with a shared project for as long as it is attached. */
export interface CollabPart {
  close(): Promise<void> | void;
}
