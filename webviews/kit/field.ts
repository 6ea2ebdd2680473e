import { html, nothing, type TemplateResult } from 'lit/html.js';

export interface Field {
  /** Unique on the page. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** What is wrong with it, or null. */
  readonly problem: string | null;
  readonly lines: number;
  onInput(value: string): void;
  onEscape(): void;
}

/** A labelled text field. Enter is a new line in it and never a decision. */
export function field({ id, label, value, problem, lines, onInput, onEscape }: Field): TemplateResult {
  const problemId = `${id}-problem`;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <textarea
      id=${id}
      rows=${lines}
      maxlength="10000"
      required
      aria-invalid=${problem === null ? nothing : 'true'}
      aria-describedby=${problem === null ? nothing : problemId}
      .value=${value}
      @input=${(event: InputEvent) => {
        if (event.currentTarget instanceof HTMLTextAreaElement) onInput(event.currentTarget.value);
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape' && !event.isComposing) onEscape();
      }}
    ></textarea>
    ${problem === null ? nothing : html`<p class="problem" id=${problemId} role="alert">${problem}</p>`}
  </div>`;
}
