/**
 * Owns what the page shows: draws it anew with every change, keeps through a reload what a person would miss, and sees to
 * it that the keyboard is always on a card that is there.
 * Does not own: what is done with it. The parts of the page ask for changes (see `Board`).
 */
import { render } from 'lit/html.js';
import type { TaskStatus } from '#schemas/protocol/tasks.ts';
import type { BoardMemory, BoardTask, FromBoard, ToBoard } from '#schemas/webview/board.ts';
import type { Host } from '../kit/index.ts';
import { createEnded } from './draft.ts';
import { cardAt, createLayout, positionOf, type Layout, type Position } from './layout.ts';
import { listenToCards } from './listen.ts';
import { emptyModel, type Board, type BoardModel } from './model.ts';
import { moveEnded } from './moves.ts';
import { receive, type Tasks, type Telling } from './receive.ts';
import { Scrolling } from './scrolling.ts';
import { boardView } from './view.ts';
import { topToShow, visibleRows, type Viewport } from './visible-rows.ts';

/** How long a column rests before its place is kept: keeping is a message to the window. */
const REST_MS = 200;
/** How often the ages on the cards are looked at. */
const AGE_MS = 10_000;
/** Height of a card with the gap below it, by the size of its letters. */
const ROW_EM = 9.5;

const noTasks: Tasks = new Map();

/** When what is drawn now is on the screen. */
const afterPaint = (act: () => void): number => requestAnimationFrame(() => setTimeout(act));

export class BoardPage implements Board {
  readonly row: number;
  readonly #root: HTMLElement;
  readonly #host: Host<FromBoard, BoardMemory>;
  readonly #scrolling: Scrolling;
  readonly #layoutOf = createLayout();
  #model: BoardModel;
  #layout: Layout;
  #active: BoardTask | null = null;
  /** Where the card of the keyboard was last drawn: who loses it goes on beside it. */
  #place: Position = { status: 'backlog', index: 0 };
  #isDrawing = false;
  /** This page's clock minus the host's, in milliseconds. */
  #skew = 0;
  /** Whether the keyboard was on a card before the page was torn down, and is not yet again. */
  #focusIsDue: boolean;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, host: Host<FromBoard, BoardMemory>) {
    const { scroll, ...recalled } = host.recall() ?? { scroll: {} };
    this.#root = root;
    this.#host = host;
    this.#model = { ...emptyModel, ...recalled };
    this.#layout = this.#layoutOf({ ...this.#model, tasks: noTasks });
    this.#focusIsDue = this.#model.focus !== null;
    this.#scrolling = new Scrolling(root, scroll, (status) => this.#scrolled(status));
    this.row = Math.round(Number.parseFloat(getComputedStyle(document.body).fontSize) * ROW_EM);
    root.style.setProperty('--row', `${this.row}px`);
    listenToCards(root, this, () => this.#isDrawing);
    setInterval(() => document.hidden || this.#draw(), AGE_MS);
    this.#draw();
  }

  get model(): BoardModel {
    return this.#model;
  }

  get layout(): Layout {
    return this.#layout;
  }

  get active(): BoardTask | null {
    return this.#active;
  }

  get steerable(): boolean {
    const { around, tasks } = this.#model.told;
    return tasks !== null && around?.trusted === true && around.server.state === 'ready';
  }

  get now(): number {
    return Date.now() - this.#skew;
  }

  post(message: FromBoard): void {
    this.#host.post(message);
  }

  task(id: string): BoardTask | undefined {
    return this.#model.told.tasks?.get(id);
  }

  viewport(status: TaskStatus): Viewport {
    return this.#scrolling.viewport(status);
  }

  hear(message: ToBoard): void {
    if (message.type === 'moved') moveEnded(this, message.task, message.problem);
    else if (message.type === 'created') createEnded(this, message.problem);
    else this.#hearNumbered(message);
  }

  change(changes: Partial<BoardModel>): void {
    const { filters, focus, form, draft } = this.#model;
    const next = { ...this.#model, ...changes };
    this.#model = next;
    if (filters !== next.filters || focus !== next.focus || form !== next.form || draft !== next.draft) this.#keep();
    this.#draw();
  }

  focusAt({ status, index }: Position): void {
    const task = this.#layout.shown[status][index];
    if (task === undefined) return;
    this.#scrolling.scrollTo(status, topToShow(index, this.row, this.viewport(status)));
    this.change({ focus: task.id });
    this.#focus();
    this.#card()?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #hearNumbered(message: Telling): void {
    const told = receive(this.#model.told, message);
    if (told === null) {
      this.post({ type: 'ready' });
      return;
    }
    if ('around' in message) this.#skew = Date.now() - message.around.now;
    const isThere = <About extends { readonly task: string }>(about: About | null): About | null =>
      about !== null && told.tasks?.has(about.task) ? about : null;
    const { lifted, dragged, menu, form } = this.#model;
    this.change({
      told,
      lifted: isThere(lifted),
      dragged: isThere(dragged),
      menu: isThere(menu),
      // Its task may be among those that have not come yet.
      form: told.complete ? isThere(form) : form,
    });
    // Taking in more would keep the person waiting for the cards that there are.
    if ('more' in message && message.more) afterPaint(() => this.post({ type: 'next', seq: message.seq }));
    if (!this.#focusIsDue || !told.complete) return;
    this.#focusIsDue = false;
    // Only where the page has the keyboard already: a panel that comes back takes it from nobody.
    if (document.hasFocus() && document.activeElement === document.body) this.#focus();
  }

  #draw(): void {
    this.#layout = this.#layoutOf({ ...this.#model, tasks: this.#model.told.tasks ?? noTasks });
    const { focus, told } = this.#model;
    const { shown } = this.#layout;
    this.#place = (focus === null ? null : positionOf(shown, focus)) ?? this.#place;
    this.#active = cardAt(shown, this.#place);
    const wasOnCard = document.activeElement?.closest('.card') ?? null;
    this.#isDrawing = true;
    render(boardView(this), this.#root);
    this.#isDrawing = false;
    this.#scrolling.drawn(told.complete);
    // What had the keyboard is gone: its card was drawn anew in another column, or a button in it has done its work.
    if (wasOnCard !== null && (document.activeElement ?? document.body) === document.body) this.#focus();
  }

  #card(): HTMLElement | null {
    const id = this.#active?.id;
    return id === undefined ? null : this.#root.querySelector<HTMLElement>(`[data-task="${CSS.escape(id)}"]`);
  }

  #focus(): void {
    this.#card()?.focus({ preventScroll: true });
  }

  #scrolled(status: TaskStatus): void {
    const { length } = this.#layout.shown[status];
    const { start, end } = visibleRows(this.viewport(status), this.row, length);
    const list = this.#root.querySelector<HTMLElement>(`.scroller[data-status="${status}"] > .cards`);
    if (list?.dataset['rows'] !== `${start}-${end}`) this.#draw();
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#keep(), REST_MS);
  }

  #keep(): void {
    const { filters, focus, form, draft } = this.#model;
    this.#host.remember({ filters, focus, form, draft, scroll: this.#scrolling.tops() });
  }
}
