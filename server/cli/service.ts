import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { unitName, workerUnit } from '../collab/service/worker-unit.ts';
import { writeAtomically } from '../platform/write-atomically.ts';
import { CliError } from './cli-error.ts';
import type { CommandIo } from './io.ts';

const CALL_MS = 20_000;

interface Options {
  readonly slots: string | null;
  readonly yes: boolean;
  readonly json: boolean;
}

/** `clutch service install|remove|status`: a worker that systemd starts with this person's session. */
export async function runService(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      project: { type: 'string' },
      slots: { type: 'string' },
      yes: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [verb, ...rest] = positionals;
  if (rest.length > 0) throw new CliError(`takes one of install, remove or status; not also “${rest.join(' ')}”.`);
  const project = folderOf(values.project ?? '.', io.cwd);
  const options = { slots: values.slots ?? null, yes: values.yes, json: values.json };
  if (verb === 'install') return install(project, options, io);
  if (verb === 'remove') return remove(project, options, io);
  if (verb === 'status') return status(project, options, io);
  throw new CliError('needs one of install, remove or status.');
}

/** Shows the whole unit, asks, and then writes and starts it. */
async function install(project: string, { slots, yes, json }: Options, io: CommandIo): Promise<number> {
  if (slots !== null && !/^\d{1,2}$/.test(slots)) throw new CliError(`--slots is a number; not “${slots}”.`);
  const text = workerUnit({
    node: process.execPath,
    program: path.join(import.meta.dirname, 'clutch.mjs'),
    project,
    slots,
    clutchHome: process.env['CLUTCH_HOME'] ?? null,
    searchPath: process.env['PATH'] ?? '',
  });
  // A line break would end the value and begin another one.
  if (/[\r\n]/.test(project + (process.env['PATH'] ?? '') + (process.env['CLUTCH_HOME'] ?? ''))) {
    throw new CliError('the folder, PATH or CLUTCH_HOME holds a line break, which no unit can hold.');
  }
  const file = unitFile(project);
  await requireSystemd(project);
  if (!json) io.stdout.write(`${file}:\n\n${text}\n`);
  if (!yes && !(await agrees(io))) {
    io.stderr.write('Nothing was installed.\n');
    return 1;
  }
  mkdirSync(path.dirname(file), { recursive: true });
  writeAtomically(file, text, 0o644);
  await systemctl('daemon-reload');
  await systemctl('enable', '--now', path.basename(file));
  const hint = `It runs while you are logged in. For after that too: loginctl enable-linger ${os.userInfo().username}`;
  if (json) io.stdout.write(`${JSON.stringify({ unit: path.basename(file), file, text }, null, 2)}\n`);
  else
    io.stdout.write(`Installed and started. ${hint}\nclutch service status shows it, clutch service remove ends it.\n`);
  return 0;
}

async function agrees({ ask }: CommandIo): Promise<boolean> {
  if (!ask) throw new CliError('nobody is there to agree, so nothing was installed. Look at the unit and pass --yes.');
  return /^y(?:es)?$/i.test((await ask('Write this file and start the worker? [y/N] ')).trim());
}

async function remove(project: string, { json }: Options, io: CommandIo): Promise<number> {
  const file = unitFile(project);
  const isThere = existsSync(file);
  if (isThere) {
    // The file goes even where systemd does not answer: it would start the worker with the next session.
    const trouble = await systemctl('disable', '--now', path.basename(file)).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    rmSync(file);
    await systemctl('daemon-reload').catch(() => undefined);
    if (trouble !== null)
      io.stderr.write(`${trouble}\nThe file is removed; a worker that runs goes on until you end it.\n`);
  }
  if (json) io.stdout.write(`${JSON.stringify({ file, removed: isThere }, null, 2)}\n`);
  else io.stdout.write(isThere ? `Removed ${file}.\n` : `There is no service for ${project}.\n`);
  return 0;
}

/** Exit 0 where the worker runs. */
async function status(project: string, { json }: Options, io: CommandIo): Promise<number> {
  const file = unitFile(project);
  const installed = existsSync(file);
  const state = installed ? await stateOf(path.basename(file)) : 'not installed';
  if (json) io.stdout.write(`${JSON.stringify({ project, file, installed, state }, null, 2)}\n`);
  else if (!installed) io.stdout.write(`No service for ${project}. clutch service install makes one.\n`);
  else
    io.stdout.write(`${path.basename(file)}: ${state}\n  ${readFileSync(file, 'utf8').split('\n').find(isCommand)}\n`);
  return state === 'active' ? 0 : 1;
}

const isCommand = (line: string): boolean => line.startsWith('ExecStart=');

/** `is-active` says the state and exits with something else than 0 for every one but “active”. */
async function stateOf(unit: string): Promise<string> {
  try {
    return (await systemctl('is-active', unit)).trim();
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout).trim() : '';
    return said === '' ? 'unknown: systemctl --user does not answer' : said;
  }
}

async function requireSystemd(project: string): Promise<void> {
  try {
    await systemctl('show-environment');
  } catch {
    throw new CliError(
      `systemctl --user does not answer on this machine, so no service can be installed. Start the worker by what starts programs here, as this command: ${process.execPath} ${path.join(import.meta.dirname, 'clutch.mjs')} worker --project ${project}`,
    );
  }
}

async function systemctl(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('systemctl', ['--user', ...args], { timeout: CALL_MS });
  return stdout;
}

function unitFile(project: string): string {
  const config = process.env['XDG_CONFIG_HOME'] ?? path.join(os.homedir(), '.config');
  return path.join(config, 'systemd', 'user', unitName(project));
}

function folderOf(word: string, cwd: string): string {
  const folder = path.resolve(cwd, word);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return realpathSync(folder);
  throw new CliError(`${folder} is no folder.`);
}
