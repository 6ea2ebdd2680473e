import { l10n } from 'vscode';
import type { ExpectedUse, Forecast, ForecastPhase } from '#schemas/run/forecast.ts';
import { decimals } from '../../ui/numbers.ts';
import { modeWords } from '../../ui/run-words.ts';

/** What a run would come to, as a document: the sentence first, then every phase with its gate and its decision. */
export function forecastText(forecast: Forecast): string {
  const expected = forecast.expected === null ? [] : [l10n.t('Expected in all: {0}.', useWords(forecast.expected))];
  return [
    `# ${l10n.t('Forecast of {0}', forecast.prd)}`,
    forecast.sentence,
    ...expected,
    l10n.t('Nothing was started. A run decides by the same rules when it gets there.'),
    ...forecast.phases.map(phaseText),
  ].join('\n\n');
}

function phaseText({ id, title, status, session, gate, mode, modeReason, expected, note }: ForecastPhase): string {
  const where = session === null ? statusWords(status) : l10n.t('session {0}', session);
  const lines = [
    ...(note === null ? [] : [note]),
    ...(gate?.lines ?? []).map((line) => l10n.t('Budget: {0}', line)),
    ...(mode === null ? [] : [l10n.t('Decision: {0}. {1}', modeWords(mode), modeReason ?? '')]),
    ...(expected === null ? [] : [l10n.t('Expected: {0}', useWords(expected))]),
  ];
  return [
    `## ${l10n.t('Phase {0}: {1} ({2})', id, title, where)}`,
    ...(lines.length > 0 ? ['', ...lines.map((line) => `- ${line}`)] : []),
  ].join('\n');
}

function statusWords(status: ForecastPhase['status']): string {
  switch (status) {
    case 'completed':
      return l10n.t('completed');
    case 'left-out':
      return l10n.t('left out');
    case 'runs':
      return l10n.t('runs');
    case 'waits':
      return l10n.t('waits');
    case 'stops':
      return l10n.t('stops');
    case 'not-reached':
      return l10n.t('not reached');
  }
}

function useWords({ tokens, costUsd, minutes, sessions }: ExpectedUse): string {
  return l10n.t(
    '{0} tokens, {1} USD, {2} minutes, {3} agent sessions',
    Math.round(tokens),
    decimals(costUsd, 2),
    decimals(minutes, 1),
    Math.round(sessions),
  );
}
