import * as l10n from '@vscode/l10n';
import type { BoardForm } from '#schemas/webview/board.ts';
import { moveTo, type Place } from './columns.ts';
import { statusWords } from './looks.ts';
import type { Board } from './model.ts';

/** Moves a task, or opens the field for the reason that the move needs. */
export function requestMove(board: Board, id: string, { to, before }: Place): void {
  const task = board.task(id);
  const move = task && board.steerable && !board.model.moving.has(id) ? moveTo(task, to) : null;
  const over = { lifted: null, dragged: null, menu: null };
  if (task === undefined || move === null) {
    board.change({ ...over, spoken: l10n.t('It cannot be moved there.') });
  } else if (move.needs === 'reason') {
    const text = board.model.form?.task === id ? board.model.form.text : '';
    board.change({ ...over, focus: id, form: { task: id, to, before, text, tried: false } });
    document.querySelector<HTMLTextAreaElement>('.reason textarea')?.focus();
  } else {
    board.change({ ...over, focus: id });
    send(board, id, { to, before }, null);
  }
}

/** Sends the move with its reason; without words nothing is sent, and what is missing is said. */
export function submitReason(board: Board, form: BoardForm): void {
  const reason = form.text.trim();
  if (reason === '') {
    board.change({ form: { ...form, tried: true } });
    return;
  }
  board.change({ form: null });
  send(board, form.task, form, reason);
}

function send(board: Board, id: string, { to, before }: Place, reason: string | null): void {
  const { moving, refusals } = board.model;
  board.post({ type: 'move', task: id, to, reason, before });
  board.change({
    moving: new Map([...moving, [id, { to, before }]]),
    refusals: new Map([...refusals].filter(([task]) => task !== id)),
    spoken: l10n.t('Moving to {0}…', statusWords(to)),
  });
}

/** The server has moved the task, or has refused and says why; then the card is back where it was. */
export function moveEnded(board: Board, id: string, problem: string | null): void {
  const { moving, refusals } = board.model;
  const task = board.task(id);
  board.change({
    moving: new Map([...moving].filter(([one]) => one !== id)),
    refusals: problem === null ? refusals : new Map([...refusals, [id, problem]]),
    spoken: problem === null && task ? l10n.t('{0} is now in {1}.', task.title, statusWords(task.status)) : '',
  });
}

export function dismissRefusal(board: Board, id: string): void {
  board.change({ refusals: new Map([...board.model.refusals].filter(([one]) => one !== id)) });
}
