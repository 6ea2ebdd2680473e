import type { MachineId } from '#schemas/wire/names.ts';
import type { TransportDeps } from '../transport.ts';
import type { Alarms } from './alarms.ts';
import { decodeChunk, MAX_CHUNK_BYTES, type Chunk, type ChunkRefusal } from './chunk.ts';
import { createChunkFinder, type Found } from './chunk-finder.ts';
import type { ReadCursor } from './cursors.ts';
import type { Layout } from './layout.ts';
import { ShareError, type ShareFiles } from './share-files.ts';
import type { Trouble } from './troubles.ts';

/** What is not readable yet may become so where files arrive slowly; after this long it is an alarm. */
const PATIENCE_MS = 180_000;
/** The same, where later chunks of the sender are there already. */
const OVERTAKEN_PATIENCE_MS = 10_000;

export interface ReadChunk extends Chunk {
  readonly ep: number;
  readonly chunk: number;
  readonly bytes: number;
}

/** A sender's next chunk, proved to be of it and to continue what was read before. */
export interface ChunkReader {
  /** Null: there is none for now. Rejects with a `ShareError` where the share does not answer. */
  next(cursor: ReadCursor, tip: { readonly ep: number; readonly chunk: number }): Promise<ReadChunk | Trouble | null>;
  /** What was listed before is old. */
  forget(alsoEpochs: boolean): void;
}

export interface ChunkReaderDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly alarms: Alarms;
}

export function createChunkReader(
  machine: MachineId,
  { transport, layout, share, alarms }: ChunkReaderDeps,
): ChunkReader {
  const { project, members } = transport;
  const finder = createChunkFinder(machine, layout, share, (path) => {
    const text = `${path} is a second version of a chunk, so two have written as ${machine}. Only the one under the true name is read.`;
    alarms.raise('conflict-copy', machine, text);
  });

  async function open(found: Found & { kind: 'found' }, cursor: ReadCursor, key: string): Promise<ReadChunk | Trouble> {
    const { path, ep, chunk, isOvertaken } = found;
    const patienceMs = isOvertaken ? OVERTAKEN_PATIENCE_MS : PATIENCE_MS;
    const bytes = await readOrRefusal(share, path);
    if (bytes === null) return { kind: 'unreadable', path, text: 'it cannot be read', patienceMs, bytes };
    if (!(bytes instanceof Uint8Array)) return { ...bytes, path, patienceMs: 0, bytes: null };
    const decoded = decodeChunk(bytes, { project, machine, ep, chunk }, key);
    if ('why' in decoded) return { ...troubleOf(decoded, patienceMs), path, bytes };
    if (continues(decoded, cursor)) return { ...decoded, ep, chunk, bytes: bytes.length };
    const text = 'it does not continue what was read before, so two have written under one name';
    return { kind: 'fork', path, text, patienceMs: 0, bytes };
  }

  return {
    async next(cursor, tip) {
      const key = members.keyOf(machine);
      if (key === null) return null;
      const found = await finder.next(cursor, tip);
      if (found.kind === 'none') return null;
      if (found.kind === 'found') {
        const opened = await open(found, cursor, key);
        if ('patienceMs' in opened) finder.drop();
        return opened;
      }
      const text = 'it is missing, while later ones are there';
      return { kind: 'gap', path: found.path, text, patienceMs: PATIENCE_MS, bytes: null };
    },
    forget: finder.forget,
  };
}

/** Its records may have been handed on in part. */
const continues = ({ prev, first, last }: Chunk, cursor: ReadCursor): boolean =>
  prev === cursor.hash && first <= cursor.seq + 1 && cursor.seq <= last;

const troubleOf = ({ why, text }: ChunkRefusal, patienceMs: number): Pick<Trouble, 'kind' | 'text' | 'patienceMs'> =>
  why === 'incomplete' ? { kind: 'unreadable', text, patienceMs } : { kind: why, text, patienceMs: 0 };

async function readOrRefusal(
  share: ShareFiles,
  path: string,
): Promise<Uint8Array | null | Pick<Trouble, 'kind' | 'text'>> {
  try {
    return await share.read(path, MAX_CHUNK_BYTES);
  } catch (error) {
    if (error instanceof ShareError && error.code === 'not-a-file')
      return { kind: 'not-a-file', text: 'it is no file' };
    if (error instanceof ShareError && error.code === 'too-large')
      return { kind: 'oversized', text: `it has more than ${MAX_CHUNK_BYTES} bytes` };
    throw error;
  }
}
