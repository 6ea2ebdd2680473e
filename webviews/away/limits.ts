import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit/html.js';
import { ref } from 'lit/directives/ref.js';
import type { AwayView } from '#schemas/protocol/away.ts';
import { textOf } from './field.ts';
import { fill } from './fill.ts';
import { fieldOf, isWritable, valueOf, type AwayActions, type AwayModel } from './model.ts';
import { withLimit, type LimitKind } from './set-limit.ts';

const KINDS: readonly LimitKind[] = ['costUsd', 'minutes', 'tokens', 'failures'];

/** The caps: they are stop conditions with a number, and are written as such. */
export function limitsView(away: AwayView | null, model: AwayModel, actions: AwayActions): TemplateResult {
  return html`<div role="group" aria-labelledby="limits">
    <p class="legend" id="limits">${l10n.t('Limits')}</p>
    <p class="quiet hint">${l10n.t('Written as stop conditions. The first one that is reached ends the plan.')}</p>
    <div class="limits">${KINDS.map((kind) => limitField(kind, away?.caps[kind].limit ?? null, model, actions))}</div>
  </div>`;
}

function limitField(kind: LimitKind, limit: number | null, model: AwayModel, actions: AwayActions): TemplateResult {
  const locked = !isWritable(model) || (fieldOf(model, 'stop')?.locked ?? null) !== null;
  return html`<div class="part">
    <label for="limit-${kind}">${labelOf(kind)}</label>
    <input
      id="limit-${kind}"
      type="text"
      inputmode="decimal"
      maxlength="12"
      placeholder=${l10n.t('no limit')}
      ?readonly=${locked}
      ${ref((element) => fill(element, limit === null ? '' : String(limit)))}
      @change=${(event: Event) => {
        const words = textOf(event).trim();
        const next = words === '' ? null : Number(words.replace(',', '.'));
        if (next !== null && !(next > 0)) return;
        actions.write('stop', withLimit(valueOf(model, 'stop'), kind, next));
        actions.leave('stop');
      }}
    />
  </div>`;
}

function labelOf(kind: LimitKind): string {
  switch (kind) {
    case 'costUsd':
      return l10n.t('Cost, USD');
    case 'minutes':
      return l10n.t('Time, minutes');
    case 'tokens':
      return l10n.t('Tokens');
    case 'failures':
      return l10n.t('Failures in a row');
  }
}
