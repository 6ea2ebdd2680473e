import * as l10n from '@vscode/l10n';
import type { BoardTask } from '#schemas/webview/board.ts';
import { moveTo, statuses, without } from './columns.ts';
import { placeOf, positionOf, type Lifted, type Position } from './layout.ts';
import { statusWords } from './looks.ts';
import type { Board } from './model.ts';
import { requestMove } from './moves.ts';

/** A key that was pressed on a card. Answers whether it meant something there. */
export function pressOnCard(board: Board, id: string, key: string): boolean {
  const task = board.task(id);
  if (task === undefined) return false;
  const { lifted } = board.model;
  return lifted?.task === id ? pressWhileHeld(board, task, lifted, key) : pressAtRest(board, task, key);
}

function pressAtRest(board: Board, task: BoardTask, key: string): boolean {
  const here = positionOf(board.layout.shown, task.id);
  if (here === null) return false;
  if (key === 'Enter') board.post({ type: 'open', task: task.id });
  else if (key === ' ' || key.toLowerCase() === 'm') lift(board, task, here);
  else {
    const next = nextPosition(board, here, key);
    if (next === null) return false;
    board.focusAt(next);
  }
  return true;
}

/** Where a key leads from a card; null for keys that lead nowhere. */
function nextPosition(board: Board, { status, index }: Position, key: string): Position | null {
  const last = board.layout.shown[status].length - 1;
  const page = Math.max(1, Math.floor(board.viewport(status).height / board.row) - 1);
  const at = (wanted: number): Position => ({ status, index: Math.max(0, Math.min(last, wanted)) });
  switch (key) {
    case 'ArrowUp':
      return at(index - 1);
    case 'ArrowDown':
      return at(index + 1);
    case 'PageUp':
      return at(index - page);
    case 'PageDown':
      return at(index + page);
    case 'Home':
      return at(0);
    case 'End':
      return at(last);
    case 'ArrowLeft':
    case 'ArrowRight':
      return beside(board, { status, index }, key === 'ArrowLeft' ? -1 : 1);
    default:
      return null;
  }
}

/** The card beside this one as it is seen: columns are scrolled each by itself. Empty columns are stepped over. */
function beside(board: Board, { status, index }: Position, step: 1 | -1): Position {
  const { shown } = board.layout;
  const from = statuses.indexOf(status);
  const others = step === 1 ? statuses.slice(from + 1) : statuses.slice(0, from).toReversed();
  const target = others.find((other) => shown[other].length > 0);
  if (target === undefined) return { status, index };
  const y = (index + 0.5) * board.row - board.viewport(status).top;
  const there = Math.floor((y + board.viewport(target).top) / board.row);
  return { status: target, index: Math.max(0, Math.min(shown[target].length - 1, there)) };
}

function lift(board: Board, task: BoardTask, { status, index }: Position): void {
  if (!board.steerable || board.model.moving.has(task.id)) {
    board.change({ spoken: l10n.t('{0} cannot be moved now.', task.title) });
    return;
  }
  const held = l10n.t('Picked up {0}. Arrow keys move it, Enter drops it, Escape puts it back.', task.title);
  board.change({ lifted: { task: task.id, to: status, index }, focus: task.id, form: null, spoken: held });
}

/** Puts a card that is held back where it was. */
export function putBack(board: Board): void {
  const { lifted } = board.model;
  const task = lifted && board.task(lifted.task);
  if (task) board.change({ lifted: null, spoken: l10n.t('{0} is back in {1}.', task.title, statusWords(task.status)) });
}

function pressWhileHeld(board: Board, task: BoardTask, lifted: Lifted, key: string): boolean {
  if (key === 'Escape') {
    putBack(board);
    focusAgain(board, task);
  } else if (key === 'Enter' || key === ' ') {
    drop(board, task, lifted);
  } else {
    const next = nextHold(board, task, lifted, key);
    if (next === null) return false;
    const count = without(board.layout.through[next.to], task.id).length + 1;
    const spoken = l10n.t('{0}, {1} of {2}', statusWords(next.to), next.index + 1, count);
    board.change({ lifted: next, spoken });
    focusAgain(board, task);
  }
  return true;
}

function nextHold(board: Board, task: BoardTask, { to, index }: Lifted, key: string): Lifted | null {
  const last = (status: typeof to): number => without(board.layout.through[status], task.id).length;
  const inColumn = (wanted: number): Lifted => ({
    task: task.id,
    to,
    index: Math.max(0, Math.min(last(to), wanted)),
  });
  switch (key) {
    case 'ArrowUp':
      return inColumn(index - 1);
    case 'ArrowDown':
      return inColumn(index + 1);
    case 'Home':
      return inColumn(0);
    case 'End':
      return inColumn(last(to));
    case 'ArrowLeft':
    case 'ArrowRight': {
      const from = statuses.indexOf(to);
      const others = key === 'ArrowRight' ? statuses.slice(from + 1) : statuses.slice(0, from).toReversed();
      const target = others.find((status) => moveTo(task, status) !== null) ?? to;
      return { task: task.id, to: target, index: Math.min(index, last(target)) };
    }
    default:
      return null;
  }
}

function drop(board: Board, task: BoardTask, lifted: Lifted): void {
  const before = positionOf(board.layout.through, task.id);
  if (before?.status === lifted.to && before.index === lifted.index) putBack(board);
  else requestMove(board, task.id, placeOf(board.layout, lifted));
  if (board.model.form?.task !== task.id) focusAgain(board, task);
}

function focusAgain(board: Board, { id }: BoardTask): void {
  const position = positionOf(board.layout.shown, id);
  if (position !== null) board.focusAt(position);
}
