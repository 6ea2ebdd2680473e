import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit/html.js';
import type { BoardTask } from '#schemas/webview/board.ts';
import { icon } from '../kit/index.ts';
import { focusCard, moveWords } from './card-words.ts';
import { moveTo, statuses } from './columns.ts';
import { statusLook } from './looks.ts';
import type { Board } from './model.ts';
import { requestMove } from './moves.ts';

const WIDTH = 220;
const ITEM_HEIGHT = 28;

/** Opens the menu of a card below its button, or closes it; inside of the page in every case. */
export function openMenu(board: Board, id: string, button: EventTarget | null): void {
  const task = board.task(id);
  if (!(button instanceof HTMLElement) || task === undefined || board.model.menu?.task === id) {
    board.change({ menu: null });
    return;
  }
  const { right, top, bottom } = button.getBoundingClientRect();
  const height = ITEM_HEIGHT * choicesOf(task).length + 12;
  const fits = bottom + height < window.innerHeight;
  const left = Math.max(4, Math.min(right - WIDTH, window.innerWidth - WIDTH - 4));
  board.change({ menu: { task: id, left, top: fits ? bottom + 2 : Math.max(4, top - height - 2) }, focus: id });
  document.querySelector<HTMLElement>('.menu button')?.focus();
}

const choicesOf = (task: BoardTask) =>
  statuses
    .filter((status) => status !== task.status)
    .map((status) => moveTo(task, status))
    .filter((move) => move !== null);

/** The moves that a card has. They ask for their reason where they need one; nothing is chosen beforehand. */
export function menuView(board: Board) {
  const { menu } = board.model;
  const task = menu && board.task(menu.task);
  if (!menu || !task) return nothing;
  return html`<div
    class="menu"
    role="menu"
    aria-label=${l10n.t('Move {0} to…', task.title)}
    .style=${`left: ${menu.left}px; top: ${menu.top}px`}
    @keydown=${(event: KeyboardEvent) => pressInMenu(board, task.id, event)}
    @focusout=${({ currentTarget, relatedTarget }: FocusEvent) => {
      const inside =
        relatedTarget instanceof Node && currentTarget instanceof Node && currentTarget.contains(relatedTarget);
      if (!inside && board.model.menu === menu) board.change({ menu: null });
    }}
  >
    ${choicesOf(task).map(({ to, verb, needs }) => {
      const { icon: name, tone } = statusLook(to);
      const words = moveWords(verb, to);
      return html`<button
        role="menuitem"
        tabindex="-1"
        @click=${() => {
          requestMove(board, task.id, { to, before: null });
          if (needs === null) focusCard(board, task.id);
        }}
      >
        ${icon(name, tone)} <span class="cut">${needs === null ? words : `${words}…`}</span>
      </button>`;
    })}
  </div>`;
}

function pressInMenu(board: Board, id: string, event: KeyboardEvent): void {
  const { key, currentTarget } = event;
  if (!(currentTarget instanceof HTMLElement)) return;
  const items = [...currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const here = items.findIndex((item) => item === document.activeElement);
  const step = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 }[key];
  if (key === 'Escape' || key === 'Tab') {
    board.change({ menu: null });
    focusCard(board, id);
  } else if (step !== undefined) items[step % items.length]?.focus();
  else return;
  event.preventDefault();
}
