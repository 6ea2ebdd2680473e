import type { ShareFiles } from './share-files.ts';

/**
 * Chunks that are written aside in the share while they become durable here, so that both disks work at the same time. None
 * gets its name before it is durable here.
 */
export interface Asides {
  begin(chunk: number, bytes: Uint8Array): void;
  /** Where it stands aside, for one attempt to publish it. Null: it has to be written. */
  take(chunk: number): Promise<string | null>;
  /** It did not become durable here, so nothing of it is published. */
  drop(chunk: number): void;
}

export function createAsides(share: Pick<ShareFiles, 'writeAside' | 'remove'>): Asides {
  const begun = new Map<number, Promise<string | null>>();

  async function take(chunk: number): Promise<string | null> {
    const aside = begun.get(chunk);
    begun.delete(chunk);
    return (await aside) ?? null;
  }

  return {
    begin(chunk, bytes) {
      // Whoever publishes it finds out anew what is wrong with the share.
      begun.set(
        chunk,
        share.writeAside(bytes).catch(() => null),
      );
    },
    take,
    drop(chunk) {
      void take(chunk)
        .then((aside) => (aside === null ? undefined : share.remove([aside])))
        // What stays is removed at the next start.
        .catch(() => undefined);
    },
  };
}
