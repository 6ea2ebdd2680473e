import type { Brief } from '#schemas/journal/effects.ts';

/** Contracts that bind the agent, those it gave and those it was given, word for word. */
export function agreements({ contracts, owes, concerns }: Brief): string[] {
  const given = contracts.flatMap(({ from, text }) => [
    '',
    `The following contract was published by executor-${from} and confirmed. Build to it exactly; do not deviate from it:`,
    '',
    text,
  ]);
  const own =
    owes?.text === null || owes === null
      ? []
      : [
          '',
          `You published this contract, and ${owes.to.join(', ')} builds on it. Implement exactly this:`,
          '',
          owes.text,
        ];
  const decided =
    concerns.length === 0 ? [] : ['', 'You own these cross-cutting concerns:', ...concerns.map((one) => `- ${one}`)];
  const state =
    given.length + own.length === 0
      ? []
      : [
          '',
          'In your final report repeat, as fenced `contract` blocks, exactly what you implemented and what you build on.',
        ];
  return [...given, ...own, ...decided, ...state];
}

/** What is to be mended. */
export function troubles({ failures, gaps }: Brief): string[] {
  if (failures.length + gaps.length === 0) return [];
  return [
    '',
    'The phase was validated and failed. Mend what is yours of this:',
    ...failures.map(
      ({ level, title, command, exitCode, outputTail }) =>
        `\nLevel ${level} (${title}): \`${command}\` exited ${exitCode}\n${outputTail}`,
    ),
    ...gaps.map(({ severity, gap, expected, actual, files }) =>
      [`\n${severity}: ${gap}`, `Expected: ${expected}`, `Actual: ${actual}`, `Files: ${files.join(', ')}`]
        .filter((line) => !/^\w+: $/.test(line))
        .join('\n'),
    ),
  ];
}

export function guidance(brief: Brief): string[] {
  return brief.guidance.length === 0 ? [] : ['', 'A person says:', ...brief.guidance.map((words) => `> ${words}`)];
}

export function findings(brief: Brief): string[] {
  if (brief.findings.length === 0) return [];
  return [
    '',
    'What you delivered before was checked by a program. Mend this:',
    ...brief.findings.map(({ path, message }) => `- ${path}: ${message}`),
  ];
}

export function summaries(brief: Brief): string[] {
  if (brief.summaries.length === 0) return [];
  return [
    '',
    'The executors say this of their work. Do not believe it; look:',
    ...brief.summaries.map(({ executor, report }) =>
      report
        ? `\n${executor}: ${report.status}\nTests: ${report.tests}\nIssues: ${report.issues}\nDecisions: ${report.decisions}`
        : `\n${executor}: no report`,
    ),
  ];
}
