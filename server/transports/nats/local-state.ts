import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { BootEpoch, MachineId, Sha256 } from '#schemas/wire/names.ts';
import { writeAtomically } from '../../platform/write-atomically.ts';
import { TransportError } from '../transport.ts';

/** How long a change may wait for others, so that one write to the disk does for all of them. */
const SAVE_AFTER_MS = 20;

/** The end of a log, as far as somebody knows it. `at` is its place in the stream. */
const Tail = z.strictObject({
  ep: z.number().int().min(0),
  chunk: z.number().int().min(0),
  seq: z.number().int().min(0),
  hash: Sha256.nullable(),
  at: z.number().int().min(0),
});
export type Tail = z.infer<typeof Tail>;
export const NO_TAIL: Tail = { ep: 0, chunk: 0, seq: 0, hash: null, at: 0 };

const State = z.strictObject({
  v: z.literal(1),
  /** Counts the starts of this machine. */
  ep: BootEpoch,
  /** When the stream was made that the places are in; another stream begins anew. */
  stream: z.string().max(64).nullable(),
  own: Tail,
  /** By sender: what was applied. */
  applied: z.record(MachineId, Tail),
});

/** What this machine must not forget: its own end, and how far it has applied the logs of others. */
export interface LocalState {
  readonly ep: number;
  readonly stream: string | null;
  readonly own: Tail;
  applied(sender: string): Tail;
  all(): Readonly<Record<string, Tail>>;
  setApplied(sender: string, tail: Tail): void;
  setOwn(tail: Tail): void;
  setEpoch(ep: number): void;
  /** Places in another stream mean nothing in this one. */
  setStream(created: string): void;
  /** Durable when it returns. */
  save(): void;
}

/** Counts the start. `failed` hears when a change cannot be saved; it is tried again with the next one. */
export function openLocalState(file: string, failed: (error: unknown) => void): LocalState {
  const before = read(file);
  const state = { ...before, ep: before.ep + 1, applied: new Map(Object.entries(before.applied)) };
  let timer: NodeJS.Timeout | null = null;

  function save(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const { ep, stream, own, applied } = state;
    writeAtomically(file, JSON.stringify({ v: 1, ep, stream, own, applied: Object.fromEntries(applied) }));
  }

  function saveSoon(): void {
    timer ??= setTimeout(() => {
      try {
        save();
      } catch (error) {
        failed(error);
      }
    }, SAVE_AFTER_MS);
  }

  save();
  return {
    get ep() {
      return state.ep;
    },
    get stream() {
      return state.stream;
    },
    get own() {
      return state.own;
    },
    applied: (sender) => state.applied.get(sender) ?? NO_TAIL,
    all: () => Object.fromEntries(state.applied),
    setApplied(sender, tail) {
      state.applied.set(sender, tail);
      saveSoon();
    },
    setOwn(tail) {
      state.own = tail;
      saveSoon();
    },
    setEpoch(ep) {
      state.ep = ep;
      save();
    },
    setStream(created) {
      state.stream = created;
      for (const [sender, tail] of state.applied) state.applied.set(sender, { ...tail, at: 0 });
      save();
    },
    save,
  };
}

function read(file: string): z.infer<typeof State> {
  const nothing = { v: 1 as const, ep: 0, stream: null, own: NO_TAIL, applied: {} };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nothing;
    throw unusable(file, error);
  }
  try {
    return State.parse(JSON.parse(text));
  } catch (error) {
    throw unusable(file, error);
  }
}

/** To begin anew in silence would apply everything twice. */
function unusable(file: string, cause: unknown): TransportError {
  const text = `${file} cannot be read, so it is not known what was applied already. Restore it, or remove it to begin anew.`;
  return new TransportError('not-startable', text, { cause });
}
