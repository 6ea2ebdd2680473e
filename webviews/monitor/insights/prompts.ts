import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PromptAnalyticsResult, PromptVersion } from '#schemas/protocol/analytics.ts';
import { icon } from '../../kit/index.ts';
import { compareView, comparisonView } from './prompt-comparison.ts';
import { ask, type InsightsScene } from './scene.ts';
import { sessionColumns } from './session-columns.ts';
import { dataCell } from './sortable.ts';
import { date, NONE, versionWords } from './words.ts';

type PromptRow = PromptAnalyticsResult['prompts'][number];

/** What each role is told, how its versions are worded and what the sessions came to that were told them. */
export function promptsView({ prompts, problems }: PromptAnalyticsResult, scene: InsightsScene): TemplateResult {
  const isLively = ({ versions }: PromptRow): boolean =>
    versions.length > 1 || versions.some(({ sessions, source }) => sessions > 0 || isOwn(source));
  const quiet = prompts.filter((row) => !isLively(row));
  return html`
    ${problems.map(
      (problem) =>
        html`<section class="notice edge-attention" role="alert">
          ${icon('warning', 'attention')}
          <div><p class="reason">${problem}</p></div>
        </section>`,
    )}
    ${prompts.filter(isLively).map((row) => promptView(row, scene))}
    ${quiet.length === 0 ? nothing : quietView(quiet, scene)}
  `;
}

const isOwn = (source: string | null): boolean => source !== null && source !== 'bundled';

function promptView(row: PromptRow, scene: InsightsScene): TemplateResult {
  const { name, description, versions } = row;
  return html`<section class="prompt" aria-labelledby="prompt-${name}">
    <div class="section-head">
      <h2 id="prompt-${name}">${name}</h2>
      ${verbsView(name, scene)}
    </div>
    <p class="quiet">${description}</p>
    ${versionsView(name, versions)} ${comparisonView(row)} ${compareView(row, scene)}
  </section>`;
}

function verbsView(prompt: PromptRow['name'], scene: InsightsScene): TemplateResult {
  const { scope } = scene.memory.filters;
  const project = scope === 'window' || scope === 'all' ? null : scope;
  return html`<div class="actions">
    <vscode-button
      appearance="secondary"
      aria-label=${l10n.t('Show prompt {0}', prompt)}
      @click=${() => ask(scene, { verb: 'show-prompt', prompt, project })}
      >${l10n.t('Show')}</vscode-button
    >
    <vscode-button
      appearance="secondary"
      aria-label=${l10n.t('Edit prompt {0} for a project', prompt)}
      @click=${() => ask(scene, { verb: 'edit-prompt', prompt, project })}
      >${l10n.t('Edit')}</vscode-button
    >
  </div>`;
}

function versionsView(name: string, versions: readonly PromptVersion[]): TemplateResult {
  const columns = sessionColumns();
  return html`<div class="table-frame" tabindex="0" role="region" aria-label=${l10n.t('Versions of {0}', name)}>
    <table class="sortable">
      <thead>
        <tr>
          <th scope="col">${l10n.t('Version')}</th>
          <th scope="col">${l10n.t('Sent')}</th>
          ${columns.map(({ title }) => html`<th scope="col" class="number">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${versions.map(
          (version) =>
            html`<tr>
              <th scope="row">
                ${versionWords(version.version)}
                <span class="more quiet">${sourceWords(version)}</span>
                ${version.current.length === 0 ? nothing : html`<span class="more">${currentWords(version)}</span>`}
              </th>
              <td>${sentView(version)}</td>
              ${columns.map((column) => dataCell(column, version))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The project's own wording amends the built-in one from the day on which it is first sent. */
function sourceWords({ source, firstSentAt }: PromptVersion): string {
  if (source === null) return l10n.t('wording not kept');
  if (source === 'bundled') return l10n.t('built in');
  return firstSentAt === null
    ? l10n.t("the project's own, not sent yet")
    : l10n.t("the project's own since {0}", date(firstSentAt));
}

function currentWords({ current }: PromptVersion): string {
  const [first = ''] = current;
  return current.length === 1 ? l10n.t('used by {0}', first) : l10n.t('used by {0} projects', current.length);
}

function sentView({ firstSentAt, lastSentAt }: PromptVersion): TemplateResult {
  if (firstSentAt === null || lastSentAt === null) return html`${NONE}`;
  return html`${date(firstSentAt)}<span class="more quiet">${l10n.t('last {0}', date(lastSentAt))}</span>`;
}

/** One version, as it comes with CLUTCH, and nobody was told it in this period: no figures to look at. */
function quietView(rows: readonly PromptRow[], scene: InsightsScene): TemplateResult {
  return html`<section aria-labelledby="prompts-quiet">
    <h2 id="prompts-quiet">${l10n.t('Not used in this period')}</h2>
    <ul class="quiet-prompts">
      ${rows.map(
        ({ name, description, versions }) =>
          html`<li>
            <div>
              <h3>${name}</h3>
              <p class="quiet">${description}</p>
              <p class="quiet">${versions.map((one) => `${versionWords(one.version)} · ${sourceWords(one)}`)}</p>
            </div>
            ${verbsView(name, scene)}
          </li>`,
      )}
    </ul>
  </section>`;
}
