import { html, nothing, type TemplateResult } from 'lit';
import type { Question } from '#schemas/run/run.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { icon } from '../kit/index.ts';
import type { MonitorActions } from './model.ts';

/** What an agent asks. No button is the preselected one: a person decides by naming an answer. */
export function questionView(
  run: string,
  { id, workstream, phase, text, options, askedAt }: Question,
  { now, steerable }: { readonly now: number; readonly steerable: boolean },
  { post }: MonitorActions,
): TemplateResult {
  return html`<section class="notice edge-attention" aria-labelledby="question-${id}">
    ${icon('comment-discussion', 'attention')}
    <div>
      <h2 id="question-${id}">${workstream} asks</h2>
      <p class="reason">${text}</p>
      <p class="quiet">Phase ${phase}, asked ${ageWords(askedAt, now)}. The workstream goes on when you answer.</p>
      ${
        steerable
          ? html`<div class="actions">
              ${options.map(
                (option) =>
                  html`<vscode-button
                    appearance="secondary"
                    @click=${() => post({ type: 'answer', run, question: id, option: option.id })}
                  >
                    ${option.label}
                  </vscode-button>`,
              )}
            </div>`
          : nothing
      }
    </div>
  </section>`;
}
