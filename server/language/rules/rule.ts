import type { Severity } from '#schemas/document/finding.ts';
import type { DocumentKind } from '#schemas/document/outline.ts';
import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';

/** What a rule says of one place; `message` names what is wrong and what to do. */
export interface Report {
  readonly range: TextRange;
  readonly message: string;
}

/** One rule. It never throws, whatever the document holds. */
export interface Rule {
  /** `CL101`; stable. */
  readonly id: string;
  readonly title: string;
  /** Why the rule exists, in full sentences; it becomes documentation. */
  readonly rationale: string;
  readonly kind: DocumentKind;
  /** In a CLUTCH project; elsewhere every finding is a hint. */
  readonly defaultSeverity: Severity;
  check(document: ParsedDocument): readonly Report[];
}
