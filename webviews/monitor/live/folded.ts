import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Scene } from '../model.ts';

/** A section that folds, and draws what is in it only while it is open. `usual`: how it is before a person touches it. */
export function foldedView(
  key: string,
  usual: boolean,
  head: TemplateResult,
  { model, actions }: Scene,
  body: () => TemplateResult,
): TemplateResult {
  const open = model.unfolded[key] ?? usual;
  return html`<details
    class="section"
    .open=${open}
    @toggle=${({ currentTarget }: ToggleEvent) => {
      const now = currentTarget instanceof HTMLDetailsElement && currentTarget.open;
      if (now !== open) actions.unfold(key, now);
    }}
  >
    <summary>${head}</summary>
    ${open ? body() : nothing}
  </details>`;
}
