import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { TaskStatus } from '#schemas/protocol/tasks.ts';
import type { BoardTask } from '#schemas/webview/board.ts';
import { icon } from '../kit/index.ts';
import { ageWords } from '../kit/language.ts';
import { cardView, type CardFacts } from './card.ts';
import { moveTo } from './columns.ts';
import { draftView, openDraft } from './draft.ts';
import { draggedOver, dropped } from './drag.ts';
import { isFiltering } from './filters.ts';
import { statusLook, statusWords } from './looks.ts';
import type { Board } from './model.ts';
import { visibleRows, type Rows } from './visible-rows.ts';

export function columnView(board: Board, status: TaskStatus): TemplateResult {
  const { layout, model, row } = board;
  const tasks = layout.shown[status];
  const words = statusWords(status);
  const { icon: name, tone } = statusLook(status);
  const over = model.dragged?.over?.to === status ? model.dragged.over : null;
  const { start, end } = visibleRows(board.viewport(status), row, tasks.length);
  return html`<section
    class="column ${targetClass(board, status)}"
    aria-labelledby="column-${status}"
    @dragover=${(event: DragEvent) => {
      const list = event.currentTarget instanceof Element && event.currentTarget.querySelector('.cards');
      if (list) draggedOver(board, event, status, list);
    }}
    @drop=${(event: DragEvent) => dropped(board, event)}
  >
    <div class="column-head">
      <h2 id="column-${status}">${icon(name, tone)} ${words} <span class="count">${countView(board, status)}</span></h2>
      ${
        board.steerable && board.model.told.around?.projects.length !== 0
          ? html`<button
              class="icon-button"
              aria-label=${l10n.t('New task in {0}', words)}
              title=${l10n.t('New task in {0}', words)}
              @click=${() => openDraft(board, status)}
            >
              ${icon('add')}
            </button>`
          : nothing
      }
    </div>
    ${draftView(board, status)}
    <div class="scroller" data-status=${status}>
      <ol
        class="cards"
        data-rows=${`${start}-${end}`}
        aria-labelledby="column-${status}"
        .style=${`height: ${tasks.length * row}px`}
      >
        ${repeat(
          drawnOf(board, status, { start, end }),
          ({ task }) => task.id,
          ({ task, index }) => {
            const facts = factsOf(board, task, index, tasks.length);
            return guard(Object.values(facts), () => cardView(facts, board));
          },
        )}
      </ol>
      ${over === null ? nothing : html`<div class="gap" .style=${`top: ${over.slot * row}px`}></div>`}
    </div>
  </section>`;
}

/** While a card is held or dragged, columns show whether it may go there. */
function targetClass(board: Board, status: TaskStatus): string {
  const { model } = board;
  const id = model.dragged?.task ?? model.lifted?.task;
  const held = id === undefined ? undefined : board.task(id);
  if (held === undefined) return '';
  const isOver = (model.dragged?.over?.to ?? model.lifted?.to) === status;
  const may = held.status === status || moveTo(held, status) !== null;
  return `${may ? 'open' : 'closed'} ${isOver ? 'over' : ''}`;
}

function countView({ layout, model }: Board, status: TaskStatus): string {
  const [shown, all] = [layout.shown[status].length, layout.all[status].length];
  return isFiltering(model.filters) ? l10n.t('{0} of {1}', shown, all) : String(shown);
}

/** The cards in sight, and those that have to stay wherever they are: the keyboard or the mouse is on them. */
function drawnOf(
  { layout, model, active }: Board,
  status: TaskStatus,
  { start, end }: Rows,
): readonly { readonly task: BoardTask; readonly index: number }[] {
  const tasks = layout.shown[status];
  const drawn = tasks.slice(start, end).map((task, offset) => ({ task, index: start + offset }));
  const kept = new Set([active?.id, model.dragged?.task, model.form?.task, model.menu?.task]);
  for (const id of kept) {
    const index = id === undefined ? -1 : tasks.findIndex((task) => task.id === id);
    const task = tasks[index];
    if (task !== undefined && index < start) drawn.unshift({ task, index });
    else if (task !== undefined && index >= end) drawn.push({ task, index });
  }
  return drawn.sort((a, b) => a.index - b.index);
}

function factsOf(board: Board, task: BoardTask, index: number, count: number): CardFacts {
  const { model, now, row, steerable } = board;
  const { id, evidence } = task;
  const projects = model.told.around?.projects ?? [];
  return {
    task,
    index,
    count,
    row,
    active: board.active?.id === id,
    state: stateOf(board, id),
    steerable,
    form: model.form?.task === id ? model.form : null,
    refusal: model.refusals.get(id) ?? null,
    menuOpen: model.menu?.task === id,
    project: projects.length < 2 ? null : (projects.find((one) => one.id === task.project)?.name ?? task.project),
    waits: task.waitsFor.length === 0 ? null : waitsWords(board, task.waitsFor),
    evidence: evidence === null ? null : `${evidence.text} · ${ageWords(evidence.at, now)}`,
  };
}

function stateOf({ model }: Board, id: string): CardFacts['state'] {
  if (model.lifted?.task === id) return 'held';
  if (model.dragged?.task === id) return 'dragged';
  return model.moving.has(id) ? 'moving' : 'resting';
}

/** By their titles; a task that is not here is named by its id, so that the person can ask about it. */
function waitsWords(board: Board, ids: readonly string[]): string {
  const [first = '', ...others] = ids;
  const title = board.task(first)?.title ?? first;
  return others.length === 0
    ? l10n.t('Waits for {0}', title)
    : l10n.t('Waits for {0} and {1} more', title, others.length);
}
