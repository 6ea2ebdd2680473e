import type { DocumentKind } from '#schemas/document/outline.ts';
import type { TextRange } from './line-index.ts';
import { inOrder } from './mentions/collect.ts';
import { prdMentions } from './mentions/prd-mentions.ts';
import { prpMentions } from './mentions/prp-mentions.ts';
import { workflowMentions } from './mentions/workflow-mentions.ts';
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
      /** The words at the range: `01` and `二` are ids as well; in a link to a heading `21` stands for 2.1. */
      readonly written: string;
      /** Whether it is part of a link to a heading, which holds no dots. */
      readonly anchor: boolean;
    }
  | {
      readonly type: 'workstream';
      /** Canonical name, as its heading has it; outside of its PRP as it is written. */
      readonly name: string;
      /** The phase whose PRP introduces it; null inside that PRP. */
      readonly phase: string | null;
      readonly role: 'definition' | 'reference';
      /** Exactly the name, without `executor-` and punctuation. */
      readonly range: TextRange;
      /** `name`: as in the heading; `slug`: as behind `executor-`; `alias`: something else that means it, such as its number. */
      readonly form: 'name' | 'slug' | 'alias';
    }
  | { readonly type: 'file'; readonly path: string; readonly range: TextRange }
  | { readonly type: 'commit'; readonly sha: string; readonly range: TextRange };

/** All mentions in document order, without overlaps; at most `MAX_MENTIONS`. */
export function readMentions(path: string, document: ParsedDocument, kind: DocumentKind): readonly Mention[] {
  switch (kind) {
    case 'prd':
      return inOrder(prdMentions(path, document));
    case 'prp':
      return inOrder(prpMentions(path, document));
    case 'workflow':
      return inOrder(workflowMentions(path, document));
    default:
      return [];
  }
}
