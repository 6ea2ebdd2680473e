import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { Severity } from '#schemas/document/finding.ts';
import type { LanguageFinding } from '../../../language/check-document.ts';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** `page` is the URI of what is written about the rule; null where it is not known. */
export function toDiagnostic({ range, rule, severity, message }: LanguageFinding, page: string | null): Diagnostic {
  const diagnostic: Diagnostic = { range, code: rule, severity: SEVERITY[severity], message, source: 'clutch' };
  if (page !== null) diagnostic.codeDescription = { href: page };
  return diagnostic;
}
