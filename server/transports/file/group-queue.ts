import type { EncodedDraft } from './record-lines.ts';

/** One commit of a group; larger ones gain nothing and delay the first. */
const MAX_GROUP_RECORDS = 1_000;
const MAX_GROUP_BYTES = 4 * 1_048_576;

/** Drafts that are committed together or not at all. */
export interface Piece<Result> {
  readonly drafts: readonly EncodedDraft[];
  readonly bytes: number;
  settle(result: Promise<Result>): void;
}

/** What waits to be committed, in order, cut so that each group fits into one chunk. */
export interface GroupQueue<Result> {
  /** One result for each part into which the drafts had to be cut. */
  add(drafts: readonly EncodedDraft[]): readonly Promise<Result>[];
  isEmpty(): boolean;
  /** As much as one commit takes. */
  take(): readonly Piece<Result>[];
}

export function createGroupQueue<Result>(): GroupQueue<Result> {
  let pieces: Piece<Result>[] = [];
  return {
    add: (drafts) =>
      cut(drafts).map(
        ({ part, bytes }) =>
          new Promise<Result>((settle) => {
            pieces.push({ drafts: part, bytes, settle });
          }),
      ),
    isEmpty: () => pieces.length === 0,
    take() {
      let records = 0;
      let bytes = 0;
      const end = pieces.findIndex((piece) => {
        records += piece.drafts.length;
        bytes += piece.bytes;
        return records > MAX_GROUP_RECORDS || bytes > MAX_GROUP_BYTES;
      });
      const group = end < 0 ? pieces : pieces.slice(0, Math.max(end, 1));
      pieces = end < 0 ? [] : pieces.slice(group.length);
      return group;
    },
  };
}

/** Parts that each fit into a group; a single draft is never larger. */
function cut(drafts: readonly EncodedDraft[]): { readonly part: readonly EncodedDraft[]; readonly bytes: number }[] {
  const parts: { part: EncodedDraft[]; bytes: number }[] = [];
  let current: { part: EncodedDraft[]; bytes: number } | null = null;
  for (const draft of drafts) {
    const bytes = draft.text.length;
    if (current === null || current.part.length >= MAX_GROUP_RECORDS || current.bytes + bytes > MAX_GROUP_BYTES) {
      current = { part: [], bytes: 0 };
      parts.push(current);
    }
    current.part.push(draft);
    current.bytes += bytes;
  }
  return parts;
}
