import type { TaskStatus } from '#schemas/protocol/tasks.ts';
import type { BoardMemory, BoardTask, FromBoard } from '#schemas/webview/board.ts';
import type { Place } from './columns.ts';
import { noFilters } from './filters.ts';
import type { Layout, Lifted, Position } from './layout.ts';
import { nothingTold, type Told } from './receive.ts';
import type { Viewport } from './visible-rows.ts';

export interface BoardModel extends Omit<BoardMemory, 'scroll'> {
  readonly told: Told;
  readonly lifted: Lifted | null;
  /** What the mouse drags, and over which gap of which column. */
  readonly dragged: {
    readonly task: string;
    readonly over: { readonly to: TaskStatus; readonly slot: number } | null;
  } | null;
  /** Moves that the server has not answered, by task. */
  readonly moving: ReadonlyMap<string, Place>;
  /** Why moves were refused, by task. */
  readonly refusals: ReadonlyMap<string, string>;
  /** The menu of a card, and where it is on the page, in pixels. */
  readonly menu: { readonly task: string; readonly left: number; readonly top: number } | null;
  /** What became of the draft: null, on its way, or why it was refused. */
  readonly creating: 'sent' | { readonly problem: string } | null;
  /** Whether the filters are unfolded where there is no room for them. */
  readonly unfolded: boolean;
  /** What a screen reader says. */
  readonly spoken: string;
}

export const emptyModel: BoardModel = {
  told: nothingTold,
  filters: noFilters,
  focus: null,
  form: null,
  draft: null,
  lifted: null,
  dragged: null,
  moving: new Map(),
  refusals: new Map(),
  menu: null,
  creating: null,
  unfolded: false,
  spoken: '',
};

/** The page, for all that draws it and acts on it. */
export interface Board {
  readonly model: BoardModel;
  readonly layout: Layout;
  /** The card that the keyboard is on, or would be on. */
  readonly active: BoardTask | null;
  /** Whether tasks can be moved and made now. */
  readonly steerable: boolean;
  /** By the host's clock, milliseconds since the epoch. */
  readonly now: number;
  /** Height of a card with the gap below it, in pixels. */
  readonly row: number;
  post(message: FromBoard): void;
  /** Changes the page, keeps what outlives it, and draws. */
  change(changes: Partial<BoardModel>): void;
  task(id: string): BoardTask | undefined;
  viewport(status: TaskStatus): Viewport;
  /** Moves the keyboard to the card at that position, and that card into sight. */
  focusAt(position: Position): void;
}
