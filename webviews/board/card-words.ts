import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit/html.js';
import type { TaskMove, TaskStatus } from '#schemas/protocol/tasks.ts';
import type { BoardForm, BoardTask } from '#schemas/webview/board.ts';
import { field, icon } from '../kit/index.ts';
import { verbWords } from '../kit/verb-words.ts';
import { moveTo } from './columns.ts';
import { positionOf } from './layout.ts';
import { statusWords } from './looks.ts';
import type { Board } from './model.ts';
import { dismissRefusal, submitReason } from './moves.ts';

/** What the move of a task to a column is called: `Defer` or, where it has no name of its own, `Move to Done`. */
export const moveWords = (verb: TaskMove['verb'], to: TaskStatus): string =>
  verb === null ? l10n.t('Move to {0}', statusWords(to)) : l10n.t('{0} (to {1})', verbWords(verb), statusWords(to));

/** Asks in the card why it is moved. */
export function reasonView(board: Board, task: BoardTask, form: BoardForm): TemplateResult {
  const close = (): void => {
    board.change({ form: null });
    focusCard(board, task.id);
  };
  return html`<div class="reason">
    ${field({
      id: 'reason',
      label: l10n.t('{0}: why?', moveWords(moveTo(task, form.to)?.verb ?? null, form.to)),
      value: form.text,
      problem: form.tried && form.text.trim() === '' ? l10n.t('Write the reason: it is kept with the task.') : null,
      lines: 2,
      onInput: (text) => board.change({ form: { ...form, text } }),
      onEscape: close,
    })}
    <div class="actions">
      <vscode-button
        @click=${() => {
          submitReason(board, form);
          if (form.text.trim() !== '') focusCard(board, task.id);
        }}
        >${l10n.t('Move')}</vscode-button
      >
      <vscode-button appearance="secondary" @click=${close}>${l10n.t('Cancel')}</vscode-button>
    </div>
  </div>`;
}

/** Why the server did not move it, in its own words. */
export function refusalView(board: Board, id: string, problem: string): TemplateResult {
  return html`<div class="refusal" role="alert">
    <p class="problem">${icon('error', 'bad')} <span>${problem}</span></p>
    <button
      class="icon-button"
      aria-label=${l10n.t('Dismiss')}
      title=${l10n.t('Dismiss')}
      @click=${() => {
        dismissRefusal(board, id);
        focusCard(board, id);
      }}
    >
      ${icon('close')}
    </button>
  </div>`;
}

export function focusCard(board: Board, id: string): void {
  const position = positionOf(board.layout.shown, id);
  if (position !== null) board.focusAt(position);
}
