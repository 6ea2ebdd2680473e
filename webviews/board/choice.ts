import { html, type TemplateResult } from 'lit/html.js';

export interface Choice {
  /** Unique on the page. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly words: string }[];
  onChoose(value: string): void;
}

/** A labelled list of which one is chosen. */
export function choiceView({ id, label, value, options, onChoose }: Choice): TemplateResult {
  return html`<div class="choice">
    <label for=${id}>${label}</label>
    <select
      id=${id}
      class="input"
      @change=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLSelectElement) onChoose(currentTarget.value);
      }}
    >
      ${options.map((option) => html`<option value=${option.value} .selected=${option.value === value}>${option.words}</option>`)}
    </select>
  </div>`;
}
