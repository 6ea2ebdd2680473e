import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import { questionWords } from '#schemas/discovery-words.ts';
import type { DiscoveryQuestion } from '#schemas/discovery.ts';
import { icon } from '../kit/index.ts';
import type { DiscoveryActions, DiscoveryModel } from './model.ts';

/** One question: its field, what the idea says about it already, or what is suggested and why. */
export function questionView(
  question: DiscoveryQuestion,
  { value, missing }: { readonly value: string; readonly missing: boolean },
  actions: DiscoveryActions,
): TemplateResult {
  const { id, required, understood, proposal } = question;
  const { title, hint } = questionWords(id);
  const open = value.trim() === '';
  return html`<li class="question">
    <div class="question-head">
      <label for=${id}>${title}</label>
      ${required ? html`<span class="required" aria-hidden="true">${l10n.t('required')}</span>` : nothing}
    </div>
    <p class="quiet" id="${id}-hint">${hint}</p>
    ${fieldView(question, value, missing, actions)}
    <div id="${id}-note">
      ${missing ? html`<p class="problem">${icon('error', 'bad')} ${l10n.t('This one needs an answer.')}</p>` : nothing}
      ${open && understood ? understoodView(understood.evidence) : nothing}
      ${open && !understood && proposal ? suggestionView(question, proposal, actions) : nothing}
    </div>
  </li>`;
}

function fieldView(
  question: DiscoveryQuestion,
  value: string,
  missing: boolean,
  { answer }: DiscoveryActions,
): TemplateResult {
  const { id, required, understood } = question;
  const { choices } = questionWords(id);
  const described = `${id}-hint ${id}-note`;
  if (choices.length > 0) {
    return html`<select
      id=${id}
      aria-describedby=${described}
      .value=${live(value)}
      @change=${(event: Event) => answer(id, valueOf(event))}
    >
      <option value="">${understood ? labelOf(question, understood.answer) : l10n.t('Not decided')}</option>
      ${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</option>`)}
    </select>`;
  }
  return html`<textarea
    id=${id}
    rows=${id === 'idea' || id === 'done' ? 3 : 1}
    maxlength="20000"
    spellcheck="true"
    placeholder=${understood?.answer ?? ''}
    aria-describedby=${described}
    aria-required=${required ? 'true' : 'false'}
    aria-invalid=${missing ? 'true' : 'false'}
    .value=${live(value)}
    @input=${(event: Event) => answer(id, valueOf(event))}
  ></textarea>`;
}

const valueOf = ({ target }: Event): string =>
  target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target instanceof HTMLInputElement
    ? target.value
    : '';

/** The field shows the answer itself, where it can be overwritten. */
const understoodView = (evidence: string): TemplateResult =>
  html`<p class="note">${icon('check', 'good')}<span class="quiet">${l10n.t('Answered: {0}.', evidence)}</span></p>`;

const suggestionView = (
  question: DiscoveryQuestion,
  { answer, evidence }: NonNullable<DiscoveryQuestion['proposal']>,
  actions: DiscoveryActions,
): TemplateResult =>
  html`<div class="note">
    ${icon('lightbulb', 'attention')}
    <div>
      <p class="words">${labelOf(question, answer)}</p>
      <p class="quiet">${l10n.t('Suggested, because {0}.', evidence)}</p>
    </div>
    <vscode-button
      appearance="secondary"
      aria-label=${l10n.t('Use this: {0}', labelOf(question, answer))}
      @click=${() => actions.answer(question.id, answer)}
      >${l10n.t('Use this')}</vscode-button
    >
  </div>`;

const labelOf = ({ id }: DiscoveryQuestion, answer: string): string =>
  questionWords(id).choices.find(({ value }) => value === answer)?.label ?? answer;

/** The name of the plan, as it stands in the file's name. */
export const nameView = ({ draft, proposals }: DiscoveryModel, { name }: DiscoveryActions): TemplateResult =>
  html`<label for="name">${l10n.t('Name')}</label>
    <input
      id="name"
      type="text"
      maxlength="200"
      placeholder=${proposals?.name ?? ''}
      aria-describedby="name-hint"
      .value=${live(draft.name)}
      @input=${(event: Event) => name(valueOf(event))}
    />
    <p class="quiet" id="name-hint">${l10n.t('Left empty, the idea names it.')}</p>`;
