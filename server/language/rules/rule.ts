import type { Severity } from '#schemas/document/finding.ts';
import type { DocumentKind } from '#schemas/document/outline.ts';
import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { ProjectView } from '../project-view.ts';
import type { FileChange } from '../text-edit.ts';

/** One way to mend what a rule found. Made when it is asked for, because most findings are only looked at. */
export interface Fix {
  /** What it does, as the light bulb says it: `Rename to "backend"`. */
  readonly title: string;
  /** Whether it may be applied without a person looking: nothing is lost and nothing is guessed. */
  readonly safe: boolean;
  changes(): readonly FileChange[];
}

/** What a rule says of one place; `message` names what is wrong and what to do. */
export interface Report {
  readonly range: TextRange;
  readonly message: string;
  /** The best one first. Each makes this finding go away and brings no other. */
  readonly fixes?: readonly Fix[];
}

/** Where the document stands. `path` is relative to the project, with `/`. */
export interface RuleContext {
  readonly path: string;
  readonly project: ProjectView;
}

/** One rule. It never throws, whatever the document holds. */
export interface Rule {
  /** `CL101`; stable. */
  readonly id: string;
  readonly title: string;
  /** Why the rule exists, in full sentences; it becomes documentation. */
  readonly rationale: string;
  readonly kinds: readonly DocumentKind[];
  /** In a CLUTCH project; elsewhere every finding is a hint. */
  readonly defaultSeverity: Severity;
  check(document: ParsedDocument, context: RuleContext): readonly Report[];
}
