import * as l10n from '@vscode/l10n';
import type { AnalyticsResult, Figures } from '#schemas/protocol/analytics.ts';
import { compact, count, duration, hours, percent, usd } from './words.ts';

/** How a series is drawn; no two of a chart look the same in grey. */
export type Stroke = 'bars' | 'dots' | 'solid' | 'dashed' | 'dotted';

export interface ChartSeries {
  readonly name: string;
  readonly stroke: Stroke;
  readonly colour: 'blue' | 'orange' | 'green' | 'purple';
  /** Null where there is nothing to say: nothing was validated, for instance. */
  of(figures: Figures): number | null;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly series: readonly ChartSeries[];
  /** On the axis. */
  short(value: number): string;
  /** In the table and beside the pointer. */
  exact(value: number): string;
  /** One sentence below the title; null where there is nothing to add. */
  readonly note: string | null;
  /** Largest value of the axis, where it is always the same. */
  readonly most?: number;
}

const HOUR_MS = 3_600_000;

/** Small charts that each answer one question. */
export function chartsOf({ total }: AnalyticsResult): readonly Chart[] {
  return [throughput(), cost(total), tokens(total), runs(), validation(), mending(), waiting(), trouble()];
}

const counts = { short: compact, exact: count, note: null } as const;

const throughput = (): Chart => ({
  ...counts,
  id: 'throughput',
  title: l10n.t('Completed'),
  series: [
    { name: l10n.t('Workstreams'), stroke: 'bars', colour: 'blue', of: ({ workstreams }) => workstreams },
    { name: l10n.t('Phases'), stroke: 'dots', colour: 'orange', of: ({ phases }) => phases },
  ],
});

const runs = (): Chart => ({
  ...counts,
  id: 'runs',
  title: l10n.t('Runs'),
  series: [
    { name: l10n.t('Started'), stroke: 'bars', colour: 'blue', of: ({ runsStarted }) => runsStarted },
    { name: l10n.t('Completed'), stroke: 'dots', colour: 'orange', of: ({ runsCompleted }) => runsCompleted },
  ],
});

function tokens(total: Figures): Chart {
  const parts: ChartSeries[] = [
    { name: l10n.t('Input'), stroke: 'solid', colour: 'blue', of: (one) => one.tokens.input },
    {
      name: l10n.t('Cached'),
      stroke: 'dashed',
      colour: 'orange',
      of: (one) => one.tokens.cachedRead + one.tokens.cachedWrite,
    },
    { name: l10n.t('Output'), stroke: 'dotted', colour: 'green', of: (one) => one.tokens.output },
  ];
  const whole: ChartSeries = {
    name: l10n.t('Not told apart'),
    stroke: 'bars',
    colour: 'purple',
    of: (one) => one.tokens.undivided,
  };
  // What no agent told is no line at zero.
  const series = [...parts, whole].filter(({ of }) => (of(total) ?? 0) > 0);
  return { ...counts, id: 'tokens', title: l10n.t('Tokens'), series };
}

function cost(total: Figures): Chart {
  const { unknownSessions } = total.cost;
  const one = l10n.t('Nothing is known of the cost of 1 session; it is not counted here.');
  const more = l10n.t(
    'Nothing is known of the cost of {0} sessions; they are not counted here.',
    count(unknownSessions),
  );
  return {
    id: 'cost',
    title: l10n.t('Cost'),
    series: [
      { name: l10n.t('As agents told it'), stroke: 'bars', colour: 'blue', of: (figures) => figures.cost.toldUsd },
      { name: l10n.t('Estimated'), stroke: 'dashed', colour: 'orange', of: (figures) => figures.cost.estimatedUsd },
    ],
    short: (value) => `$${compact(value)}`,
    exact: usd,
    note: unknownSessions === 0 ? null : unknownSessions === 1 ? one : more,
  };
}

const validation = (): Chart => ({
  id: 'validation',
  title: l10n.t('Validation commands that passed'),
  series: [{ name: l10n.t('Passed'), stroke: 'solid', colour: 'blue', of: passRate }],
  short: percent,
  exact: percent,
  note: null,
  most: 1,
});

/** Null where nothing was validated, which is not the same as none passed. */
export function passRate({ validationsPassed: passed, validationsFailed: failed }: Figures): number | null {
  return passed + failed === 0 ? null : passed / (passed + failed);
}

const mending = (): Chart => ({
  ...counts,
  id: 'debug',
  title: l10n.t('Debug cycles'),
  series: [{ name: l10n.t('Debug cycles'), stroke: 'bars', colour: 'blue', of: ({ debugCycles }) => debugCycles }],
});

const waiting = (): Chart => ({
  id: 'waiting',
  title: l10n.t('Waited for people'),
  series: [{ name: l10n.t('Waited'), stroke: 'bars', colour: 'blue', of: ({ waitedMs }) => waitedMs / HOUR_MS }],
  short: hours,
  exact: (value) => duration(value * HOUR_MS),
  note: null,
});

const trouble = (): Chart => ({
  ...counts,
  id: 'trouble',
  title: l10n.t('Trouble'),
  series: [
    { name: l10n.t('Failures'), stroke: 'bars', colour: 'blue', of: ({ failures }) => failures },
    { name: l10n.t('Limits reached'), stroke: 'dots', colour: 'orange', of: ({ limits }) => limits },
  ],
});
