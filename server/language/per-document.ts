import type { ParsedDocument } from './parse-document.ts';

/**
 * Reads something of a document at most once, however many rules ask for it. A parsed document never changes, so this
 * is as pure as `read` is; what was read goes when the document goes.
 */
export function perDocument<Result>(read: (document: ParsedDocument) => Result): (document: ParsedDocument) => Result {
  const known = new WeakMap<ParsedDocument, { readonly result: Result }>();
  return (document) => {
    const entry = known.get(document) ?? { result: read(document) };
    known.set(document, entry);
    return entry.result;
  };
}
