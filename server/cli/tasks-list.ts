import { parseArgs } from 'node:util';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import { readyTasks } from '#schemas/tasks/ready.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { connect } from './connect.ts';
import type { CommandIo } from './io.ts';
import { table } from './table.ts';
import { listTasks, taskFolder } from './task-calls.ts';

const several = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean', default: false } as const;

/** `clutch tasks [list]`: those of this project that pass every filter; several values of one filter are alternatives. */
export async function listCommand(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      status: several,
      priority: several,
      role: several,
      tag: several,
      machine: several,
      project: { type: 'string' },
      all: flag,
      ready: flag,
      json: flag,
    },
  });
  const folder = values.all ? null : taskFolder(io.cwd, values.project);
  const link = await connect();
  try {
    const { projects, tasks } = await listTasks(link, folder);
    const queue = values.ready ? readyTasks(tasks) : tasks.toSorted((a, b) => a.rank - b.rank);
    const shown = queue.filter(
      (task) =>
        passes(values.status, [task.status]) &&
        passes(values.priority, [task.priority]) &&
        passes(values.role, [task.role ?? 'none']) &&
        passes(values.tag, task.tags) &&
        passes(values.machine, [task.machine ?? 'this']),
    );
    if (values.json) io.stdout.write(`${JSON.stringify({ projects, tasks: shown }, null, 2)}\n`);
    else if (shown.length === 0) io.stdout.write(tasks.length === 0 ? NONE : 'No task passes the filters.\n');
    else io.stdout.write(table([HEADER, ...shown.map(row)]));
    return 0;
  } finally {
    link.close();
  }
}

const NONE = 'There are no tasks. clutch tasks add <title…> writes one down; a run of a plan has its own.\n';

const passes = (wanted: readonly string[] | undefined, has: readonly string[]): boolean =>
  wanted === undefined || wanted.some((one) => has.includes(one));

const HEADER = ['id', 'status', 'priority', 'role', 'machine', 'waits for', 'changed', 'title'];

function row({ id, status, priority, role, machine, waitsFor, updatedAt, title }: TaskView): string[] {
  const waits = waitsFor.length === 0 ? '–' : String(waitsFor.length);
  return [id, status, priority, role ?? '–', machine ?? '–', waits, ageWords(updatedAt, Date.now()), title];
}
