import path from 'node:path';
import { parseArgs } from 'node:util';
import { ShowPromptMethod, ShownPrompt, type ListedPrompt, type ShowPromptParams } from '#schemas/protocol/prompts.ts';
import { PromptName } from '#schemas/prompt-name.ts';
import { PROMPT_ALIASES } from '#schemas/prompts.ts';
import { nearestName } from '../language/nearest-name.ts';
import { editPrompt } from '../runs/prompts/edit-prompt.ts';
import { listPrompts } from '../runs/prompts/list-prompts.ts';
import { checkOverrides } from '../runs/prompts/project-prompts.ts';
import { showPrompt } from '../runs/prompts/show-prompt.ts';
import { resolveProject } from '../runs/resolve-target.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';

type Verb = (args: string[], io: CommandIo) => number | Promise<number>;

/** `clutch prompt`: what agents are told, before it is sent and after. Only `show --run` asks the server. */
export async function runPrompt([verb = '', ...args]: string[], io: CommandIo): Promise<number> {
  const verbs: Readonly<Record<string, Verb>> = { list, show, edit, check };
  const chosen = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!chosen) throw new CliError(`takes ${Object.keys(verbs).join(', ')}; “${printable(verb)}” is none of them.`);
  return orRefuse(() => chosen(args, io));
}

function list(args: string[], io: CommandIo): number {
  const options = { json: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const prompts = listPrompts(projectOf(positionals, io));
  const text = values.json ? JSON.stringify(prompts, null, 2) : table(prompts.map(describe)).map(printable).join('\n');
  io.stdout.write(`${text}\n`);
  return 0;
}

/** `executor@2 (a1b2c3)`, `bundled`, `Implements one workstream …` */
function describe({ name, aliases, version, source, description, problem }: ListedPrompt): [string, string, string] {
  const also = aliases.length === 0 ? '' : ` Also: ${aliases.join(', ')}.`;
  return [version === null ? name : nameAndVersion(name, version), source, problem ?? `${description}${also}`];
}

function table(rows: readonly (readonly [string, string, string])[]): string[] {
  const widthOf = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length)) + 2;
  const [first, second] = [widthOf(0), widthOf(1)];
  return rows.map(([name, source, words]) => `${name.padEnd(first)}${source.padEnd(second)}${words}`);
}

function nameAndVersion(name: string, version: string): string {
  const [number = '', hash = ''] = version.split(' ');
  return `${name}@${number} (${hash})`;
}

async function show(args: string[], io: CommandIo): Promise<number> {
  const text = { type: 'string' } as const;
  const options = { phase: text, workstream: text, run: text, json: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [written, target, ...more] = positionals;
  if (written === undefined) throw new CliError(`show needs a role: ${PromptName.options.join(', ')}.`);
  tooMany(more);
  const { phase = null, workstream = null, run = null } = values;
  // Whoever names a phase means the plan of the project.
  const planned = target !== undefined || phase !== null || workstream !== null;
  const where = { target: path.resolve(io.cwd, target ?? '.'), planned, phase, workstream, run };
  const shown = await look({ prompt: promptNamed(written), ...where });
  io.stdout.write(values.json ? `${JSON.stringify(shown, null, 2)}\n` : `${printable(shown.text)}\n`);
  if (!values.json) io.stderr.write(`${printable(whatItIs(shown))}\n`);
  return 0;
}

async function look(params: ShowPromptParams): Promise<ShownPrompt> {
  if (params.run === null) return showPrompt(params, null);
  const link = await connect();
  try {
    return ShownPrompt.parse(await link.request(ShowPromptMethod, params));
  } finally {
    link.close();
  }
}

/** Behind the text, on standard error, so that standard output is what an agent is told and nothing else. */
function whatItIs({ template, version, source, kind, session }: ShownPrompt): string {
  const how = { sent: 'as it was sent to', ahead: 'as it would be sent to', sample: 'with sample values' }[kind];
  const parts = [nameAndVersion(template, version), ...(source === null ? [] : [source]), `${how} ${session ?? ''}`];
  return `— ${parts.join(', ').trim()}`;
}

function edit(args: string[], io: CommandIo): number {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const [written, ...rest] = positionals;
  if (written === undefined) throw new CliError(`edit needs a role: ${PromptName.options.join(', ')}.`);
  const { path: file, created } = editPrompt(projectOf(rest, io), promptNamed(written));
  if (!created) io.stderr.write('It is there already and stays as it is.\n');
  io.stdout.write(`${file}\n`);
  return 0;
}

function check(args: string[], io: CommandIo): number {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const { good, problems } = checkOverrides(projectOf(positionals, io));
  for (const { path: file, line, message } of problems) {
    io.stdout.write(`${printable(`${file}${line === null ? '' : `:${line}`}: ${message}`)}\n`);
  }
  if (problems.length > 0) return 1;
  const what = good.length === 0 ? 'This project words no prompt itself' : `Can be used: ${good.join(', ')}`;
  io.stdout.write(`${what}.\n`);
  return 0;
}

function projectOf([target, ...more]: readonly string[], { cwd }: CommandIo): string {
  tooMany(more);
  return resolveProject(path.resolve(cwd, target ?? '.'));
}

function tooMany(more: readonly string[]): void {
  if (more.length > 0) throw new CliError(`too many arguments: ${more.join(' ')}`);
}

function promptNamed(written: string): PromptName {
  const name = PROMPT_ALIASES.get(written) ?? PromptName.safeParse(written).data;
  if (name) return name;
  const meant = nearestName(written, PromptName.options);
  const guess = meant === null ? '' : ` Did you mean ${meant}?`;
  const known = PromptName.options.join(', ');
  throw new CliError(`there is no prompt “${printable(written)}”.${guess} Known are: ${known}.`);
}
