import type { TaskStatus } from '#schemas/protocol/tasks.ts';
import { beforeAt, moveTo, without } from './columns.ts';
import { positionOf } from './layout.ts';
import type { Board } from './model.ts';
import { requestMove } from './moves.ts';
import { slotAt } from './visible-rows.ts';

/** Says to the browser what is dragged, and nothing to anything outside of this page. */
const KIND = 'application/x-clutch-task';

export function dragStarted(board: Board, event: DragEvent, id: string): void {
  event.dataTransfer?.setData(KIND, id);
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
  // The browser takes its picture of the card first, before it is drawn as one that is dragged.
  requestAnimationFrame(() => board.change({ dragged: { task: id, over: null }, menu: null, lifted: null }));
}

/** Where the task may go there is a gap to drop it into; `list` is the list of the column's cards. */
export function draggedOver(board: Board, event: DragEvent, to: TaskStatus, list: Element): void {
  const { dragged } = board.model;
  const task = dragged && board.task(dragged.task);
  if (!dragged || !task || moveTo(task, to) === null) {
    draggedOut(board);
    return;
  }
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = 'move';
  const y = event.clientY - list.getBoundingClientRect().top;
  const slot = slotAt(y, board.row, board.layout.shown[to].length);
  if (dragged.over?.to === to && dragged.over.slot === slot) return;
  board.change({ dragged: { task: task.id, over: { to, slot } } });
}

export function draggedOut(board: Board): void {
  const { dragged } = board.model;
  if (dragged?.over) board.change({ dragged: { task: dragged.task, over: null } });
}

export function dropped(board: Board, event: DragEvent): void {
  const { dragged } = board.model;
  if (!dragged?.over) return;
  event.preventDefault();
  const { task, over } = dragged;
  const { all, shown } = board.layout;
  const own = positionOf(shown, task);
  const above = own?.status === over.to && own.index < over.slot ? over.slot - 1 : over.slot;
  if (own?.status === over.to && own.index === above) dragEnded(board);
  else {
    const before = beforeAt(without(all[over.to], task), without(shown[over.to], task), above);
    requestMove(board, task, { to: over.to, before });
  }
}

export function dragEnded(board: Board): void {
  if (board.model.dragged) board.change({ dragged: null });
}
