import { endOfOwn, type ChunkPlace } from './chunk.ts';
import type { LocalFiles } from './local-files.ts';
import { openOwnSegments, type OwnChunk, type OwnSegments } from './own-segments.ts';

const MAX_UNDELIVERED_RECORDS = 100_000;
const MAX_UNDELIVERED_BYTES = 256 * 1_048_576;

/**
 * This machine's own chunks, on its own disk: each is durable here before it is published. Owns the memory of what was said:
 * what the share does not take waits here, what a crash left unclear is published again with the same bytes, and a share
 * that knows more than this memory was written by a clone.
 */
export interface OwnLog extends Pick<OwnSegments, 'last' | 'oldest' | 'find' | 'read' | 'append'> {
  /** All up to here are in the share. */
  delivered(): number;
  setDelivered(chunk: number): void;
  /** Makes `delivered` durable, which it is only now and then: publishing again does no harm. */
  save(): Promise<void>;
  undelivered(): { readonly records: number; readonly isFull: boolean };
  /** The text of the newest chunks, oldest first, for whoever has to know what was said last. */
  recent(): Promise<readonly { readonly chunk: number; readonly text: string }[]>;
}

export async function openOwnLog(local: LocalFiles, author: Pick<ChunkPlace, 'project' | 'machine'>): Promise<OwnLog> {
  const segments = await openOwnSegments(local, author);
  let delivered = await readMark(local);
  let saved = delivered;
  let records = 0;
  let bytes = 0;
  const count = (change: 1 | -1, one: OwnChunk | null): void => {
    if (one === null) return;
    records += change * (one.last - one.first + 1);
    bytes += change * one.length;
  };
  const countAll = (): void => {
    [records, bytes] = [0, 0];
    for (const one of segments.all()) if (one.chunk > delivered) count(1, one);
  };
  countAll();

  return {
    ...segments,
    async append(chunk, content) {
      await segments.append(chunk, content);
      count(1, chunk);
    },
    delivered: () => delivered,
    setDelivered(chunk) {
      if (chunk === delivered + 1) count(-1, segments.find(chunk));
      const isNext = chunk === delivered + 1;
      delivered = chunk;
      if (!isNext) countAll();
    },
    async save() {
      if (delivered === saved) return;
      const mark = delivered;
      await local.write('delivered.json', Buffer.from(`${JSON.stringify({ chunk: mark })}\n`));
      saved = mark;
      await segments.trim(mark);
    },
    undelivered: () => ({
      records,
      isFull: records >= MAX_UNDELIVERED_RECORDS || bytes >= MAX_UNDELIVERED_BYTES,
    }),
    async recent() {
      const found: { chunk: number; text: string }[] = [];
      for (const { chunk, ep } of segments.newest()) {
        const content = await segments.read(chunk);
        const end = content && endOfOwn(content, { ...author, ep, chunk });
        if (end) found.push({ chunk, text: end.text });
      }
      return found;
    },
  };
}

async function readMark(local: LocalFiles): Promise<number> {
  const bytes = await local.read('delivered.json');
  if (bytes === null) return 0;
  const mark: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  const chunk = typeof mark === 'object' && mark !== null && 'chunk' in mark ? mark.chunk : 0;
  return typeof chunk === 'number' && Number.isSafeInteger(chunk) ? chunk : 0;
}
