import { setImmediate as nextTurn } from 'node:timers/promises';
import { workspace } from 'vscode';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import type { BoardSurroundings, ToBoard } from '#schemas/webview/board.ts';
import type { Services } from '../../services.ts';
import type { Panel } from '../../ui/panels.ts';
import { throttle } from '../../ui/throttle.ts';
import { boardPieces, boardTask } from './pieces.ts';

const MESSAGE_MS = 100;

/**
 * Numbers and sends what a page has to know: everything in pieces, then what changed, at most ten times a second. Before
 * the page says that it is ready nothing listens, and a hidden page asks anew when it is shown.
 */
export class BoardFeed {
  readonly #services: Pick<Services, 'link' | 'tasks'>;
  readonly #panel: Panel<ToBoard>;
  readonly #changed = new Map<string, TaskView>();
  readonly #removed = new Set<string>();
  readonly #later = throttle(MESSAGE_MS, () => this.flush());
  #listening = false;
  #sending = false;
  #seq = 0;
  /** Counts up with every snapshot, so that one that was overtaken stops. */
  #turn = 0;

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
    this.#sending = true;
    void this.#send((this.#turn += 1));
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
    if (!this.#listening || this.#sending) return;
    const changed = [...this.#changed.values()].map(boardTask);
    const removed = [...this.#removed];
    this.#forget();
    this.#panel.post({ type: 'delta', seq: this.#next(), around: surroundings(this.#services), changed, removed });
  }

  stop(): void {
    this.#listening = false;
    this.#sending = false;
    this.#turn += 1;
    this.#forget();
  }

  dispose(): void {
    this.stop();
    this.#later.dispose();
  }

  async #send(turn: number): Promise<void> {
    const { current } = this.#services.tasks;
    const [first = [], ...rest] = boardPieces(current?.values() ?? []);
    const tasks = current === null ? null : first;
    const around = surroundings(this.#services);
    this.#panel.post({ type: 'snapshot', seq: this.#next(), around, tasks, more: rest.length > 0 });
    for (const [index, piece] of rest.entries()) {
      // Each becomes JSON here, and nothing else of the window should wait for all of it.
      await nextTurn();
      if (turn !== this.#turn) return;
      this.#panel.post({ type: 'more', seq: this.#next(), tasks: piece, more: index < rest.length - 1 });
    }
    this.#sending = false;
    if (this.#changed.size + this.#removed.size > 0) this.#later();
  }

  #forget(): void {
    this.#changed.clear();
    this.#removed.clear();
  }

  #next(): number {
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
