import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { TaskPriority, type TaskStatus } from '#schemas/protocol/tasks.ts';
import type { BoardDraft } from '#schemas/webview/board.ts';
import { icon } from '../kit/index.ts';
import { choiceView } from './choice.ts';
import { priorityWords, statusWords } from './looks.ts';
import type { Board } from './model.ts';

/** Opens the fields for a new task in a column, or moves them there with what was written. */
export function openDraft(board: Board, status: TaskStatus): void {
  const { draft, filters } = board.model;
  const fresh: BoardDraft = { status, project: filters.project, title: '', priority: 'medium' };
  board.change({ draft: draft === null ? fresh : { ...draft, status } });
  titleField()?.focus();
}

const titleField = (): HTMLElement | null => document.querySelector<HTMLElement>('#draft-title');

export function draftView(board: Board, status: TaskStatus) {
  const { draft, creating } = board.model;
  if (draft === null || draft.status !== status || !board.steerable) return nothing;
  const write = (change: Partial<BoardDraft>): void => board.change({ draft: { ...draft, ...change }, creating: null });
  return html`<div
    class="draft"
    role="group"
    aria-label=${l10n.t('New task in {0}', statusWords(status))}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing) closeDraft(board, status);
    }}
  >
    <label for="draft-title">${l10n.t('Title')}</label>
    <input
      id="draft-title"
      class="input"
      maxlength="500"
      autocomplete="off"
      .value=${draft.title}
      @input=${({ currentTarget }: InputEvent) => {
        if (currentTarget instanceof HTMLInputElement) write({ title: currentTarget.value });
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter' && !event.isComposing) submitDraft(board);
      }}
    />
    <div class="draft-choices">
      ${choiceView({
        id: 'draft-priority',
        label: l10n.t('Priority'),
        value: draft.priority,
        options: TaskPriority.options.toReversed().map((value) => ({ value, words: priorityWords(value) })),
        onChoose: (value) => write({ priority: TaskPriority.catch('medium').parse(value) }),
      })}
      ${projectView(board, draft, (project) => write({ project }))}
    </div>
    ${
      creating === null || creating === 'sent'
        ? nothing
        : html`<p class="problem" role="alert">${icon('error', 'bad')} ${creating.problem}</p>`
    }
    <div class="actions">
      <vscode-button ?disabled=${creating === 'sent'} @click=${() => submitDraft(board)}
        >${creating === 'sent' ? l10n.t('Creating…') : l10n.t('Create')}</vscode-button
      >
      <vscode-button appearance="secondary" @click=${() => closeDraft(board, status)}>${l10n.t('Close')}</vscode-button>
    </div>
  </div>`;
}

function projectView(
  { model }: Board,
  draft: BoardDraft,
  onChoose: (project: string) => void,
): TemplateResult | typeof nothing {
  const projects = model.told.around?.projects ?? [];
  if (projects.length < 2) return nothing;
  return choiceView({
    id: 'draft-project',
    label: l10n.t('Project'),
    value: projectOf(draft, projects) ?? '',
    options: projects.map(({ id, name }) => ({ value: id, words: name })),
    onChoose,
  });
}

/** The project that was chosen where it is still in the window, else the first. */
const projectOf = ({ project }: BoardDraft, projects: readonly { readonly id: string }[]): string | undefined =>
  (projects.find(({ id }) => id === project) ?? projects[0])?.id;

function submitDraft(board: Board): void {
  const { draft, creating, told } = board.model;
  const project = draft && projectOf(draft, told.around?.projects ?? []);
  if (!draft || !project || creating === 'sent') return;
  const { status, priority } = draft;
  const title = draft.title.trim();
  if (title === '') {
    board.change({ creating: { problem: l10n.t('Write a title.') } });
    return;
  }
  board.post({ type: 'create', project, title, status, priority });
  board.change({ creating: 'sent' });
}

/** The task is written down, and the fields are ready for the next; or it was refused, and all stays as written. */
export function createEnded(board: Board, problem: string | null): void {
  const { draft } = board.model;
  if (problem !== null) board.change({ creating: { problem } });
  else
    board.change({
      creating: null,
      draft: draft && { ...draft, title: '' },
      spoken: l10n.t('The task is written down.'),
    });
}

function closeDraft(board: Board, status: TaskStatus): void {
  board.change({ draft: null, creating: null });
  document.querySelector<HTMLElement>(`[aria-labelledby="column-${status}"] .column-head button`)?.focus();
}
