import type { ParsedDocument } from './parse-document.ts';

/** Lines that an edit left alone, counted from the top and from the bottom; `shift` is by how many lines the bottom moved. */
export interface UnchangedLines {
  readonly head: number;
  readonly tail: number;
  readonly shift: number;
}

type Reader = (document: ParsedDocument, from: number, to: number) => unknown;
type Results = Map<Reader, Map<number, { readonly to: number; readonly result: unknown }>>;

/** What was read of the document, and what may be taken over from the one that it was edited from. */
interface Memory {
  readonly own: Results;
  readonly earlier: { readonly results: Results; readonly unchanged: UnchangedLines } | null;
}

const memories = new WeakMap<ParsedDocument, Memory>();

/** Lets a document that was edited take over what was read of the lines that the edit left alone. */
export function rememberSections(document: ParsedDocument, previous: ParsedDocument, unchanged: UnchangedLines): void {
  const results = memories.get(previous)?.own;
  // Only the results are kept, not the document before, or every version ever typed would stay in memory.
  if (results) memories.set(document, { own: new Map(), earlier: { results, unchanged } });
}

/**
 * Reads something of the lines `from` to `to` (not included) that depends on nothing else, and reads it again only when
 * an edit touched or moved these lines. This is what makes a keystroke in a large plan cheap.
 */
export function perSection<Result>(
  read: (document: ParsedDocument, from: number, to: number) => Result,
): (document: ParsedDocument, from: number, to: number) => Result {
  const knownBy = (results: Results): Map<number, { to: number; result: Result }> => {
    const known = results.get(read) ?? new Map();
    results.set(read, known);
    return known;
  };
  return (document, from, to) => {
    const memory = memories.get(document) ?? { own: new Map(), earlier: null };
    memories.set(document, memory);
    const own = knownBy(memory.own);
    const known = own.get(from);
    if (known?.to === to) return known.result;
    const entry = takeOver(document, memory, from, to, knownBy) ?? { to, result: read(document, from, to) };
    own.set(from, entry);
    return entry.result;
  };
}

function takeOver<Entry extends { readonly to: number }>(
  document: ParsedDocument,
  { earlier }: Memory,
  from: number,
  to: number,
  knownBy: (results: Results) => ReadonlyMap<number, Entry>,
): Entry | null {
  if (!earlier) return null;
  const { head, tail, shift } = earlier.unchanged;
  // Results name their lines, so those of lines that moved are of no use.
  const untouched = to <= head || (shift === 0 && from >= document.lines.count - tail);
  const entry = untouched ? knownBy(earlier.results).get(from) : undefined;
  return entry?.to === to ? entry : null;
}
