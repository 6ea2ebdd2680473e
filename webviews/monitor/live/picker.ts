import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit/html.js';
import type { MonitorState, RunSummary } from '#schemas/webview/monitor.ts';
import { ageWords } from '../../kit/language.ts';
import type { MonitorActions } from '../model.ts';
import { lookOf } from '../tones.ts';

/** Chooses among the runs of the window, where there is a choice. */
export function pickerView({ runs, chosen, now }: MonitorState, actions: MonitorActions) {
  if (runs.length < 2) return nothing;
  const several = new Set(runs.map(({ project }) => project)).size > 1;
  const wordsOf = ({ prd, project, status, startedAt }: RunSummary): string =>
    [
      ...(several ? [project] : []),
      prd.replace(/^.*\//, '').replace(/\.md$/, ''),
      lookOf(status).words,
      ageWords(startedAt, now),
    ].join(' · ');
  const onChange = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLSelectElement) actions.show({ run: currentTarget.value || null });
  };
  return html`<div class="picker">
    <label for="run-picker">${l10n.t('Run')}</label>
    <select id="run-picker" @change=${onChange}>
      <option value="" .selected=${chosen === null}>${l10n.t('Always the newest')}</option>
      ${runs.map((run) => html`<option value=${run.id} .selected=${run.id === chosen}>${wordsOf(run)}</option>`)}
      ${
        chosen === null || runs.some(({ id }) => id === chosen)
          ? nothing
          : html`<option value=${chosen} .selected=${true}>${l10n.t('A run that is not here any more')}</option>`
      }
    </select>
  </div>`;
}
