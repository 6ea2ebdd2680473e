import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit/html.js';
import { ref } from 'lit/directives/ref.js';
import { durationWords } from '../kit/language.ts';
import { momentOf } from './drafts.ts';
import { headOf, notesOf, textOf } from './field.ts';
import { fill } from './fill.ts';
import { fieldOf, hintOf, isWritable, labelOf, valueOf, type AwayActions, type AwayModel } from './model.ts';

const HOUR = 3_600_000;

/** How long the plan holds, and whether queued work may begin. */
export const whenView = (model: AwayModel, actions: AwayActions): TemplateResult =>
  html`<div class="when">
    ${expiresField(model, actions)} ${hoursField(model, actions)} ${readyField(model, actions)}
  </div>`;

/** A date and time of this person's clock; the document gets it with its offset, so that it means the same everywhere. */
function expiresField(model: AwayModel, actions: AwayActions): TemplateResult {
  const view = fieldOf(model, 'expires');
  const written = valueOf(model, 'expires');
  const at = model.memory.drafts.expires === undefined ? (view?.at ?? null) : momentOf(written);
  const left = at === null ? null : at - model.now;
  const set = (moment: number): void => actions.write('expires', isoWithOffset(new Date(moment)));
  return html`<div class="part">
    ${headOf('expires', model, actions)}
    <input
      id="expires"
      type="datetime-local"
      aria-describedby="expires-hint expires-notes"
      ?readonly=${!isWritable(model)}
      ${ref((element) => fill(element, at === null ? '' : localWords(new Date(at))))}
      @change=${(event: Event) => {
        const moment = new Date(textOf(event)).getTime();
        if (!Number.isNaN(moment)) set(moment);
      }}
      @blur=${() => actions.leave('expires')}
    />
    <p class="quiet hint" id="expires-hint">
      ${
        left === null
          ? written === ''
            ? hintOf('expires')
            : l10n.t('The document says “{0}”.', written.slice(0, 80))
          : left > 0
            ? l10n.t('In {0}. The document says “{1}”.', durationWords(roundedMinutes(left)), written.slice(0, 80))
            : l10n.t('Passed. The document says “{0}”.', written.slice(0, 80))
      }
    </p>
    <p class="choices">
      ${[4, 8, 12].map(
        (hours) =>
          html`<button
            class="link"
            ?disabled=${!isWritable(model)}
            @click=${() => {
              set(Math.ceil(model.now / 60_000) * 60_000 + hours * HOUR);
              actions.leave('expires');
            }}
          >
            ${l10n.t('in {0} hours', hours)}
          </button>`,
      )}
    </p>
    ${notesOf('expires', model, actions)}
  </div>`;
}

const roundedMinutes = (milliseconds: number): number => Math.max(1, Math.round(milliseconds / 60_000)) * 60_000;

const two = (number: number): string => String(number).padStart(2, '0');

/** `2026-01-31T18:30`, as a field for dates wants it. */
const localWords = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;

/** `2026-01-31T18:30:00+01:00`. */
function isoWithOffset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${localWords(date)}:00${minutes === 0 ? 'Z' : offset}`;
}

function hoursField(model: AwayModel, actions: AwayActions): TemplateResult {
  return html`<div class="part">
    ${headOf('validHours', model, actions)}
    <input
      id="validHours"
      type="text"
      inputmode="decimal"
      maxlength="40"
      aria-describedby="validHours-hint validHours-notes"
      ?readonly=${!isWritable(model)}
      ${ref((element) => fill(element, valueOf(model, 'validHours')))}
      @input=${(event: Event) => actions.write('validHours', textOf(event))}
      @blur=${() => actions.leave('validHours')}
    />
    <p class="quiet hint" id="validHours-hint">${hintOf('validHours')}</p>
    ${notesOf('validHours', model, actions)}
  </div>`;
}

function readyField(model: AwayModel, actions: AwayActions): TemplateResult {
  const value = valueOf(model, 'ready').toLowerCase();
  const choose = (word: 'yes' | 'no'): void => {
    actions.write('ready', word);
    actions.leave('ready');
  };
  const choice = (word: 'yes' | 'no', label: string): TemplateResult =>
    html`<label class="choice">
      <input
        type="radio"
        name="ready"
        id=${word === 'yes' ? 'ready' : 'ready-no'}
        .checked=${value === word}
        ?disabled=${!isWritable(model)}
        @change=${() => choose(word)}
      />
      ${label}
    </label>`;
  return html`<div
    class="part"
    role="radiogroup"
    aria-label=${labelOf('ready')}
    aria-describedby="ready-hint ready-notes"
  >
    <p class="legend">${labelOf('ready')}</p>
    <div class="radios">${choice('yes', l10n.t('Yes'))} ${choice('no', l10n.t('No'))}</div>
    <p class="quiet hint" id="ready-hint">${hintOf('ready')}</p>
    ${notesOf('ready', model, actions)}
  </div>`;
}
