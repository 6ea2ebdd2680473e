import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeAtomically } from '../../platform/write-atomically.ts';
import type { EncodedDraft } from '../file/record-lines.ts';
import { TransportError } from '../transport.ts';

/** What a machine keeps at most for a server that is away. */
const MAX_BYTES = 64 * 1024 * 1024;
const NAME = /^\d{16}\.json$/;

/** Written by this machine alone; whoever can change it can do everything else, too. */
const Kept = z.array(z.strictObject({ id: z.string(), text: z.string() }));

/** Drafts that wait on this machine, one durable file for each call to publish; names count up. */
export interface Outbox {
  /** Resolves when it is durable. Throws a `TransportError` where that cannot be. */
  keep(drafts: readonly EncodedDraft[]): string;
  /** What an earlier process has left, oldest first. */
  kept(): readonly { readonly name: string; readonly drafts: readonly EncodedDraft[] }[];
  forget(name: string): void;
}

export function openOutbox(folder: string): Outbox {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const sizes = new Map(names(folder).map((name) => [name, statSync(join(folder, name)).size]));
  let bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  let count = Number([...sizes.keys()].at(-1)?.slice(0, 16) ?? 0);
  return {
    keep(drafts) {
      const text = JSON.stringify(drafts);
      if (bytes + text.length > MAX_BYTES) throw full();
      const name = `${String((count += 1)).padStart(16, '0')}.json`;
      try {
        writeAtomically(join(folder, name), text);
      } catch (cause) {
        const said =
          'The NATS server is away, and this machine cannot keep what is to be said. Free space on its disk.';
        throw new TransportError('unavailable', said, { cause });
      }
      sizes.set(name, text.length);
      bytes += text.length;
      return name;
    },
    kept: () =>
      names(folder).map((name) => ({
        name,
        drafts: Kept.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
      })),
    forget(name) {
      rmSync(join(folder, name), { force: true });
      bytes -= sizes.get(name) ?? 0;
      sizes.delete(name);
    },
  };
}

const names = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort();

const full = (): TransportError =>
  new TransportError(
    'unavailable',
    `The NATS server is away, and this machine keeps no more than ${MAX_BYTES / 1024 / 1024} MiB for it. Bring the server back.`,
  );
