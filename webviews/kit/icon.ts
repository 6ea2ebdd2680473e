import { html, type TemplateResult } from 'lit/html.js';

/** A codicon. The words beside it say the same, so screen readers skip it. */
export const icon = (name: string, tone = ''): TemplateResult =>
  html`<span class="codicon codicon-${name} ${tone === '' ? '' : `tone-${tone}`}" aria-hidden="true"></span>`;
