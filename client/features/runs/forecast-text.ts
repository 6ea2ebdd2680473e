import type { ExpectedUse, Forecast, ForecastPhase } from '#schemas/run/forecast.ts';

/** What a run would come to, as a document: the sentence first, then every phase with its gate and its decision. */
export function forecastText(forecast: Forecast): string {
  const expected = forecast.expected === null ? [] : [`Expected in all: ${useWords(forecast.expected)}.`];
  return [
    `# Forecast of ${forecast.prd}`,
    forecast.sentence,
    ...expected,
    'Nothing was started. A run decides by the same rules when it gets there.',
    ...forecast.phases.map(phaseText),
  ].join('\n\n');
}

function phaseText({ id, title, status, session, gate, mode, modeReason, expected, note }: ForecastPhase): string {
  const where = session === null ? status.replace('-', ' ') : `session ${session}`;
  const lines = [
    ...(note === null ? [] : [note]),
    ...(gate?.lines ?? []).map((line) => `Budget: ${line}`),
    ...(mode === null ? [] : [`Decision: ${mode}. ${modeReason ?? ''}`]),
    ...(expected === null ? [] : [`Expected: ${useWords(expected)}`]),
  ];
  return [
    `## Phase ${id}: ${title} (${where})`,
    ...(lines.length > 0 ? ['', ...lines.map((line) => `- ${line}`)] : []),
  ].join('\n');
}

function useWords({ tokens, costUsd, minutes, sessions }: ExpectedUse): string {
  return `${Math.round(tokens)} tokens, ${costUsd.toFixed(2)} USD, ${minutes.toFixed(1)} minutes, ${Math.round(sessions)} agent sessions`;
}
