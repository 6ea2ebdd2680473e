import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit/html.js';
import type { AnalyticsResult } from '#schemas/protocol/analytics.ts';
import type { Chart, ChartSeries } from './charts.ts';
import { PLOT_ELEMENT, type Plot } from './plot-model.ts';
import type { InsightsScene } from './scene.ts';
import { bucketWords, NONE } from './words.ts';

/** A chart with its legend, what it says in words, and a table of every number in it. */
export function chartCard(chart: Chart, result: AnalyticsResult, scene: InsightsScene): TemplateResult {
  loadPlots();
  const { id, title, series, note } = chart;
  if (series.length === 0 || isEmpty(chart, result)) return emptyCard(chart);
  return html`<figure class="chart" aria-labelledby="chart-${id}">
    <figcaption>
      <h3 id="chart-${id}">${title}</h3>
      ${
        series.length < 2
          ? nothing
          : html`<ul class="legend">
              ${series.map(legendView)}
            </ul>`
      }
    </figcaption>
    <clutch-plot role="img" aria-label=${summary(chart, result)} .plot=${plotOf(chart, result)}></clutch-plot>
    ${note === null ? nothing : html`<p class="quiet">${note}</p>`} ${tableView(chart, result, scene)}
  </figure>`;
}

/** No command that passed is something to see; no command that was run is nothing. */
const isEmpty = ({ series, most }: Chart, { buckets }: AnalyticsResult): boolean =>
  buckets.every(({ figures }) =>
    series.every(({ of }) => {
      const value = of(figures);
      return value === null || (value === 0 && most === undefined);
    }),
  );

/** An empty chart says less than a sentence. */
const emptyCard = ({ title, note }: Chart): TemplateResult =>
  html`<div class="chart">
    <h3>${title}</h3>
    <p class="quiet">${note ?? l10n.t('Nothing in this period.')}</p>
  </div>`;

/** The library comes with the first chart; until it is there, and where it does not come, the tables are there. */
function loadPlots(): void {
  if (customElements.get(PLOT_ELEMENT)) return;
  import('./plot.ts').then(
    ({ definePlot }) => definePlot(),
    (error: unknown) => console.error(error),
  );
}

function legendView({ name, stroke, colour }: ChartSeries): TemplateResult {
  const line = svg`<line x1="1" y1="5" x2="21" y2="5" />`;
  const dot = svg`<circle cx="11" cy="5" r="3.5" />`;
  return html`<li>
    <svg class="swatch colour-${colour} stroke-${stroke}" width="22" height="10" aria-hidden="true">
      ${stroke === 'bars' ? svg`<rect x="6" y="1" width="10" height="8" />` : stroke === 'dots' ? dot : line}
    </svg>
    ${name}
  </li>`;
}

function plotOf(chart: Chart, { buckets, bucket, zone }: AnalyticsResult): Plot {
  const { series, short, exact, most } = chart;
  return {
    labels: buckets.map(({ start }) => bucketWords(start, bucket, zone, 'axis')),
    series: series.map(({ stroke, colour, of }) => ({
      stroke,
      colour,
      // A dot at zero would say that something happened.
      values: buckets.map(({ figures }) => (stroke === 'dots' ? of(figures) || null : of(figures))),
    })),
    most: most ?? null,
    axis: short,
    describe(index) {
      const one = buckets[index];
      if (!one) return '';
      const parts = series.map(({ name, of }) => `${name} ${words(of(one.figures), exact)}`);
      return `${bucketWords(one.start, bucket, zone, 'table')}: ${parts.join(', ')}`;
    },
  };
}

const words = (value: number | null, exact: (value: number) => string): string =>
  value === null ? NONE : exact(value);

/** What somebody who does not see the chart is told of it; the table has the rest. */
function summary({ title, series, exact }: Chart, { buckets, bucket, zone, total }: AnalyticsResult): string {
  const [first] = series;
  if (!first) return title;
  const values = buckets.map(({ figures }) => first.of(figures) ?? 0);
  const most = Math.max(0, ...values);
  const whole = words(first.of(total), exact);
  const at = buckets[values.indexOf(most)];
  if (most === 0 || !at) return l10n.t('{0}. {1}: {2}. The table has every number.', title, first.name, whole);
  const when = bucketWords(at.start, bucket, zone, 'table');
  return l10n.t(
    '{0}. {1}: {2} in all, most in {3} with {4}. The table has every number.',
    title,
    first.name,
    whole,
    when,
    exact(most),
  );
}

function tableView(chart: Chart, { buckets, bucket, zone }: AnalyticsResult, scene: InsightsScene): TemplateResult {
  const { id, title, series, exact } = chart;
  const isOpen = scene.memory.open.includes(id);
  const toggle = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLDetailsElement) || currentTarget.open === isOpen) return;
    const others = scene.memory.open.filter((one) => one !== id);
    scene.remember({ ...scene.memory, open: currentTarget.open ? [...others, id] : others });
  };
  // Hundreds of rows each: only those of tables that stand open are made.
  return html`<details ?open=${isOpen} @toggle=${toggle}>
    <summary>${l10n.t('Table')}<span class="spoken"> ${title}</span></summary>
    ${
      isOpen
        ? html`<div class="table-frame" tabindex="0" role="region" aria-label=${title}>
            <table>
              <thead>
                <tr>
                  <th scope="col">${l10n.t('Time')}</th>
                  ${series.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${buckets.map(
                  ({ start, figures }) =>
                    html`<tr>
                      <th scope="row">${bucketWords(start, bucket, zone, 'table')}</th>
                      ${series.map(({ of }) => html`<td class="number">${words(of(figures), exact)}</td>`)}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : nothing
    }
  </details>`;
}
