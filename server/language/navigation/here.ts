import type { PlanFacts } from '../facts.ts';
import type { ParsedDocument } from '../parse-document.ts';

/** A plan document as it stands in the editor. `path` is relative to the project, with `/`. */
export interface Here {
  readonly path: string;
  readonly document: ParsedDocument;
  readonly facts: PlanFacts;
}
