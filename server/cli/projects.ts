import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  AttachProjectMethod,
  DetachProjectMethod,
  ListProjectsMethod,
  ListProjectsResult,
  type ProjectStanding,
  RegisteredProject,
} from '#schemas/protocol/projects.ts';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { table } from './table.ts';

interface Options {
  readonly json: boolean;
  readonly name?: string | undefined;
  readonly artifacts?: string | undefined;
}

/** `clutch projects list|show|attach|detach`: which projects this machine takes part in. */
export async function runProjects(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      name: { type: 'string' },
      artifacts: { type: 'string' },
    },
  });
  const [verb = 'list', folder, ...rest] = positionals;
  if (rest.length > 0) throw new CliError(`too many arguments: ${printable(rest.join(' '))}`);
  const handlers = { list, show, attach, detach };
  if (!isVerb(verb)) throw new CliError(`there is no “${printable(verb)}”; list, show, attach, detach.`);
  const link = await connect();
  try {
    return await orRefuse(() => handlers[verb](link, path.resolve(io.cwd, folder ?? '.'), values, io));
  } finally {
    link.close();
  }
}

const isVerb = (verb: string): verb is 'list' | 'show' | 'attach' | 'detach' =>
  ['list', 'show', 'attach', 'detach'].includes(verb);

async function ask(link: ServerLink, folders: readonly string[]): Promise<ProjectStanding[]> {
  return ListProjectsResult.parse(await link.request(ListProjectsMethod, { folders })).projects;
}

async function list(link: ServerLink, _folder: string, { json }: Options, io: CommandIo): Promise<number> {
  const projects = await ask(link, []);
  if (json) io.stdout.write(`${JSON.stringify({ projects }, null, 2)}\n`);
  else if (projects.length === 0) io.stdout.write('No project is attached. clutch projects attach [FOLDER] does it.\n');
  else io.stdout.write(table(projects.map((one) => [one.name, one.state, one.role, warned(one), one.root])));
  return 0;
}

const warned = ({ warnings }: ProjectStanding): string =>
  warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`;

async function show(link: ServerLink, folder: string, { json }: Options, io: CommandIo): Promise<number> {
  const [project] = await ask(link, [folder]);
  if (project === undefined) throw new CliError(`${folder} holds no plan. \`clutch init\` writes one.`);
  io.stdout.write(json ? `${JSON.stringify(project, null, 2)}\n` : describe(project));
  return 0;
}

function describe({ name, root, state, since, role, roleSource, artifacts, warnings }: ProjectStanding): string {
  const when = since === null ? '' : ` since ${new Date(since).toISOString()}`;
  const lines = [
    `${name}  ${root}`,
    `  ${state}${when}`,
    `  this machine is ${role} (${roleSource})`,
    `  artifacts: ${artifacts ?? 'nowhere; clutch setup names a folder for them'}`,
    ...warnings.map(({ text }) => `  ! ${text}`),
  ];
  return `${printable(lines.join('\n'))}\n`;
}

async function attach(link: ServerLink, folder: string, { name, artifacts, json }: Options, io: CommandIo) {
  const params = {
    folder,
    ...(name === undefined ? {} : { name }),
    ...(artifacts === undefined ? {} : { artifacts: path.resolve(io.cwd, artifacts) }),
  };
  const project = RegisteredProject.parse(await link.request(AttachProjectMethod, params));
  io.stdout.write(json ? `${JSON.stringify(project, null, 2)}\n` : `${printable(project.name)} is attached.\n`);
  return 0;
}

async function detach(link: ServerLink, folder: string, { json }: Options, io: CommandIo): Promise<number> {
  const project = RegisteredProject.parse(await link.request(DetachProjectMethod, { folder }));
  const words = `${printable(project.name)} is detached. Its runs and its repository stay as they are.\n`;
  io.stdout.write(json ? `${JSON.stringify(project, null, 2)}\n` : words);
  return 0;
}
