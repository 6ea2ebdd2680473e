import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { BoardSurroundings } from '#schemas/webview/board.ts';
import { icon } from '../kit/index.ts';
import { columnView } from './column.ts';
import { statuses } from './columns.ts';
import { openDraft } from './draft.ts';
import { isFiltering, noFilters } from './filters.ts';
import { menuView } from './menu.ts';
import type { Board } from './model.ts';
import { filter, toolbarView } from './toolbar.ts';

export function boardView(board: Board): TemplateResult {
  const { around, tasks } = board.model.told;
  return html`
    <h1 class="spoken">${l10n.t('Task board')}</h1>
    <p class="spoken" role="status" aria-live="polite">${board.model.spoken}</p>
    ${around === null ? html`<p class="empty quiet">${l10n.t('Waiting for the extension…')}</p>` : noticesView(board, around)}
    ${around === null || tasks === null ? nothing : tasksView(board, around)} ${menuView(board)}
  `;
}

function tasksView(board: Board, around: BoardSurroundings) {
  if (around.projects.length === 0 && board.layout.total === 0) return noProjectView(board, around);
  return html`${toolbarView(board)} ${emptyView(board)}
    <p class="spoken" id="keys">
      ${l10n.t('Arrow keys walk over the cards. Enter opens a task, Space or M picks it up to move it.')}
    </p>
    <div class="columns" role="group" aria-label=${l10n.t('Tasks by status')} aria-describedby="keys">
      ${statuses.map((status) => columnView(board, status))}
    </div>`;
}

function noticesView(board: Board, { server, trusted }: BoardSurroundings) {
  if (server.state === 'starting') {
    return notice({
      icon: 'plug',
      tone: 'quiet',
      title: null,
      words: l10n.t('Connecting to the CLUTCH server. What you see may be out of date.'),
    });
  }
  if (server.state !== 'ready') {
    const down = server.state === 'down';
    return notice({
      icon: 'debug-disconnect',
      tone: 'bad',
      title: down ? l10n.t('The CLUTCH server is not running') : l10n.t('A server of another version is running'),
      words: server.message ?? '',
      button: {
        words: down ? l10n.t('Restart Server') : l10n.t('Replace Server'),
        press: () => board.post({ type: 'restart-server' }),
      },
    });
  }
  if (trusted) return nothing;
  return notice({
    icon: 'shield',
    tone: 'attention',
    title: null,
    words: l10n.t('This workspace is not trusted: tasks can be looked at, but not moved or written down.'),
    button: { words: l10n.t('Manage Workspace Trust'), press: () => board.post({ type: 'manage-trust' }) },
  });
}

interface Notice {
  readonly icon: string;
  readonly tone: 'quiet' | 'bad' | 'attention';
  readonly title: string | null;
  readonly words: string;
  readonly button?: { readonly words: string; press(): void };
}

const notice = ({ icon: name, tone, title, words, button }: Notice): TemplateResult =>
  html`<section class="notice edge-${tone}" role=${tone === 'bad' ? 'alert' : 'status'}>
    ${icon(name, tone)}
    <div>
      ${title === null ? nothing : html`<h2>${title}</h2>`}
      <p class="words">${words}</p>
    </div>
    ${button === undefined ? nothing : html`<vscode-button @click=${button.press}>${button.words}</vscode-button>`}
  </section>`;

/** Why all columns are empty, where they are. */
function emptyView(board: Board) {
  const { layout, model } = board;
  if (layout.count > 0 || !model.told.complete) return nothing;
  if (isFiltering(model.filters) && layout.total > 0) {
    return html`<div class="nothing">
      <p>${icon('filter', 'quiet')} ${l10n.t('No task fits the filters.')}</p>
      <vscode-button @click=${() => filter(board, noFilters)}>${l10n.t('Clear filters')}</vscode-button>
    </div>`;
  }
  return html`<div class="nothing">
    <p>
      ${icon('checklist', 'quiet')}
      ${l10n.t('There is no task yet. A plan that runs brings its own; others you write down here.')}
    </p>
    ${
      board.steerable
        ? html`<vscode-button @click=${() => openDraft(board, 'backlog')}>${l10n.t('New Task')}</vscode-button>`
        : nothing
    }
  </div>`;
}

/** Without a project there is nowhere to write a task down. */
function noProjectView(board: Board, { folder, trusted, server }: BoardSurroundings) {
  if (server.state !== 'ready') return nothing;
  const words = folder
    ? l10n.t('There is no project in this window yet. A plan makes its folder one.')
    : l10n.t('Open the folder of a project to see and move its tasks.');
  return html`<div class="empty">
    ${icon('project', 'quiet')}
    <p>${words}</p>
    ${
      folder
        ? trusted
          ? html`<vscode-button @click=${() => board.post({ type: 'new-plan' })}>${l10n.t('New Plan…')}</vscode-button>`
          : nothing
        : html`<vscode-button @click=${() => board.post({ type: 'open-folder' })}
            >${l10n.t('Open Folder')}</vscode-button
          >`
    }
  </div>`;
}
