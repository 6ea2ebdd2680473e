import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { commentTask } from './commands/comment.ts';
import { editTask, setTaskPriority } from './commands/edit.ts';
import { clearTaskFilter, filterTasks } from './commands/filter.ts';
import { moveTask } from './commands/move.ts';
import { newTask } from './commands/new.ts';
import { openTask, showTaskInMonitor } from './commands/open.ts';
import { removeTask } from './commands/remove.ts';
import { publishTaskKeys } from './context-keys.ts';
import { provideTaskDocuments } from './documents.ts';
import { createFilterStore } from './filter-store.ts';
import { showFirstList } from './first-list.ts';
import { tasksManifest } from './manifest.ts';
import { createTaskTree, TASKS_VIEW } from './task-tree.ts';

/** What there is to do: the tasks of runs and those that people wrote down, and everything that can be done with them. */
export const tasks: Feature = (services) => {
  const filters = createFilterStore(services.context.workspaceState);
  return disposeAll(
    filters,
    registerCommands(services, tasksManifest, {
      'clutch.newTask': newTask,
      'clutch.openTask': openTask,
      'clutch.showTaskInMonitor': showTaskInMonitor,
      'clutch.moveTask': moveTask,
      'clutch.setTaskPriority': setTaskPriority,
      'clutch.editTask': editTask,
      'clutch.commentTask': commentTask,
      'clutch.removeTask': removeTask,
      'clutch.filterTasks': filterTasks(filters),
      'clutch.clearTaskFilter': clearTaskFilter(filters),
    }),
    createTaskTree(services, filters),
    showFirstList(TASKS_VIEW, services.tasks, services.link),
    publishTaskKeys(services.tasks),
    provideTaskDocuments(services),
  );
};
