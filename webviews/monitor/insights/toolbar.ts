import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit/html.js';
import { Bucket } from '#schemas/protocol/analytics.ts';
import { bucketOf, InsightsFilters, InsightsPeriod } from '#schemas/webview/insights.ts';
import { readingOf, type InsightsScene } from './scene.ts';

/** What is looked at: the same in all three tabs. */
export function toolbarView(scene: InsightsScene): TemplateResult {
  const { filters } = scene.memory;
  const change = (changed: Partial<InsightsFilters>): void => {
    const memory = { ...scene.memory, filters: InsightsFilters.parse({ ...filters, ...changed }) };
    scene.remember(memory);
    scene.post(readingOf(scene.tab, memory));
  };
  const pieces = {
    id: 'insights-bucket',
    label: l10n.t('By'),
    value: bucketOf(filters),
    options: Bucket.options.map((bucket) => [bucket, bucketName(bucket)] as const),
    onChange: (value: string) => change({ bucket: Bucket.parse(value) }),
  };
  return html`<div class="toolbar" role="group" aria-label=${l10n.t('What is shown')}>
    ${picker({
      id: 'insights-scope',
      label: l10n.t('Project'),
      value: filters.scope,
      options: scopes(scene),
      onChange: (scope) => change({ scope }),
    })}
    ${picker({
      id: 'insights-period',
      label: l10n.t('Period'),
      value: filters.period,
      options: InsightsPeriod.options.map((period) => [period, periodName(period)] as const),
      // Pieces that somebody chose for a week are none for a year.
      onChange: (value) => change({ period: InsightsPeriod.parse(value), bucket: null }),
    })}
    ${scene.tab === 'analytics' ? picker(pieces) : ''}
  </div>`;
}

interface Picker {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  onChange(value: string): void;
}

function picker({ id, label, value, options, onChange }: Picker): TemplateResult {
  return html`<div class="picker">
    <label for=${id}>${label}</label>
    <select
      id=${id}
      @change=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLSelectElement) onChange(currentTarget.value);
      }}
    >
      ${options.map(([one, words]) => html`<option value=${one} .selected=${one === value}>${words}</option>`)}
    </select>
  </div>`;
}

/** A project that was chosen once stays in the list, though it may have no runs any more. */
function scopes({ said, memory }: InsightsScene): (readonly [string, string])[] {
  const { scope } = memory.filters;
  const projects = said !== null && said.answer.kind !== 'problem' ? said.answer.result.projects : [];
  const known = projects.map(({ root, name }) => [root, name] as const);
  const isListed = ['window', 'all', ...projects.map(({ root }) => root)].includes(scope);
  return [
    ['window', l10n.t('This window')],
    ['all', l10n.t('All of this machine')],
    ...known,
    ...(isListed ? [] : [[scope, scope] as const]),
  ];
}

function periodName(period: InsightsPeriod): string {
  switch (period) {
    case '24h':
      return l10n.t('Last 24 hours');
    case '7d':
      return l10n.t('Last 7 days');
    case '30d':
      return l10n.t('Last 30 days');
    case '90d':
      return l10n.t('Last 90 days');
    case '365d':
      return l10n.t('Last 365 days');
    case 'all':
      return l10n.t('Since the first run');
  }
}

function bucketName(bucket: Bucket): string {
  switch (bucket) {
    case 'hour':
      return l10n.t('Hour');
    case 'day':
      return l10n.t('Day');
    case 'week':
      return l10n.t('Week');
  }
}
