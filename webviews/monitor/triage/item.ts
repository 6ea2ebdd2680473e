import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { TriageItem } from '#schemas/webview/monitor-triage.ts';
import { icon } from '../../kit/index.ts';
import { ageWords } from '../../kit/language.ts';
import { longText } from '../long-text.ts';
import type { Scene } from '../model.ts';
import { lookOf } from '../tones.ts';
import { actionsView } from './actions.ts';
import { lookOfItem, textOf, titleOf } from './words.ts';

/** As much of the text as fits into the line of a folded item. */
const LINE = 200;

export const rowId = (key: string): string => `triage-${key}`;

/** One line that unfolds to everything that is known and can be done. Enter and click only unfold. */
export function itemView(item: TriageItem, tabbable: boolean, select: () => void, scene: Scene): TemplateResult {
  const { model, actions } = scene;
  const open = model.unfolded[rowId(item.key)] === true;
  const look = lookOfItem(item);
  return html`<li>
    <button
      class="row"
      id=${rowId(item.key)}
      tabindex=${tabbable ? 0 : -1}
      aria-expanded=${String(open)}
      @click=${() => {
        select();
        actions.unfold(rowId(item.key), !open);
      }}
    >
      ${icon(open ? 'chevron-down' : 'chevron-right', 'quiet')} ${icon(look.icon, look.tone)}
      <span class="row-title">${titleOf(item)}</span>
      <span class="row-text quiet">${open ? nothing : textOf(item).slice(0, LINE)}</span>
      <span class="spoken">${look.words}</span>
      <span class="row-age quiet">${ageWords(item.at, model.now)}</span>
    </button>
    ${open ? bodyView(item, scene) : nothing}
  </li>`;
}

function bodyView(item: TriageItem, scene: Scene): TemplateResult {
  const signal = item.kind === 'signal' ? item : null;
  const document =
    signal && (() => scene.actions.post({ type: 'open-signal', run: signal.run, signal: signal.signal.id }));
  const detail = signal?.signal.detail ?? '';
  const look = lookOfItem(item);
  const words = [look.words, ...(signal?.halted == null ? [] : [lookOf(signal.halted).words])];
  return html`<div class="row-body">
    <p class="quiet">${words.join(' · ')}</p>
    <p class="reason">${longText(textOf(item), document)}</p>
    ${detail === '' ? nothing : html`<pre class="row-detail" tabindex="0" role="region" aria-label=${titleOf(item)}>${longText(detail, document)}</pre>`}
    ${actionsView(item, scene)}
  </div>`;
}
