import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { ref } from 'lit/directives/ref.js';
import type { AwayField, AwayFinding } from '#schemas/protocol/away-form.ts';
import { icon } from '../kit/index.ts';
import { fill } from './fill.ts';
import { fieldOf, hintOf, isWritable, labelOf, valueOf, type AwayActions, type AwayModel } from './model.ts';

const MAX_FINDINGS = 8;

/** A part of many lines: its field, what rules say of it, and what is understood of it. */
export function linesField(
  field: AwayField,
  model: AwayModel,
  actions: AwayActions,
  understood: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const view = fieldOf(model, field);
  const bad = view?.findings.some(({ severity }) => severity === 'error') ?? false;
  return html`<div class="part">
    ${headOf(field, model, actions)}
    <p class="quiet hint" id="${field}-hint">${hintOf(field)}</p>
    <textarea
      id=${field}
      class=${field === 'verification' ? 'code' : ''}
      rows="2"
      maxlength="100000"
      spellcheck=${field === 'verification' ? 'false' : 'true'}
      aria-describedby="${field}-hint ${field}-notes"
      aria-invalid=${bad ? 'true' : nothing}
      ?readonly=${!isWritable(model) || (view?.locked ?? null) !== null}
      ${ref((element) => fill(element, valueOf(model, field)))}
      @input=${(event: Event) => actions.write(field, textOf(event))}
      @blur=${() => actions.leave(field)}
    ></textarea>
    ${notesOf(field, model, actions)} ${understood}
  </div>`;
}

/** The label, and the way to the place in the document. */
export function headOf(field: AwayField, model: AwayModel, actions: AwayActions): TemplateResult {
  const line = fieldOf(model, field)?.range?.start.line;
  return html`<div class="part-head">
    <label for=${field}>${labelOf(field)}</label>
    ${line === undefined ? nothing : lineLink(line + 1, actions)}
  </div>`;
}

export const lineLink = (line: number, { post }: AwayActions): TemplateResult =>
  html`<button class="link line" @click=${() => post({ type: 'reveal', line })}>${l10n.t('line {0}', line)}</button>`;

/** What stands below a field: why it cannot be written, what gave way, what was refused, and the findings. */
export function notesOf(field: AwayField, model: AwayModel, actions: AwayActions): TemplateResult {
  const view = fieldOf(model, field);
  const problem = model.problems[field];
  const findings = view?.findings ?? [];
  return html`<div class="notes" id="${field}-notes">
    ${view?.locked ? lockedNote(view.locked) : nothing} ${lostNote(field, model, actions)}
    ${
      problem === undefined
        ? nothing
        : html`<div class="note" role="alert">
            ${icon('error', 'bad')}
            <p>${problem}</p>
            <button class="link" @click=${() => actions.discard(field)}>
              ${l10n.t('Show what the document says')}
            </button>
          </div>`
    }
    ${findings.slice(0, MAX_FINDINGS).map((finding) => findingNote(finding, model, actions))}
    ${
      findings.length > MAX_FINDINGS
        ? html`<p class="quiet">${l10n.t('… and {0} more, in the document.', findings.length - MAX_FINDINGS)}</p>`
        : nothing
    }
  </div>`;
}

const lockedNote = (locked: 'long' | 'lines'): TemplateResult =>
  html`<div class="note">
    ${icon('lock', 'quiet')}
    <p>
      ${
        locked === 'long'
          ? l10n.t('This is only the beginning: the part is too long for the form. Edit it in the document.')
          : l10n.t('These lines belong together, which the form cannot keep. Edit them in the document.')
      }
    </p>
  </div>`;

function lostNote(field: AwayField, { memory }: AwayModel, actions: AwayActions): TemplateResult | typeof nothing {
  const mine = memory.lost[field];
  if (mine === undefined) return nothing;
  return html`<div class="note lost" role="alert">
    ${icon('warning', 'attention')}
    <div>
      <p>${l10n.t('The document was changed at the same time, and is shown here. What you had written:')}</p>
      <pre tabindex="0" aria-label=${l10n.t('Your words')}>${mine}</pre>
      <p class="choices">
        <button class="link" @click=${() => actions.takeBack(field)}>${l10n.t('Use my words')}</button>
        <button class="link" @click=${() => actions.discard(field)}>${l10n.t('Keep the document')}</button>
      </p>
    </div>
  </div>`;
}

export function findingNote(
  { rule, severity, message, range, fixes }: AwayFinding,
  { state }: AwayModel,
  actions: AwayActions,
): TemplateResult {
  const version = state?.form?.version;
  const [name, tone, word] = looks(severity);
  return html`<div class="note">
    ${icon(name, tone)}
    <div>
      <p>
        <span class="spoken">${word}</span> ${message}
        <span class="quiet">${rule}</span> ${lineLink(range.start.line + 1, actions)}
      </p>
      ${
        fixes.length === 0 || version === undefined
          ? nothing
          : html`<p class="choices">
              ${fixes.map(
                ({ title, edits }) =>
                  html`<button class="link" @click=${() => actions.post({ type: 'fix', version, edits })}>
                    ${icon('lightbulb', 'attention')} ${title}
                  </button>`,
              )}
            </p>`
      }
    </div>
  </div>`;
}

function looks(severity: AwayFinding['severity']): readonly [string, string, string] {
  switch (severity) {
    case 'error':
      return ['error', 'bad', l10n.t('Error:')];
    case 'warning':
      return ['warning', 'attention', l10n.t('Warning:')];
    case 'info':
    case 'hint':
      return ['info', 'active', l10n.t('Note:')];
  }
}

export const textOf = ({ currentTarget }: Event): string =>
  currentTarget instanceof HTMLTextAreaElement || currentTarget instanceof HTMLInputElement ? currentTarget.value : '';
