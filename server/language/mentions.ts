import type { DocumentKind } from '#schemas/document/outline.ts';
import type { TextRange } from './line-index.ts';
import type { ParsedDocument } from './parse-document.ts';

/**
 * A place in a document that names something of a plan. `definition` is where the thing is introduced (a phase in its
 * PRD, a workstream in its PRP); everything else refers to it.
 */
export type Mention =
  | {
      readonly type: 'phase';
      /** Normalized: `1`, `2.1`, `5b`. */
      readonly id: string;
      /** As the document names the PRD that the phase belongs to; null where only the place of the document tells. */
      readonly prd: string | null;
      readonly role: 'definition' | 'reference';
      /** Exactly the id. */
      readonly range: TextRange;
    }
  | {
      readonly type: 'workstream';
      /** Canonical name, as its heading has it. */
      readonly name: string;
      /** The phase whose PRP introduces it; null inside that PRP. */
      readonly phase: string | null;
      readonly role: 'definition' | 'reference';
      /** Exactly the name, without `executor-` and punctuation. */
      readonly range: TextRange;
    }
  | { readonly type: 'file'; readonly path: string; readonly range: TextRange }
  | { readonly type: 'commit'; readonly sha: string; readonly range: TextRange };

/** All mentions in document order, without overlaps. */
export function readMentions(_path: string, _document: ParsedDocument, _kind: DocumentKind): readonly Mention[] {
  return [];
}
