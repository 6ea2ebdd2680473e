import { TaskPriority } from '#schemas/protocol/tasks.ts';
import type { BoardFilters, BoardTask } from '#schemas/webview/board.ts';
import { columnsFrom, type Columns } from './columns.ts';

export const noFilters: BoardFilters = {
  text: '',
  project: null,
  role: null,
  machine: null,
  priority: null,
  tag: null,
};

export const isFiltering = ({ text, ...chosen }: BoardFilters): boolean =>
  text.trim() !== '' || Object.values(chosen).some((value) => value !== null);

/** The tasks of each column that fit; the same column where nothing is filtered. */
export function filtered(columns: Columns, filters: BoardFilters): Columns {
  if (!isFiltering(filters)) return columns;
  const fits = matcher(filters);
  return columnsFrom((status) => columns[status].filter(fits));
}

/** Every word of the text has to be somewhere in what the card says. */
function matcher({ text, project, role, machine, priority, tag }: BoardFilters): (task: BoardTask) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (task) =>
    (project === null || task.project === project) &&
    (role === null || task.role === role) &&
    (machine === null || (task.machine ?? '') === machine) &&
    (priority === null || task.priority === priority) &&
    (tag === null || task.tags.includes(tag)) &&
    words.every((word) => haystack(task).includes(word));
}

const haystack = ({ title, tags, phase, workstream }: BoardTask): string =>
  `${title}\n${tags.join('\n')}\n${phase ?? ''}\n${workstream ?? ''}`.toLowerCase();

export interface FilterOptions {
  /** Ids. */
  readonly project: readonly string[];
  readonly role: readonly string[];
  readonly machine: readonly string[];
  readonly priority: readonly TaskPriority[];
  readonly tag: readonly string[];
}

/** More than this nobody looks through in a list; the search finds the others. */
const MAX_OPTIONS = 200;

/** What there is to choose from: what the tasks have, the commonest of it where it is too much for a list. */
export function filterOptions(tasks: Iterable<BoardTask>): FilterOptions {
  const counts = { project: counter(), role: counter(), machine: counter(), tag: counter() };
  for (const task of tasks) {
    counts.project.add(task.project);
    if (task.role !== null) counts.role.add(task.role);
    counts.machine.add(task.machine ?? '');
    for (const tag of task.tags) counts.tag.add(tag);
  }
  return {
    project: counts.project.commonest(),
    role: counts.role.commonest(),
    machine: counts.machine.commonest(),
    priority: TaskPriority.options.toReversed(),
    tag: counts.tag.commonest(),
  };
}

function counter() {
  const counts = new Map<string, number>();
  return {
    add: (value: string): void => void counts.set(value, (counts.get(value) ?? 0) + 1),
    commonest: (): readonly string[] =>
      [...counts]
        .sort((a, b) => b[1] - a[1])
        .slice(0, MAX_OPTIONS)
        .map(([value]) => value)
        .sort((a, b) => a.localeCompare(b)),
  };
}
