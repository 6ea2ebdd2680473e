export type Delivered = 'acknowledged' | 'kept';

/** Chunks that somebody waits for while they are published, oldest first. */
export interface OnTheWay {
  add(chunk: number, bytes: Uint8Array): Promise<Delivered>;
  bytesOf(chunk: number): Uint8Array | null;
  /** All up to here are in the share. */
  acknowledge(chunk: number): void;
  /** Nobody waits any longer: all of them are safe on this machine. */
  keep(): void;
  /** Resolves when fewer are on their way. */
  below(count: number): Promise<void>;
}

interface One {
  readonly chunk: number;
  readonly bytes: Uint8Array;
  settle(result: Delivered): void;
}

export function createOnTheWay(): OnTheWay {
  let all: One[] = [];
  let waiting: { readonly count: number; tell(): void }[] = [];

  function tellOfRoom(): void {
    for (const { count, tell } of waiting) if (all.length < count) tell();
    waiting = waiting.filter(({ count }) => all.length >= count);
  }

  return {
    add: (chunk, bytes) => new Promise((settle) => all.push({ chunk, bytes, settle })),
    bytesOf: (chunk) => all.find((one) => one.chunk === chunk)?.bytes ?? null,
    acknowledge(chunk) {
      while (all[0] !== undefined && all[0].chunk <= chunk) all.shift()?.settle('acknowledged');
      tellOfRoom();
    },
    keep() {
      for (const { settle } of all) settle('kept');
      all = [];
      tellOfRoom();
    },
    below: (count) =>
      new Promise((tell) => {
        waiting.push({ count, tell });
        tellOfRoom();
      }),
  };
}
