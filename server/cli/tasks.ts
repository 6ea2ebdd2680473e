import { parseArgs } from 'node:util';
import {
  CommentTaskMethod,
  CreateTaskMethod,
  CreateTaskParams,
  MoveTaskMethod,
  MoveTaskParams,
  RemoveTaskMethod,
  ShowTaskMethod,
  TaskDetail,
  type TaskView,
  UpdateTaskMethod,
  UpdateTaskParams,
} from '#schemas/protocol/tasks.ts';
import * as z from 'zod';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { askTask, taskFolder, taskNamed } from './task-calls.ts';
import { listCommand } from './tasks-list.ts';

const flag = { type: 'boolean', default: false } as const;
const text = { type: 'string' } as const;
const several = { type: 'string', multiple: true } as const;
/** What `add` and `edit` say of a task besides its title. */
const fields = { description: text, priority: text, role: text, tag: several, 'waits-for': several } as const;

/** `clutch tasks`: what there is to do in this project, and the verbs that change it. */
export async function runTasks([verb = 'list', ...rest]: string[], io: CommandIo): Promise<number> {
  switch (verb) {
    case 'add':
      return await add(rest, io);
    case 'move':
      return await move(rest, io);
    case 'comment':
      return await comment(rest, io);
    case 'edit':
      return await edit(rest, io);
    case 'show':
      return await show(rest, io);
    case 'remove':
      return await remove(rest, io);
    default:
      if (verb !== 'list' && !verb.startsWith('-')) {
        throw new CliError(`knows list, add, move, comment, show, edit and remove; not “${printable(verb)}”.`);
      }
      return await listCommand(verb === 'list' ? rest : [verb, ...rest], io);
  }
}

async function add(args: string[], io: CommandIo): Promise<number> {
  const options = { ...fields, status: text, project: text, json: flag };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const project = taskFolder(io.cwd, values.project);
  if (project === null) {
    throw new CliError(`${io.cwd} is in no project. Go into one, or name it with --project.`);
  }
  const { description, priority, role, status } = values;
  const task = {
    title: positionals.join(' '),
    ...given({ description, priority, role, status, tags: values.tag, dependsOn: values['waits-for'] }),
  };
  const params = checked(CreateTaskParams, { project, task });
  return await withLink((link) => answer(io, values.json, 'Written down', askTask(link, CreateTaskMethod, params)));
}

async function move(args: string[], io: CommandIo): Promise<number> {
  const options = { reason: text, before: text, json: flag };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [word, to, ...more] = positionals;
  if (word === undefined || to === undefined || more.length > 0) {
    throw new CliError(
      'move needs exactly a task and a status: backlog, ready, in_progress, in_review, blocked, done.',
    );
  }
  return await withLink(async (link) => {
    const task = await taskNamed(link, word);
    const before = values.before === undefined ? null : (await taskNamed(link, values.before)).id;
    const params = checked(MoveTaskParams, { task: task.id, to, reason: values.reason ?? null, before });
    return await answer(io, values.json, 'Moved', askTask(link, MoveTaskMethod, params));
  });
}

async function comment(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: flag } });
  const [word, ...words] = positionals;
  if (word === undefined || words.length === 0) throw new CliError('comment needs a task and words.');
  return await withLink(async (link) => {
    const params = { task: (await taskNamed(link, word)).id, text: words.join(' ') };
    return await answer(io, values.json, 'Said', askTask(link, CommentTaskMethod, params));
  });
}

async function edit(args: string[], io: CommandIo): Promise<number> {
  const options = { ...fields, title: text, json: flag };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [word, ...more] = positionals;
  if (word === undefined || more.length > 0)
    throw new CliError('edit needs exactly a task, and options that say what.');
  return await withLink(async (link) => {
    const { title, description, priority, role } = values;
    const change = given({
      title,
      description,
      priority,
      role: role === 'none' ? null : role,
      tags: withoutNone(values.tag),
      dependsOn: withoutNone(values['waits-for']),
    });
    const params = checked(UpdateTaskParams, { task: (await taskNamed(link, word)).id, change });
    return await answer(io, values.json, 'Changed', askTask(link, UpdateTaskMethod, params));
  });
}

async function show(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: flag } });
  const [word = ''] = positionals;
  return await withLink(async (link) => {
    const { id } = await taskNamed(link, word);
    const detail = TaskDetail.parse(await orRefuse(() => link.request(ShowTaskMethod, { task: id })));
    io.stdout.write(values.json ? `${JSON.stringify(detail, null, 2)}\n` : printable(describe(detail)));
    return 0;
  });
}

async function remove(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { yes: flag } });
  const [word = ''] = positionals;
  return await withLink(async (link) => {
    const task = await taskNamed(link, word);
    const said = values.yes ? 'y' : await io.ask?.(`Remove “${printable(task.title)}” with its history? [y/N] `);
    if (said === undefined) throw new CliError('remove asks first; without a terminal, give --yes.');
    if (!/^y(es)?$/i.test(said.trim())) return 1;
    await orRefuse(() => link.request(RemoveTaskMethod, { task: task.id }));
    io.stdout.write(printable(`Removed “${task.title}”.\n`));
    return 0;
  });
}

async function withLink(work: (link: ServerLink) => Promise<number>): Promise<number> {
  const link = await connect();
  try {
    return await work(link);
  } finally {
    link.close();
  }
}

async function answer(io: CommandIo, json: boolean, done: string, asked: Promise<TaskView>): Promise<number> {
  const task = await asked;
  const line = `${done}: ${task.id}  ${task.status}  ${task.title}\n`;
  io.stdout.write(json ? `${JSON.stringify(task, null, 2)}\n` : printable(line));
  return 0;
}

/** What the server would refuse is refused here, in the words of the options. */
function checked<S extends z.ZodType>(schema: S, params: unknown): z.infer<S> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`${String(issue?.path.at(-1) ?? 'the task')} is not possible: ${issue?.message ?? 'invalid'}.`);
}

const given = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** `--tag none` takes all of them away. */
const withoutNone = (words: readonly string[] | undefined): readonly string[] | undefined =>
  words?.filter((word) => word !== 'none');

function describe({ task, description, history }: TaskDetail): string {
  const { id, title, status, priority, role, tags, dependsOn, waitsFor, evidence, machine, moves } = task;
  const possible = moves.map(({ to, verb }) => (verb === null ? to : `${to} (${verb})`)).join(', ');
  return [
    title,
    `  ${id}, ${status}, priority ${priority}${role === null ? '' : `, ${role}`}${machine === null ? '' : `, on ${machine}`}`,
    ...(tags.length === 0 ? [] : [`  tags: ${tags.join(', ')}`]),
    ...(dependsOn.length === 0 ? [] : [`  depends on: ${dependsOn.join(', ')} (${waitsFor.length} not done)`]),
    ...(evidence === null ? [] : [`  evidence: ${evidence.text}, ${new Date(evidence.at).toISOString()}`]),
    `  can go to: ${possible || 'nowhere; its status follows from the run'}`,
    ...(description === '' ? [] : ['', description]),
    ...(history.length === 0 ? [] : ['']),
    ...history.map(({ at, by, kind, text: words }) => `${new Date(at).toISOString()}  ${by}  ${kind}: ${words}`),
    '',
  ].join('\n');
}
