import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { RunView } from '#schemas/run/run.ts';
import { groupSpending, type Grouping, type SpendingGroup } from '#schemas/run/spending.ts';
import { inline } from '../kit/index.ts';
import { amountWords, numberWords } from '../kit/language.ts';

/** What a table is grouped by: the title of its first column, and what a screen reader calls it. */
function groupWords(by: Grouping): { readonly title: string; readonly label: string } {
  switch (by) {
    case 'model':
      return { title: l10n.t('Model'), label: l10n.t('Usage by model') };
    case 'role':
      return { title: l10n.t('Role'), label: l10n.t('Usage by role') };
    case 'phase':
      return { title: l10n.t('Phase'), label: l10n.t('Usage by phase') };
    case 'workstream':
      return { title: l10n.t('Workstream'), label: l10n.t('Usage by workstream') };
    case 'runtime':
      return { title: l10n.t('Agent'), label: l10n.t('Usage by agent') };
  }
}

const shown: readonly Grouping[] = ['model', 'role', 'phase', 'workstream'];

/** What the sessions that are over used, by model, role, phase and workstream. */
export function spendingView({ spending }: RunView): TemplateResult | typeof nothing {
  if (spending.length === 0) return nothing;
  return html`<details class="spending">
    <summary><h2>${l10n.t('Usage')}</h2></summary>
    ${shown.map((by) => tableView(groupWords(by), groupSpending(spending, by)))}
    <p class="quiet">
      ${inline(
        l10n.t(
          'Tokens count once, whether they came from a cache or not. What an agent does not tell is estimated from list prices; `clutch usage --prices` shows them.',
        ),
      )}
    </p>
  </details>`;
}

function tableView({ title, label }: ReturnType<typeof groupWords>, groups: readonly SpendingGroup[]): TemplateResult {
  const columns = [
    l10n.t('Sessions'),
    l10n.t('Input'),
    l10n.t('Cache read'),
    l10n.t('Cache write'),
    l10n.t('Output'),
    l10n.t('Cost'),
  ];
  return html`<div class="table-frame" tabindex="0" role="region" aria-label=${label}>
    <table class="usage-table">
      <thead>
        <tr>
          <th scope="col">${title}</th>
          ${columns.map((name) => html`<th scope="col" class="number">${name}</th>`)}
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
    : html`<td class="number quiet" colspan="4">${l10n.t('{0} tokens, not told apart', words(tokens))}</td>`;
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
  if (costUsd === 0 && hasUnknownCost) return l10n.t('unknown');
  const sum = amountWords(costUsd);
  if (estimatedUsd === 0) return hasUnknownCost ? l10n.t('{0} USD, some unknown', sum) : l10n.t('{0} USD', sum);
  if (estimatedUsd === costUsd) {
    return hasUnknownCost ? l10n.t('{0} USD estimated, some unknown', sum) : l10n.t('{0} USD estimated', sum);
  }
  const estimated = amountWords(estimatedUsd);
  return hasUnknownCost
    ? l10n.t('{0} USD ({1} estimated), some unknown', sum, estimated)
    : l10n.t('{0} USD ({1} estimated)', sum, estimated);
}

const words = (value: number): string => numberWords(Math.round(value));
