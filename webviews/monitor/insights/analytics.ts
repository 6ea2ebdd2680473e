import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { AnalyticsResult, Figures } from '#schemas/protocol/analytics.ts';
import { chartCard } from './chart-card.ts';
import { chartsOf, passRate } from './charts.ts';
import type { InsightsScene } from './scene.ts';
import { allTokens, compact, costNote, costWords, count, date, duration, NONE, percent } from './words.ts';

/** Figures of the period beside those of the one before, and below how they came about. */
export function analyticsView(result: AnalyticsResult, scene: InsightsScene): TemplateResult {
  const { total, before, from } = result;
  return html`
    <section aria-labelledby="insights-figures">
      <h2 id="insights-figures">${l10n.t('Since {0}', date(from))}</h2>
      <dl class="tiles">
        ${tilesOf().map(({ name, words, note }) => {
          const more = note?.(total) ?? null;
          return html`<div class="tile">
            <dt>${name}</dt>
            <dd>
              <strong>${words(total)}</strong>
              ${before === null ? nothing : html`<span class="quiet">${l10n.t('before: {0}', words(before))}</span>`}
              ${more === null ? nothing : html`<span class="quiet">${more}</span>`}
            </dd>
          </div>`;
        })}
      </dl>
    </section>
    <section aria-labelledby="insights-charts">
      <h2 id="insights-charts">${l10n.t('Over time')}</h2>
      <div class="charts">${chartsOf(result).map((chart) => chartCard(chart, result, scene))}</div>
    </section>
  `;
}

interface Tile {
  readonly name: string;
  words(figures: Figures): string;
  note?(figures: Figures): string | null;
}

const tilesOf = (): readonly Tile[] => [
  { name: l10n.t('Runs completed'), words: ({ runsCompleted }) => count(runsCompleted), note: startedNote },
  { name: l10n.t('Phases completed'), words: ({ phases }) => count(phases) },
  { name: l10n.t('Workstreams completed'), words: ({ workstreams }) => count(workstreams) },
  { name: l10n.t('Cost'), words: ({ cost }) => costWords(cost), note: ({ cost }) => costNote(cost) },
  { name: l10n.t('Tokens'), words: ({ tokens }) => compact(allTokens(tokens)), note: cachedNote },
  { name: l10n.t('Validation commands passed'), words: passWords, note: passNote },
  { name: l10n.t('Waited for people'), words: ({ waitedMs }) => duration(waitedMs) },
  { name: l10n.t('Failures'), words: ({ failures }) => count(failures), note: limitsNote },
];

const startedNote = ({ runsStarted }: Figures): string => l10n.t('of {0} started', count(runsStarted));

function cachedNote({ tokens }: Figures): string | null {
  const { input, cachedRead, cachedWrite } = tokens;
  const cached = cachedRead + cachedWrite;
  return cached === 0 ? null : l10n.t('{0} of the input cached', percent(cached / (input + cached)));
}

function passWords(figures: Figures): string {
  const rate = passRate(figures);
  return rate === null ? NONE : percent(rate);
}

function passNote({ validationsPassed: passed, validationsFailed: failed, debugCycles }: Figures): string | null {
  if (passed + failed === 0) return l10n.t('none was run');
  const of = count(passed + failed);
  return debugCycles === 1
    ? l10n.t('{0} of {1}; 1 debug cycle', count(passed), of)
    : l10n.t('{0} of {1}; {2} debug cycles', count(passed), of, count(debugCycles));
}

function limitsNote({ limits }: Figures): string | null {
  if (limits === 0) return null;
  return limits === 1 ? l10n.t('and 1 limit reached') : l10n.t('and {0} limits reached', count(limits));
}
