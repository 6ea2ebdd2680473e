import { commands, l10n, type Disposable } from 'vscode';
import type { TaskStatus, TaskView } from '#schemas/protocol/tasks.ts';
import type { Services } from '../../services.ts';
import { createTree } from '../../ui/tree-view.ts';
import type { NodeTarget } from '../../ui/tree-node.ts';
import { filterWords } from './filter.ts';
import type { FilterStore } from './filter-store.ts';
import { createTaskRows } from './tree.ts';

export const TASKS_VIEW = 'clutch.tasks';

/** Together with the server's 100 ms a person sees a change before 200 ms are over. */
const REDRAW_MS = 90;

/** All tasks of the window's projects, by status. */
export function createTaskTree({ tasks, link }: Services, filters: FilterStore): Disposable {
  const rows = createTaskRows();
  const statusOf = (id: string): TaskStatus | undefined => tasks.current?.get(id)?.status;
  return createTree({
    view: TASKS_VIEW,
    source: tasks,
    rows: (current) => rows(current, tasks.projects, filters.current),
    alsoOn: (listener) => {
      const both = [filters.onChanged(() => listener()), link.onStatus(() => listener())];
      return { dispose: () => both.forEach((one) => one.dispose()) };
    },
    redrawMs: REDRAW_MS,
    heading: (current) => ({
      description: filterWords(filters.current),
      message: headingOf(current, link.status.state === 'ready'),
    }),
    drag: {
      canDrag: ({ kind }) => kind === 'task',
      drop: (dragged, onto) => dropTasks(dragged, onto, statusOf),
    },
    onTicked: (target, ticked) => tickTask(tasks.current, target, ticked),
  });
}

/** Nothing where all is well. */
const headingOf = (current: ReadonlyMap<string, TaskView>, isReady: boolean): string =>
  isReady || current.size === 0 ? '' : l10n.t('The CLUTCH server cannot be reached: this is how things were.');

/** On a task: before it, in its column. On a column: at its end. */
export async function dropTasks(
  dragged: readonly NodeTarget[],
  onto: NodeTarget | undefined,
  statusOf: (id: string) => TaskStatus | undefined,
): Promise<void> {
  const before = onto?.kind === 'task' ? onto.task : null;
  const to = onto?.kind === 'column' ? onto.status : before === null ? undefined : statusOf(before);
  if (to === undefined) return;
  for (const target of dragged) {
    if (target.kind === 'task' && target.task !== before) {
      await commands.executeCommand('clutch.moveTask', { target, to, before });
    }
  }
}

/** A tick says that it is done; without it the task is back where it came from. */
export async function tickTask(
  tasks: ReadonlyMap<string, TaskView> | null,
  target: NodeTarget,
  ticked: boolean,
): Promise<void> {
  const task = target.kind === 'task' ? tasks?.get(target.task) : undefined;
  const to = ticked ? 'done' : task?.moves[0]?.to;
  if (to !== undefined) await commands.executeCommand('clutch.moveTask', { target, to });
}
