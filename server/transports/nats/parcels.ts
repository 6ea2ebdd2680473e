import type { EncodedDraft } from '../file/record-lines.ts';
import { MAX_RECORDS_BYTES } from './messages.ts';
import type { Outbox } from './outbox.ts';

const MAX_RECORDS = 1_000;
/** The stamp of a line is never longer. */
const STAMP_BYTES = 200;

/** What fits into one message, and stays together. */
export interface Parcel {
  readonly drafts: readonly EncodedDraft[];
  readonly bytes: number;
  /** In the outbox; null: somebody still waits for it. */
  name: string | null;
  resolve(result: 'acknowledged' | 'kept'): void;
  reject(error: unknown): void;
}

/** What was said and is not known to be on the server, in order: in memory, or in the outbox as well. */
export interface Parcels {
  /** Resolves when all of it is acknowledged, or kept on this machine. */
  add(drafts: readonly EncodedDraft[]): Promise<'acknowledged' | 'kept'>;
  isEmpty(): boolean;
  /** The first ones, as many as fit into one message. */
  next(): readonly Parcel[];
  /** They are on the server. */
  settle(sent: readonly Parcel[]): void;
  settleThose(ids: ReadonlySet<string>): void;
  /** From here on they outlive this process. What cannot be kept is refused, with all that was said after it. */
  keepAll(): void;
  /** In records. */
  kept(): number;
}

export function createParcels(outbox: Outbox): Parcels {
  let parcels: Parcel[] = outbox.kept().map(({ name, drafts }) => ({ ...parcelOf(drafts), name }));

  function settle(sent: readonly Parcel[]): void {
    const gone = new Set(sent);
    parcels = parcels.filter((parcel) => !gone.has(parcel));
    for (const parcel of sent) {
      if (parcel.name === null) parcel.resolve('acknowledged');
      else outbox.forget(parcel.name);
    }
  }

  return {
    async add(drafts) {
      const results = split(drafts).map((part) => {
        const { promise, resolve, reject } = Promise.withResolvers<'acknowledged' | 'kept'>();
        parcels.push({ ...parcelOf(part), resolve, reject });
        return promise;
      });
      return (await Promise.all(results)).includes('kept') ? 'kept' : 'acknowledged';
    },
    isEmpty: () => parcels.length === 0,
    next() {
      let records = 0;
      let bytes = 0;
      const end = parcels.findIndex((parcel) => {
        records += parcel.drafts.length;
        bytes += parcel.bytes;
        return records > MAX_RECORDS || bytes > MAX_RECORDS_BYTES;
      });
      // What is said while these are on their way is none of them.
      return parcels.slice(0, end === -1 ? parcels.length : end);
    },
    settle,
    settleThose: (ids) => settle(parcels.filter(({ drafts }) => drafts.every(({ id }) => ids.has(id)))),
    keepAll() {
      const waiting = parcels.filter(({ name }) => name === null);
      try {
        for (const parcel of waiting) {
          parcel.name = outbox.keep(parcel.drafts);
          parcel.resolve('kept');
        }
      } catch (error) {
        parcels = parcels.filter(({ name }) => name !== null);
        for (const parcel of waiting.filter(({ name }) => name === null)) parcel.reject(error);
      }
    },
    kept: () => parcels.reduce((sum, { name, drafts }) => sum + (name === null ? 0 : drafts.length), 0),
  };
}

function parcelOf(drafts: readonly EncodedDraft[]): Parcel {
  const bytes = drafts.reduce((sum, draft) => sum + sizeOf(draft), 0);
  return { drafts, bytes, name: null, resolve: () => undefined, reject: () => undefined };
}

function split(drafts: readonly EncodedDraft[]): EncodedDraft[][] {
  const parts: EncodedDraft[][] = [];
  let bytes = Infinity;
  for (const draft of drafts) {
    bytes += sizeOf(draft);
    if (bytes > MAX_RECORDS_BYTES || (parts.at(-1)?.length ?? 0) >= MAX_RECORDS) {
      parts.push([]);
      bytes = sizeOf(draft);
    }
    parts.at(-1)?.push(draft);
  }
  return parts;
}

const sizeOf = ({ text }: EncodedDraft): number => Buffer.byteLength(text) + STAMP_BYTES;
