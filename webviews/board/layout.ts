import type { TaskStatus } from '#schemas/protocol/tasks.ts';
import type { BoardFilters, BoardTask } from '#schemas/webview/board.ts';
import { beforeAt, columnsOf, statuses, withTaskAt, without, type Columns, type Place } from './columns.ts';
import { filtered, filterOptions, type FilterOptions } from './filters.ts';
import { lastAnswer } from './last-answer.ts';
import type { Tasks } from './receive.ts';

/** A card that the keyboard holds: the column it is over, and how many of the cards shown there stand above it. */
export interface Lifted {
  readonly task: string;
  readonly to: TaskStatus;
  readonly index: number;
}

export interface Layout {
  /** All tasks, those on their way already where they go. */
  readonly all: Columns;
  /** Those of them that the filters let through. */
  readonly through: Columns;
  /** What is drawn: the same with the card that the keyboard holds where it is held. */
  readonly shown: Columns;
  readonly count: number;
  readonly total: number;
  readonly options: FilterOptions;
}

export interface LayoutOf {
  readonly tasks: Tasks;
  readonly filters: BoardFilters;
  /** Tasks on their way, by id. */
  readonly moving: ReadonlyMap<string, Place>;
  readonly lifted: Lifted | null;
}

/** Computes the layout; what nothing was changed of is as it was. */
export function createLayout(): (of: LayoutOf) => Layout {
  const sorted = lastAnswer((tasks: Tasks) => columnsOf(tasks.values()));
  const options = lastAnswer((tasks: Tasks) => filterOptions(tasks.values()));
  const moved = lastAnswer((tasks: Tasks, moving: LayoutOf['moving']) =>
    [...moving].reduce((columns, [id, place]) => {
      const task = tasks.get(id);
      return task === undefined ? columns : withTaskAt(columns, task, place);
    }, sorted(tasks)),
  );
  const chosen = lastAnswer(filtered);
  return lastAnswerOf(({ tasks, filters, moving, lifted }) => {
    const all = moved(tasks, moving);
    const through = chosen(all, filters);
    const task = lifted && tasks.get(lifted.task);
    const shown = lifted && task ? withTaskAt(through, task, placeOf({ all, through }, lifted)) : through;
    const count = statuses.reduce((sum, status) => sum + shown[status].length, 0);
    return { all, through, shown, count, total: tasks.size, options: options(tasks) };
  });
}

/** Where a card that is held would be put. */
export function placeOf({ all, through }: Pick<Layout, 'all' | 'through'>, { task, to, index }: Lifted): Place {
  return { to, before: beforeAt(without(all[to], task), without(through[to], task), index) };
}

export interface Position {
  readonly status: TaskStatus;
  readonly index: number;
}

/** Where a card is among those that are shown. */
export function positionOf(columns: Columns, id: string): Position | null {
  for (const status of statuses) {
    const index = columns[status].findIndex((task) => task.id === id);
    if (index !== -1) return { status, index };
  }
  return null;
}

/** The card at that position or, where there is none, the nearest of its column, else the first of all. */
export function cardAt(columns: Columns, { status, index }: Position): BoardTask | null {
  const column = columns[status];
  const near = column[Math.min(index, column.length - 1)];
  return near ?? statuses.map((one) => columns[one][0]).find((task) => task !== undefined) ?? null;
}

function lastAnswerOf(compute: (of: LayoutOf) => Layout): (of: LayoutOf) => Layout {
  const answer = lastAnswer(
    (tasks: Tasks, filters: BoardFilters, moving: LayoutOf['moving'], lifted: Lifted | null): Layout =>
      compute({ tasks, filters, moving, lifted }),
  );
  return ({ tasks, filters, moving, lifted }) => answer(tasks, filters, moving, lifted);
}
