import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { TaskPriority } from '#schemas/protocol/tasks.ts';
import type { BoardFilters } from '#schemas/webview/board.ts';
import { icon } from '../kit/index.ts';
import { numberWords } from '../kit/language.ts';
import { choiceView } from './choice.ts';
import { isFiltering, noFilters } from './filters.ts';
import { priorityWords } from './looks.ts';
import type { Board } from './model.ts';

/** What the cards are chosen by, and how many that leaves. */
export function toolbarView(board: Board): TemplateResult {
  const { model, layout } = board;
  const { filters, unfolded } = model;
  const write = (change: Partial<BoardFilters>): void => filter(board, { ...filters, ...change });
  return html`<div class="toolbar" role="search" aria-label=${l10n.t('Filter tasks')}>
    <input
      class="input search"
      type="search"
      maxlength="500"
      aria-label=${l10n.t('Search tasks')}
      placeholder=${l10n.t('Search tasks')}
      .value=${filters.text}
      @input=${({ currentTarget }: InputEvent) => {
        if (currentTarget instanceof HTMLInputElement) write({ text: currentTarget.value });
      }}
    />
    <button
      class="icon-button unfold"
      aria-expanded=${unfolded ? 'true' : 'false'}
      aria-controls="filters"
      aria-label=${l10n.t('Filters')}
      title=${l10n.t('Filters')}
      @click=${() => board.change({ unfolded: !unfolded })}
    >
      ${icon(isFiltering(filters) ? 'filter-filled' : 'filter')}
    </button>
    <div id="filters" class="filters ${unfolded ? 'unfolded' : ''}">
      ${choicesOf(board).map((choice) =>
        choiceView({
          id: `filter-${choice.name}`,
          label: choice.label,
          value: chosen(filters[choice.name]),
          options: [
            { value: '', words: l10n.t('All') },
            ...choice.options.map(({ value, words }) => ({ value: chosen(value), words })),
          ],
          onChoose: (value) => write({ [choice.name]: value === '' ? null : value.slice(1) }),
        }),
      )}
    </div>
    <p class="quiet total">${l10n.t('{0} of {1} tasks', numberWords(layout.count), numberWords(layout.total))}</p>
    ${
      isFiltering(filters)
        ? html`<vscode-button appearance="secondary" @click=${() => filter(board, noFilters)}
            >${l10n.t('Clear filters')}</vscode-button
          >`
        : nothing
    }
  </div>`;
}

/** Marked, so that a value that is empty differs from none. */
const chosen = (value: string | null): string => (value === null ? '' : `=${value}`);

export function filter(board: Board, filters: BoardFilters): void {
  board.change({ filters, lifted: null, menu: null });
  const { count, total } = board.layout;
  board.change({ spoken: l10n.t('{0} of {1} tasks', count, total) });
}

type FilterName = Exclude<keyof BoardFilters, 'text'>;

interface FilterChoice {
  readonly name: FilterName;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly words: string }[];
}

/** Only what there is something to choose by, and what is chosen already. */
function choicesOf(board: Board): readonly FilterChoice[] {
  const { options } = board.layout;
  const labels = {
    project: l10n.t('Project'),
    role: l10n.t('Role'),
    machine: l10n.t('Machine'),
    priority: l10n.t('Priority'),
    tag: l10n.t('Tag'),
  };
  const names: readonly FilterName[] = ['project', 'role', 'machine', 'priority', 'tag'];
  return names.flatMap((name) => {
    const current = board.model.filters[name];
    const values: readonly string[] = options[name];
    const all = current === null || values.includes(current) ? values : [...values, current];
    // A task may have no role and no tag: then even one of them leaves others out.
    const least = name === 'role' || name === 'tag' ? 1 : 2;
    const useful = all.length >= least || current !== null;
    return useful
      ? [
          {
            name,
            label: labels[name],
            options: all.map((value) => ({ value, words: optionWords(board, name, value) })),
          },
        ]
      : [];
  });
}

function optionWords({ model }: Board, name: FilterName, value: string): string {
  if (name === 'project') {
    return (
      model.told.around?.projects.find(({ id }) => id === value)?.name ?? l10n.t('{0} (not in this window)', value)
    );
  }
  if (name === 'machine' && value === '') return l10n.t('This machine or none');
  const priority = name === 'priority' ? TaskPriority.safeParse(value).data : undefined;
  return priority === undefined ? value : priorityWords(priority);
}
