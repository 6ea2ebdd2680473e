import { draggedOut } from './drag.ts';
import { pressOnCard, putBack } from './keyboard.ts';
import type { Board } from './model.ts';

/** What happens on any card, heard in one place: cards come and go while a column is scrolled. */
export function listenToCards(root: HTMLElement, board: Board, isDrawing: () => boolean): void {
  root.addEventListener('keydown', (event) => {
    const id = ownId(event.target);
    const { key, ctrlKey, altKey, metaKey } = event;
    if (id === null || ctrlKey || altKey || metaKey) return;
    if (pressOnCard(board, id, key)) event.preventDefault();
  });
  root.addEventListener('focusin', ({ target }) => {
    const id = target instanceof Element ? target.closest<HTMLElement>('.card')?.dataset['task'] : undefined;
    if (id !== undefined && id !== board.model.focus) board.change({ focus: id });
  });
  root.addEventListener('focusout', ({ target }) => {
    // A card that is drawn in another column loses the focus for a moment.
    if (!isDrawing() && board.model.lifted !== null && ownId(target) === board.model.lifted.task) putBack(board);
  });
  root.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Element) || relatedTarget.closest('.column') === null) draggedOut(board);
  });
}

/** The task of a card that is the target itself, not something in it. */
const ownId = (target: EventTarget | null): string | null =>
  target instanceof HTMLElement && target.classList.contains('card') ? (target.dataset['task'] ?? null) : null;
