import { env, l10n } from 'vscode';
import type { ContractView, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { VerificationReport } from '#schemas/run/reports.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { Signal, SignalOption } from '#schemas/run/signal.ts';
import { durationWords } from '#schemas/webview/time-words.ts';
import { aboutWords, contractSourceWords, contractStatusWords, stoppedWords } from '../../ui/run-words.ts';

export function receiptText(receipt: Receipt): string {
  const started = new Date(receipt.startedAt).toISOString();
  return [
    l10n.t('Level {0}: {1}', receipt.level, receipt.title),
    l10n.t('Started   {0}, took {1}', started, durationWords(receipt.durationMs, env.language)),
    l10n.t('Result    {0}', resultWords(receipt)),
    l10n.t('Git tree  {0}', receipt.tree),
    l10n.t('Output    {0} bytes, SHA-256 {1}', receipt.outputBytes, receipt.outputHash),
    '',
    receipt.command.replaceAll(/^/gm, '$ '),
    '',
    receipt.outputTail,
  ].join('\n');
}

function resultWords({ stopped, exitCode }: Receipt): string {
  if (stopped !== null) return l10n.t('stopped: {0}', stoppedWords(stopped));
  return exitCode === null ? l10n.t('exit code unknown') : l10n.t('exit code {0}', exitCode);
}

/** Everything that is known of a signal, and how it is answered. */
export function signalText(run: RunView, signal: Signal): string {
  const answers = signal.options.map((option) => `- ${answerWords(option)}`);
  const asked = new Date(signal.askedAt).toISOString();
  return sections([
    `# ${aboutWords(signal)}`,
    l10n.t('{0}, asked {1}, severity {2}.', run.prd, asked, severityWords(signal)),
    signal.text,
    ...(signal.detail === null ? [] : [`## ${l10n.t('Details')}`, fenced(signal.detail)]),
    ...(answers.length === 0
      ? []
      : [
          `## ${l10n.t('Answers')}`,
          answers.join('\n'),
          l10n.t('Answer it in **Needs You**, or with **CLUTCH: Answer…**.'),
        ]),
  ]);
}

function answerWords({ label, needs }: SignalOption): string {
  if (needs === null) return label;
  return needs === 'reason' ? l10n.t('{0} (asks for a reason)', label) : l10n.t('{0} (asks for guidance)', label);
}

function severityWords({ severity }: Signal): string {
  switch (severity) {
    case 'normal':
      return l10n.t('normal');
    case 'high':
      return l10n.t('high');
    case 'critical':
      return l10n.t('critical');
  }
}

export function contractText({ executor }: WorkstreamView, contract: ContractView): string {
  return sections([
    `# ${l10n.t('Contract of {0}', executor)}`,
    l10n.t('For {0}: {1}', contract.to.join(', '), contract.about),
    contractStanding(contract),
    ...(contract.findings.length === 0
      ? []
      : [
          `## ${l10n.t('Findings')}`,
          contract.findings.map(({ path, message }) => `- \`${path}\`: ${message}`).join('\n'),
        ]),
    `## ${l10n.t('As published')}`,
    contract.text ?? l10n.t('Nothing has been published yet.'),
  ]);
}

function contractStanding({ status, source, attempts }: ContractView): string {
  const words = contractStatusWords(status);
  if (source === null) {
    return attempts === 1
      ? l10n.t('Status: {0}, after 1 try.', words)
      : l10n.t('Status: {0}, after {1} tries.', words, attempts);
  }
  const by = contractSourceWords(source);
  return attempts === 1
    ? l10n.t('Status: {0} {1}, after 1 try.', words, by)
    : l10n.t('Status: {0} {1}, after {2} tries.', words, by, attempts);
}

export function verificationText({ id, title }: PhaseView, report: VerificationReport): string {
  const gaps = report.gaps.map(({ gap, expected, actual, severity, files }) =>
    [
      `- **${severity}** ${gap}`,
      `  - ${l10n.t('expected: {0}', expected)}`,
      `  - ${l10n.t('actual: {0}', actual)}`,
      ...(files.length === 0 ? [] : [`  - ${l10n.t('files: {0}', files.join(', '))}`]),
    ].join('\n'),
  );
  return sections([
    `# ${l10n.t('Verification of phase {0}: {1}', id, title)}`,
    l10n.t('Grade: {0}', report.grade),
    `## ${l10n.t('Requirements')}`,
    report.requirements,
    `## ${l10n.t('Tests')}`,
    report.tests,
    ...(gaps.length === 0 ? [] : [`## ${l10n.t('Gaps')}`, gaps.join('\n')]),
    ...(report.warnings.trim() === '' ? [] : [`## ${l10n.t('Warnings')}`, report.warnings]),
  ]);
}

const sections = (parts: readonly string[]): string => `${parts.map((part) => part.trim()).join('\n\n')}\n`;

/** Output and paths as they are: with a fence that is longer than any inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
