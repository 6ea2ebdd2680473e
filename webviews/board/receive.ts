import type { BoardSurroundings, BoardTask, ToBoard } from '#schemas/webview/board.ts';

export type Tasks = ReadonlyMap<string, BoardTask>;

/** What the host has told so far. */
export interface Told {
  readonly seq: number;
  /** Null until the host's first message. */
  readonly around: BoardSurroundings | null;
  /** Null while the server has told nothing. */
  readonly tasks: Tasks | null;
  /** False while more of them come. */
  readonly complete: boolean;
  /** What has come of a new list while an earlier one is still shown. */
  readonly arriving: Tasks | null;
}

export const nothingTold: Told = { seq: 0, around: null, tasks: null, complete: false, arriving: null };

export type Telling = Extract<ToBoard, { readonly seq: number }>;

/** What is known after the message, or null where one was missed and everything is needed again. */
export function receive(told: Told, message: Telling): Told | null {
  const { seq } = message;
  if (message.type === 'snapshot') {
    const { around, tasks, more } = message;
    const came = tasks && withTasks(new Map(), tasks);
    // A list that is shown stays until the new one is there, or it would shrink and grow under the person's eyes.
    return more && told.tasks !== null
      ? { ...told, seq, around, arriving: came }
      : { seq, around, tasks: came, complete: tasks !== null && !more, arriving: null };
  }
  if (seq !== told.seq + 1) return null;
  if (message.type === 'delta' && message.changed.length + message.removed.length === 0) {
    return { ...told, seq, around: message.around };
  }
  if (told.tasks === null) return null;
  if (message.type === 'more') {
    const came = withTasks(told.arriving ?? told.tasks, message.tasks);
    if (message.more && told.arriving !== null) return { ...told, seq, arriving: came };
    return { ...told, seq, tasks: came, complete: !message.more, arriving: null };
  }
  const tasks = withTasks(told.tasks, message.changed);
  for (const id of message.removed) tasks.delete(id);
  return { ...told, seq, around: message.around, tasks };
}

function withTasks(tasks: Tasks, added: readonly BoardTask[]): Map<string, BoardTask> {
  const all = new Map(tasks);
  for (const task of added) all.set(task.id, task);
  return all;
}
