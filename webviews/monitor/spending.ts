import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { RunView } from '#schemas/run/run.ts';
import { groupSpending, type Grouping, type SpendingGroup } from '#schemas/run/spending.ts';

const titles = {
  model: 'Model',
  role: 'Role',
  phase: 'Phase',
  workstream: 'Workstream',
  runtime: 'Agent',
} as const satisfies Record<Grouping, string>;
const shown: readonly Grouping[] = ['model', 'role', 'phase', 'workstream'];

/** What the sessions that are over used, by model, role, phase and workstream. */
export function spendingView({ spending }: RunView): TemplateResult | typeof nothing {
  if (spending.length === 0) return nothing;
  return html`<details class="spending">
    <summary><h2>Usage</h2></summary>
    ${shown.map((by) => tableView(titles[by], groupSpending(spending, by)))}
    <p class="quiet">
      Tokens count once, whether they came from a cache or not. What an agent does not tell is estimated from list
      prices;
      <code>clutch usage --prices</code> shows them.
    </p>
  </details>`;
}

function tableView(title: string, groups: readonly SpendingGroup[]): TemplateResult {
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Usage by ${title.toLowerCase()}">
    <table class="usage-table">
      <thead>
        <tr>
          <th scope="col">${title}</th>
          ${['Sessions', 'Input', 'Cache read', 'Cache write', 'Output', 'Cost'].map(
            (name) => html`<th scope="col" class="number">${name}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${groups.map(rowView)}
      </tbody>
    </table>
  </div>`;
}

function rowView({ name, sessions, counts, tokens, ...cost }: SpendingGroup): TemplateResult {
  const number = (value: string): TemplateResult => html`<td class="number">${value}</td>`;
  const told = counts
    ? [counts.input, counts.cachedRead, counts.cachedWrite, counts.output].map((value) => number(words(value)))
    : html`<td class="number quiet" colspan="4">${words(tokens)} tokens, not told apart</td>`;
  return html`<tr>
    <th scope="row">${name}</th>
    ${number(words(sessions))}${told}${number(costWords(cost))}
  </tr>`;
}

function costWords({
  costUsd,
  estimatedUsd,
  hasUnknownCost,
}: Pick<SpendingGroup, 'costUsd' | 'estimatedUsd' | 'hasUnknownCost'>): string {
  if (costUsd === 0 && hasUnknownCost) return 'unknown';
  const sum = `${costUsd.toFixed(2)} USD`;
  const estimated = estimatedUsd === costUsd ? ' estimated' : ` (${estimatedUsd.toFixed(2)} estimated)`;
  return `${sum}${estimatedUsd === 0 ? '' : estimated}${hasUnknownCost ? ', some unknown' : ''}`;
}

function words(value: number): string {
  return Math.round(value).toLocaleString('en');
}
