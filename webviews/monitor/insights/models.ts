import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ModelAnalyticsResult, ModelRow, RoleChoice } from '#schemas/protocol/analytics.ts';
import type { AgentRole } from '#schemas/run/policy.ts';
import { icon } from '../../kit/index.ts';
import { ask, type InsightsScene } from './scene.ts';
import { sessionColumns } from './session-columns.ts';
import { sortableTable, type Column } from './sortable.ts';

/** What each model came to, and which of them each role has now. */
export function modelsView({ rows, choices }: ModelAnalyticsResult, scene: InsightsScene): TemplateResult {
  return html`
    <section aria-labelledby="models-used">
      <h2 id="models-used">${l10n.t('Models that were used')}</h2>
      ${
        rows.length === 0
          ? html`<p class="quiet">${l10n.t('No agent session ended in this period.')}</p>`
          : html`${sortableTable(l10n.t('Sessions by model and role'), columns(), rows, scene)} ${explanation()}`
      }
    </section>
    <section aria-labelledby="models-now">
      <div class="section-head">
        <h2 id="models-now">${l10n.t('Who works now')}</h2>
        <vscode-button appearance="secondary" @click=${() => ask(scene, { verb: 'choose-agent' })}
          >${l10n.t('Choose Agent…')}</vscode-button
        >
      </div>
      ${choices.length === 0 ? html`<p class="quiet">${l10n.t('No project is known here yet.')}</p>` : nothing}
      ${choices.map((choice) => choiceView(choice))}
    </section>
  `;
}

const columns = (): readonly Column<ModelRow>[] => [
  { ...text('model', l10n.t('Model'), ({ model }) => model ?? l10n.t('not named')), notes: ({ runtime }) => [runtime] },
  text('role', l10n.t('Role'), ({ role }) => roleName(role)),
  ...sessionColumns(),
];

const text = (id: string, title: string, cell: (row: ModelRow) => string): Column<ModelRow> => ({
  id,
  title,
  isNumber: false,
  value: cell,
  cell,
});

const explanation = (): TemplateResult =>
  html`<p class="quiet explanation">
    ${l10n.t(
      'Success: sessions whose work was taken in. First session: workstreams completed without another one. First validation: phases that passed without being sent back. Below each share: how many of how many, and where the true share lies in 95 of 100 cases.',
    )}
  </p>`;

function choiceView({ name, root, roles, problem }: ModelAnalyticsResult['choices'][number]): TemplateResult {
  return html`<h3 title=${root}>${name}</h3>
    ${
      problem === null
        ? html`<div class="table-frame" tabindex="0" role="region" aria-label=${name}>
            <table>
              <thead>
                <tr>
                  <th scope="col">${l10n.t('Role')}</th>
                  <th scope="col">${l10n.t('Agent')}</th>
                  <th scope="col">${l10n.t('Model')}</th>
                </tr>
              </thead>
              <tbody>
                ${roles.map(roleView)}
              </tbody>
            </table>
          </div>`
        : html`<p class="problem">${icon('warning', 'attention')} ${problem}</p>`
    }`;
}

function roleView({ role, runtime, runtimeFrom, model, modelFrom }: RoleChoice): TemplateResult {
  return html`<tr>
    <th scope="row">${roleName(role)}</th>
    <td>${runtime} <span class="more quiet">${runtimeSource(runtimeFrom)}</span></td>
    <td>${model ?? l10n.t("the agent's own choice")} <span class="more quiet">${modelSource(modelFrom)}</span></td>
  </tr>`;
}

function runtimeSource(from: RoleChoice['runtimeFrom']): string {
  switch (from) {
    case 'role':
      return l10n.t('set for this role in the project');
    case 'project':
      return l10n.t('set for the project');
    case 'default':
      return l10n.t('the default: nobody chose one');
  }
}

function modelSource(from: RoleChoice['modelFrom']): string {
  switch (from) {
    case 'role':
      return l10n.t('set for this role in the project');
    case 'agent':
      return l10n.t('set for this agent in the project');
    case 'machine':
      return l10n.t('set for this agent on this machine');
    case null:
      return l10n.t('set nowhere');
  }
}

export function roleName(role: AgentRole): string {
  switch (role) {
    case 'executor':
      return l10n.t('Executor');
    case 'research':
      return l10n.t('Research');
    case 'validator':
      return l10n.t('Validator');
    case 'debugger':
      return l10n.t('Debugger');
    case 'conflict_resolver':
      return l10n.t('Conflict resolver');
  }
}
