import type { CheckReport, Severity } from '#schemas/document/finding.ts';
import { rules } from '../../language/rules/index.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const satisfies Record<
  Severity,
  string
>;

/** SARIF 2.1.0, as code hosts read it. Columns count UTF-16 code units. */
export function formatSarif(report: CheckReport, version: string): string {
  const driver = {
    name: 'CLUTCH',
    version,
    rules: rules.map((rule) => ({
      id: rule.id,
      shortDescription: { text: rule.title },
      fullDescription: { text: rule.rationale },
      help: { text: rule.rationale },
      defaultConfiguration: { level: LEVELS[rule.defaultSeverity] },
    })),
  };
  const results = report.findings.map((finding) => ({
    ruleId: finding.rule,
    ruleIndex: rules.findIndex((rule) => rule.id === finding.rule),
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(finding.file) },
          region: {
            startLine: finding.line,
            startColumn: finding.column,
            endLine: finding.endLine,
            endColumn: finding.endColumn,
          },
        },
      },
    ],
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A relative path stays relative; an absolute one becomes a file URI. */
function uriOf(file: string): string {
  const encoded = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (encoded.startsWith('/')) return `file://${encoded}`;
  return /^[A-Za-z]%3A\//.test(encoded) ? `file:///${encoded.replace('%3A', ':')}` : encoded;
}
