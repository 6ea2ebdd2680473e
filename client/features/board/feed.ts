import { workspace } from 'vscode';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import type { BoardSurroundings, BoardTask, ToBoard } from '#schemas/webview/board.ts';
import type { Services } from '../../services.ts';
import type { Panel } from '../../ui/panels.ts';
import { throttle } from '../../ui/throttle.ts';
import { boardPieces, boardTask } from './pieces.ts';

const MESSAGE_MS = 100;

/**
 * Numbers and sends what a page has to know: everything in pieces, each when the page has drawn the one before, then what
 * changed, at most ten times a second. Before the page says that it is ready nothing listens, and a hidden page asks anew
 * when it is shown.
 */
export class BoardFeed {
  readonly #services: Pick<Services, 'link' | 'tasks'>;
  readonly #panel: Panel<ToBoard>;
  readonly #changed = new Map<string, TaskView>();
  readonly #removed = new Set<string>();
  readonly #later = throttle(MESSAGE_MS, () => this.flush());
  #listening = false;
  /** Pieces of the snapshot that are still to be sent. */
  #rest: readonly BoardTask[][] = [];
  #seq = 0;

  constructor(services: Pick<Services, 'link' | 'tasks'>, panel: Panel<ToBoard>) {
    this.#services = services;
    this.#panel = panel;
  }

  /** The page is drawn, or has missed a message: it is sent everything, and from now on what changes. */
  begin(): void {
    if (!this.#panel.visible) return;
    this.#listening = true;
    this.again();
  }

  /** Nothing is as it was: whoever listens is sent everything. */
  again(): void {
    if (!this.#listening) return;
    this.#forget();
    const { current } = this.#services.tasks;
    const [first = [], ...rest] = boardPieces(current?.values() ?? []);
    this.#rest = rest;
    const tasks = current && first;
    const around = surroundings(this.#services);
    this.#panel.post({ type: 'snapshot', seq: this.#count(), around, tasks, more: rest.length > 0 });
  }

  /** The page has drawn the message of that number. What was asked before everything was sent anew is over. */
  next(seq: number): void {
    const [tasks, ...rest] = this.#rest;
    if (seq !== this.#seq || tasks === undefined) return;
    this.#rest = rest;
    this.#panel.post({ type: 'more', seq: this.#count(), tasks, more: rest.length > 0 });
    // What came meanwhile, of the tasks or of the window.
    if (rest.length === 0) this.#later();
  }

  take(changed: readonly TaskView[], removed: readonly string[]): void {
    if (!this.#listening) return;
    for (const task of changed) {
      this.#changed.set(task.id, task);
      this.#removed.delete(task.id);
    }
    for (const id of removed) {
      this.#removed.add(id);
      this.#changed.delete(id);
    }
    this.#later();
  }

  /** Sends what was taken now, unless a snapshot is still on its way. */
  flush(): void {
    if (!this.#listening || this.#rest.length > 0) return;
    const changed = [...this.#changed.values()].map(boardTask);
    const removed = [...this.#removed];
    this.#forget();
    this.#panel.post({ type: 'delta', seq: this.#count(), around: surroundings(this.#services), changed, removed });
  }

  stop(): void {
    this.#listening = false;
    this.#rest = [];
    this.#forget();
  }

  dispose(): void {
    this.stop();
    this.#later.dispose();
  }

  #forget(): void {
    this.#changed.clear();
    this.#removed.clear();
  }

  #count(): number {
    this.#seq += 1;
    return this.#seq;
  }
}

function surroundings({ link, tasks }: Pick<Services, 'link' | 'tasks'>): BoardSurroundings {
  const { state, message } = link.status;
  // Connected, but not told anything yet: that there is no task is not known before the first list.
  const known = state !== 'ready' || tasks.current !== null;
  return {
    server: { state: known ? state : 'starting', message },
    trusted: workspace.isTrusted,
    folder: (workspace.workspaceFolders ?? []).length > 0,
    projects: tasks.projects.map(({ id, name }) => ({ id, name })),
    now: Date.now(),
  };
}
