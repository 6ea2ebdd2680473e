import type { Connection } from 'vscode-languageserver';
import {
  CommentTaskMethod,
  CommentTaskParams,
  CreateTaskMethod,
  CreateTaskParams,
  ListTasksMethod,
  ListTasksParams,
  MoveTaskMethod,
  MoveTaskParams,
  RemoveTaskMethod,
  RemoveTaskParams,
  ShowTaskMethod,
  ShowTaskParams,
  UpdateTaskMethod,
  UpdateTaskParams,
} from '#schemas/protocol/tasks.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerTasks(connection: Connection, { log, tasks }: Services): void {
  onRequest(connection, log, ListTasksMethod, ListTasksParams, ({ folders }) => tasks.list(folders));
  onRequest(connection, log, ShowTaskMethod, ShowTaskParams, ({ task }) => tasks.show(task));
  onRequest(connection, log, CreateTaskMethod, CreateTaskParams, ({ project, task }) => tasks.create(project, task));
  onRequest(connection, log, UpdateTaskMethod, UpdateTaskParams, ({ task, change }) => tasks.update(task, change));
  onRequest(connection, log, MoveTaskMethod, MoveTaskParams, (params) => tasks.move(params));
  onRequest(connection, log, CommentTaskMethod, CommentTaskParams, ({ task, text }) => tasks.comment(task, text));
  onRequest(connection, log, RemoveTaskMethod, RemoveTaskParams, ({ task }) => {
    tasks.remove(task);
    return null;
  });
}
