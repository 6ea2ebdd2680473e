import type { Finding, Severity } from '#schemas/document/finding.ts';
import { classifyDocument } from './classify.ts';
import type { TextRange } from './line-index.ts';
import { parseDocument } from './parse-document.ts';
import type { ParsedDocument } from './parse-document.ts';
import { rules } from './rules/index.ts';

/** A finding with a zero-based range, as the Language Server Protocol counts. */
export interface LanguageFinding {
  readonly range: TextRange;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fixable: boolean;
}

export interface CheckInput {
  /** Decides with the text what the document is; either kind of separator. */
  readonly path: string;
  readonly text: string;
  /** Whether the document lies in a CLUTCH project; elsewhere no finding is more than a hint. */
  readonly inProject: boolean;
}

/** All findings in a document, by place. Empty for a document that is not ours. Never throws. */
export function checkDocument({ path, text, inProject }: CheckInput): readonly LanguageFinding[] {
  return checkParsed(path, parseDocument(text), inProject);
}

/** The same for a document that is parsed already. */
export function checkParsed(path: string, document: ParsedDocument, inProject: boolean): readonly LanguageFinding[] {
  const kind = classifyDocument(path, document);
  return rules
    .filter((rule) => rule.kind === kind)
    .flatMap((rule) =>
      rule.check(document).map((report) => ({
        range: report.range,
        rule: rule.id,
        severity: inProject ? rule.defaultSeverity : ('hint' as const),
        message: report.message,
        fixable: false,
      })),
    )
    .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
}

/** The one-based form that the command line prints. */
export function toFinding(file: string, finding: LanguageFinding): Finding {
  const { range, rule, severity, message, fixable } = finding;
  return {
    file,
    line: range.start.line + 1,
    column: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
    rule,
    severity,
    message,
    fixable,
  };
}
