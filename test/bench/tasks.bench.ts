/** 10,000 tasks: listing them, hearing of a change of one, and the rows of the tree that shows them. */
import '../helpers/vscode-stub/register.ts';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CommentTaskMethod,
  ListTasksMethod,
  ListTasksResult,
  TasksChangedMethod,
  TasksChangedParams,
  type TaskView,
} from '#schemas/protocol/tasks.ts';
import { changedRows, emptyTree, indexTree } from '../../client/ui/tree-index.ts';
import { projectAt } from '../../server/runs/project-at.ts';
import { openTaskStore, type WrittenTask } from '../../server/store/task-store.ts';
import { writtenTask } from '../helpers/tasks.ts';
import { withTempDir, writeTree } from '../helpers/temp.ts';
import { median, note, percentile, report } from './lib/figure.ts';
import { startServer } from './lib/started-server.ts';

const { createTaskRows } = await import('../../client/features/tasks/tree.ts');
const { everything } = await import('../../client/features/tasks/filter.ts');

const TASKS = 10_000;
const ROUNDS = 20;
const CHANGES = 60;
const STATUSES = ['backlog', 'ready', 'in_progress', 'in_review', 'blocked', 'done'] as const;
const PRIORITIES = ['low', 'medium', 'high', 'urgent'] as const;

await withTempDir(async (folder) => {
  await measureServer(folder);
});
measureRows();

async function measureServer(folder: string): Promise<void> {
  const root = path.join(folder, 'project');
  writeTree(root, { '.git/HEAD': '' });
  const home = path.join(folder, 'home');
  seed(home, projectAt(root).id);
  const server = await startServer(home);
  const { client } = server;
  try {
    const lists: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const startedAt = performance.now();
      const { tasks } = ListTasksResult.parse(await client.request(ListTasksMethod, { folders: [root] }));
      lists.push(performance.now() - startedAt);
      if (tasks.length !== TASKS) throw new Error(`${tasks.length} tasks were listed.`);
    }
    note(`the first list, which reads the file: ${lists[0]?.toFixed(0)} ms`);
    report({ name: 'tasks-list', value: median(lists), unit: 'ms', bound: 500 });
    const heard = await hearChanges(client);
    report({ name: 'tasks-change-heard', value: median(heard), unit: 'ms', bound: 100 });
    report({ name: 'tasks-change-heard-p95', value: percentile(heard, 0.95), unit: 'ms', bound: 200 });
  } finally {
    await server.stop();
  }
}

type Client = Awaited<ReturnType<typeof startServer>>['client'];

/** From the request that changes a task until the notification of it is there, at all moments of the server's pause. */
async function hearChanges(client: Client): Promise<number[]> {
  let told: (() => void) | null = null;
  let wanted = '';
  client.onNotification(TasksChangedMethod, (params) => {
    if (TasksChangedParams.parse(params).changed.some(({ id }) => id === wanted)) told?.();
  });
  const heard: number[] = [];
  for (let change = 0; change < CHANGES; change += 1) {
    await delay((change * 37) % 130);
    wanted = `t-${change}`;
    const arrived = new Promise<void>((resolve) => (told = resolve));
    const startedAt = performance.now();
    await Promise.all([client.request(CommentTaskMethod, { task: wanted, text: 'hello' }), arrived]);
    heard.push(performance.now() - startedAt);
  }
  return heard;
}

function measureRows(): void {
  const tasks = new Map(
    Array.from({ length: TASKS }, (_, n): [string, TaskView] => [`t-${n}`, writtenTask(`t-${n}`, varied(n))]),
  );
  const first: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const rows = createTaskRows();
    const before = process.cpuUsage();
    const shown = indexTree(rows(tasks, [], everything));
    changedRows(emptyTree, shown);
    first.push(cpuSince(before));
    const id = `t-${round}`;
    tasks.set(id, writtenTask(id, { ...varied(round), title: `Changed in round ${round}` }));
    const changedAt = process.cpuUsage();
    const changed = changedRows(shown, indexTree(rows(tasks, [], everything)));
    again.push(cpuSince(changedAt));
    if (changed.length !== 1) throw new Error(`${changed.length} rows are drawn for one change.`);
  }
  report({ name: 'tasks-rows-cpu', value: median(first), unit: 'ms', bound: 150 });
  report({ name: 'tasks-rows-change-cpu', value: median(again), unit: 'ms', bound: 30 });
}

/** Milliseconds of the processor, which a busy machine does not stretch. */
function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function varied(n: number) {
  return {
    title: `Task ${n} with a title of a usual length`,
    status: STATUSES[n % STATUSES.length] ?? 'ready',
    priority: PRIORITIES[n % PRIORITIES.length] ?? 'medium',
    tags: n % 3 === 0 ? ['ui', 'docs'] : [],
    dependsOn: n > 0 && n % 5 === 0 ? [`t-${n - 1}`] : [],
    rank: n,
  };
}

/** In one transaction; to write them down one by one would take longer than all that is measured. */
function seed(home: string, project: string): void {
  openTaskStore(home).close();
  const database = new DatabaseSync(path.join(home, 'tasks.db'));
  const insert = database.prepare('INSERT INTO task VALUES (?, ?, ?)');
  database.exec('BEGIN');
  for (let n = 0; n < TASKS; n += 1) {
    const { rank: _rank, ...fields } = varied(n);
    const id = `t-${n}`;
    const rest = { cameFrom: 'backlog', role: null, evidence: null, updatedAt: 0 } as const;
    insert.run(id, JSON.stringify({ ...fields, ...rest, id, project } satisfies WrittenTask), 'A description.');
  }
  database.exec('COMMIT');
  database.close();
}
