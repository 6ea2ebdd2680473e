import { TaskStatus } from '#schemas/protocol/tasks.ts';
import type { Viewport } from './visible-rows.ts';

type Tops = Partial<Record<TaskStatus, number>>;

/** How far each column is scrolled and how much of it is seen: as the browser says it, and as the person left it. */
export class Scrolling {
  readonly #root: HTMLElement;
  readonly #onChange: (status: TaskStatus) => void;
  readonly #viewports = new Map<TaskStatus, Viewport>();
  /** Where columns are to be scrolled to as soon as they are high enough. */
  readonly #wanted: Map<TaskStatus, number>;
  readonly #watched = new WeakSet<Element>();
  readonly #sizes: ResizeObserver;
  readonly #due = new Set<TaskStatus>();

  /** `onChange` is called at most once a frame for a column. */
  constructor(root: HTMLElement, left: Tops, onChange: (status: TaskStatus) => void) {
    this.#root = root;
    this.#onChange = onChange;
    this.#wanted = new Map(TaskStatus.options.flatMap((status) => (left[status] ? [[status, left[status]]] : [])));
    this.#sizes = new ResizeObserver((entries) => {
      for (const { target } of entries) this.#lookSoon(statusOf(target));
    });
    root.addEventListener('scroll', ({ target }) => this.#scrolled(statusOf(target)), { capture: true, passive: true });
  }

  viewport(status: TaskStatus): Viewport {
    return this.#viewports.get(status) ?? { top: 0, height: window.innerHeight };
  }

  scrollTo(status: TaskStatus, top: number): void {
    const scroller = this.#scroller(status);
    if (scroller === null || scroller.scrollTop === top) return;
    scroller.scrollTop = top;
    this.#look(status, scroller);
  }

  /**
   * The columns as they are now drawn. Scrolls those to where they were left that are high enough by now, or with all
   * their cards never will be.
   */
  drawn(complete: boolean): void {
    for (const scroller of this.#root.querySelectorAll('.scroller')) {
      if (this.#watched.has(scroller)) continue;
      this.#watched.add(scroller);
      this.#sizes.observe(scroller);
    }
    for (const [status, top] of this.#wanted) {
      const scroller = this.#scroller(status);
      if (scroller === null || !(complete || scroller.scrollHeight >= top + scroller.clientHeight)) continue;
      this.#wanted.delete(status);
      scroller.scrollTop = top;
    }
  }

  /** To be kept: how far each column is scrolled, or is to be. */
  tops(): Tops {
    const top = (status: TaskStatus): number => this.#wanted.get(status) ?? this.#viewports.get(status)?.top ?? 0;
    return Object.fromEntries(TaskStatus.options.map((status) => [status, top(status)]));
  }

  #scrolled(status: TaskStatus | undefined): void {
    // Who scrolls now does not want to be taken back to where they were before.
    if (status !== undefined) this.#wanted.delete(status);
    this.#lookSoon(status);
  }

  #lookSoon(status: TaskStatus | undefined): void {
    if (status === undefined) return;
    if (this.#due.size === 0) requestAnimationFrame(() => this.#lookNow());
    this.#due.add(status);
  }

  #lookNow(): void {
    const statuses = [...this.#due];
    this.#due.clear();
    for (const status of statuses) {
      const scroller = this.#scroller(status);
      if (scroller !== null) this.#look(status, scroller);
      this.#onChange(status);
    }
  }

  #look(status: TaskStatus, { scrollTop, clientHeight }: Element): void {
    this.#viewports.set(status, { top: scrollTop, height: clientHeight });
  }

  #scroller(status: TaskStatus): Element | null {
    return this.#root.querySelector(`.scroller[data-status="${status}"]`);
  }
}

/** Undefined for what is no column and may be scrolled as well. */
const statusOf = (target: EventTarget | null): TaskStatus | undefined =>
  target instanceof HTMLElement ? TaskStatus.safeParse(target.dataset['status']).data : undefined;
