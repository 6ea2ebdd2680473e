import type { Finding, Severity } from '#schemas/document/finding.ts';
import { classifyDocument } from './classify.ts';
import type { TextRange } from './line-index.ts';
import { parseDocument } from './parse-document.ts';
import type { ParsedDocument } from './parse-document.ts';
import { noProject } from './project-view.ts';
import type { ProjectView } from './project-view.ts';
import { rules } from './rules/index.ts';
import type { Fix } from './rules/rule.ts';
import { readSuppressions } from './suppressions.ts';

/** A finding with a zero-based range, as the Language Server Protocol counts. */
export interface LanguageFinding {
  readonly range: TextRange;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** The best one first; empty where only the author can know what was meant. */
  readonly fixes: readonly Fix[];
}

/** What a person set for single rules; `off` silences one. */
export type RuleSeverities = Readonly<Record<string, Severity | 'off'>>;

export interface CheckOptions {
  /** Whether the document lies in a CLUTCH project; elsewhere no finding is more than a hint. */
  readonly inProject: boolean;
  /** What surrounds the document; without it, rules about its surroundings are silent. */
  readonly project?: ProjectView;
  readonly severities?: RuleSeverities;
}

export interface CheckInput extends CheckOptions {
  /** Relative to the project where there is one; decides with the text what the document is. */
  readonly path: string;
  readonly text: string;
}

/** All findings in a document, by place. Empty for a document that is not ours. Never throws. */
export function checkDocument({ path, text, ...options }: CheckInput): readonly LanguageFinding[] {
  return checkParsed(path, parseDocument(text), options);
}

/** The same for a document that is parsed already. */
export function checkParsed(
  path: string,
  document: ParsedDocument,
  { inProject, project = noProject, severities = {} }: CheckOptions,
): readonly LanguageFinding[] {
  const kind = classifyDocument(path, document);
  if (kind === 'other') return [];
  const context = { path, project };
  const isSuppressed = readSuppressions(document);
  return rules
    .filter((rule) => rule.kinds.includes(kind) && severities[rule.id] !== 'off')
    .flatMap((rule) => {
      const wanted = severities[rule.id] ?? rule.defaultSeverity;
      const severity = inProject && wanted !== 'off' ? wanted : 'hint';
      return rule
        .check(document, context)
        .filter((report) => !isSuppressed(rule.id, report.range.start.line))
        .map(({ range, message, fixes = [] }) => ({ range, rule: rule.id, severity, message, fixes }));
    })
    .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
}

/** The one-based form that the command line prints. */
export function toFinding(file: string, finding: LanguageFinding): Finding {
  const { range, rule, severity, message, fixes } = finding;
  return {
    file,
    line: range.start.line + 1,
    column: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
    rule,
    severity,
    message,
    fixable: fixes.length > 0,
  };
}
