import type { ContractView, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import { aboutWords } from '#schemas/run/open-signals.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { VerificationReport } from '#schemas/run/reports.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { Signal } from '#schemas/run/signal.ts';
import { durationWords } from '#schemas/webview/time-words.ts';

export function receiptText(receipt: Receipt): string {
  const result =
    receipt.stopped === null ? `exit code ${receipt.exitCode ?? 'unknown'}` : `stopped: ${receipt.stopped}`;
  return [
    `Level ${receipt.level}: ${receipt.title}`,
    `Started   ${new Date(receipt.startedAt).toISOString()}, took ${durationWords(receipt.durationMs)}`,
    `Result    ${result}`,
    `Git tree  ${receipt.tree}`,
    `Output    ${receipt.outputBytes} bytes, SHA-256 ${receipt.outputHash}`,
    '',
    receipt.command.replaceAll(/^/gm, '$ '),
    '',
    receipt.outputTail,
  ].join('\n');
}

/** Everything that is known of a signal, and how it is answered. */
export function signalText(run: RunView, signal: Signal): string {
  const { options } = signal;
  const needs = { reason: ' (asks for a reason)', guidance: ' (asks for guidance)' } as const;
  const answers = options.map(({ label, needs: what }) => `- ${label}${what === null ? '' : needs[what]}`);
  return sections([
    `# ${aboutWords(signal)}`,
    `${run.prd}, asked ${new Date(signal.askedAt).toISOString()}, severity ${signal.severity}.`,
    signal.text,
    ...(signal.detail === null ? [] : ['## Details', fenced(signal.detail)]),
    ...(answers.length === 0
      ? []
      : ['## Answers', answers.join('\n'), 'Answer it in **Needs You**, or with **CLUTCH: Answer…**.']),
  ]);
}

export function contractText({ executor }: WorkstreamView, contract: ContractView): string {
  const source = contract.source === null ? '' : ` by the ${contract.source}`;
  return sections([
    `# Contract of ${executor}`,
    `For ${contract.to.join(', ')}: ${contract.about}`,
    `Status: ${contract.status}${source}, after ${contract.attempts} ${contract.attempts === 1 ? 'try' : 'tries'}.`,
    ...(contract.findings.length === 0
      ? []
      : ['## Findings', contract.findings.map(({ path, message }) => `- \`${path}\`: ${message}`).join('\n')]),
    '## As published',
    contract.text ?? 'Nothing has been published yet.',
  ]);
}

export function verificationText({ id, title }: PhaseView, report: VerificationReport): string {
  const gaps = report.gaps.map(
    ({ gap, expected, actual, severity, files }) =>
      `- **${severity}** ${gap}\n  - expected: ${expected}\n  - actual: ${actual}${files.length === 0 ? '' : `\n  - files: ${files.join(', ')}`}`,
  );
  return sections([
    `# Verification of phase ${id}: ${title}`,
    `Grade: ${report.grade}`,
    '## Requirements',
    report.requirements,
    '## Tests',
    report.tests,
    ...(gaps.length === 0 ? [] : ['## Gaps', gaps.join('\n')]),
    ...(report.warnings.trim() === '' ? [] : ['## Warnings', report.warnings]),
  ]);
}

const sections = (parts: readonly string[]): string => `${parts.map((part) => part.trim()).join('\n\n')}\n`;

/** Output and paths as they are: with a fence that is longer than any inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
