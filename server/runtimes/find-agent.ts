import path from 'node:path';
import type { AgentSettings, AgentSource } from '#schemas/agents.ts';
import { findProgram, isProgram, type ProgramSearch, startable, type Startable } from '../platform/find-program.ts';
import { agentEnvironment } from '../platform/processes/environment.ts';
import { VERSION } from '../platform/version.ts';
import type { KnownAgent } from './catalog.ts';

/** An agent as somebody wants it. */
export interface WantedAgent {
  readonly entry: KnownAgent;
  readonly settings: AgentSettings;
  /** Absolute folders: a program does not become the agent by lying in one of them, such as `node_modules/.bin`. */
  readonly outside: readonly string[];
}

/** The machine that an agent is looked for on. */
export interface AgentMachine {
  /** Of the server itself; agents get the part of it that `agentEnvironment` lets through. */
  readonly env: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  /** How the built-in agent is started. */
  readonly builtIn: Startable;
  /** A private folder for npx to stand in, where no project can put a package or an `.npmrc` in its way. */
  readonly npxFolder: string;
  /** Whether a person agreed that this agent's pinned package is fetched and started. */
  mayDownload(name: string): boolean;
}

export interface FoundAgent {
  readonly found: true;
  readonly source: AgentSource;
  /** Absolute path of the program; null where none is started (a person). */
  readonly program: string | null;
  /** All of its arguments but those that the driver adds. */
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** `name@version`, where it comes from npx. */
  readonly package: string | null;
  /** As far as it is known without asking. */
  readonly version: string | null;
  /** Arguments that make the program print its version and leave; null where starting it might do more than that. */
  readonly versionArgs: readonly string[] | null;
}

export interface MissingAgent {
  readonly found: false;
  /**
   * `not-installed`: on no PATH; `not-allowed`: the same, and its package could be fetched if a person agreed;
   * `settings`: what settings say of it cannot be used.
   */
  readonly reason: 'not-installed' | 'not-allowed' | 'settings';
  /** What is missing and what to do, in sentences. */
  readonly message: string;
}

/** Where an agent is: settings, then the PATH, then its pinned package with consent. Looks at files, starts nothing. */
export function findAgent(wanted: WantedAgent, machine: AgentMachine): FoundAgent | MissingAgent {
  const { entry, settings, outside } = wanted;
  const env = { ...agentEnvironment(machine.env), ...settings.env };
  const search: ProgramSearch = { env, outside, ...(machine.platform && { platform: machine.platform }) };
  const at = (source: AgentSource, { program, args }: Startable): FoundAgent => ({
    found: true,
    source,
    program,
    env,
    package: null,
    version: null,
    args: [...args, ...(settings.args ?? entry.args)],
    // Behind arguments of somebody's own it could be another program's version.
    versionArgs: settings.args === undefined && entry.versionArgs ? [...args, ...entry.versionArgs] : null,
  });
  if (entry.kind === 'human') return { ...builtIn, program: null, args: [], env, version: null };
  if (entry.kind === 'playbook') {
    // Harmless for a plain Node; Electron would open a window without it.
    return { ...builtIn, ...machine.builtIn, env: { ...env, ELECTRON_RUN_AS_NODE: '1' } };
  }
  if (settings.program !== undefined) {
    const named = programOfSettings(settings.program, search);
    return typeof named === 'string' ? missing('settings', `${called(entry)} ${named}`) : at('settings', named);
  }
  if (entry.program === null) return missing('settings', noProgram(entry));
  const installed = findStartable(entry.program, search);
  if (installed) return at('PATH', installed);
  if (!entry.npm) return missing('not-installed', notInstalled(entry));
  if (!machine.mayDownload(entry.name)) return missing('not-allowed', notInstalled(entry));
  const npx = findStartable('npx', search);
  if (!npx) return missing('not-installed', `${called(entry)} is to be fetched by npx, and npx is not on the PATH.`);
  const of = packageOf(entry.npm);
  const fetched = ['--yes', `--prefix=${machine.npxFolder}`, `--package=${of}`, '--', entry.program];
  const found = at('npx', { program: npx.program, args: [...npx.args, ...fetched] });
  return { ...found, package: of, version: entry.npm.version, versionArgs: null };
}

const builtIn = { found: true, source: 'built-in', package: null, version: VERSION, versionArgs: null } as const;

function findStartable(name: string, search: ProgramSearch): Startable | null {
  const file = findProgram(name, search);
  return file === null ? null : startable(file, search);
}

export const packageOf = (npm: { readonly package: string; readonly version: string }): string =>
  `${npm.package}@${npm.version}`;

/** How it is started, or the rest of a sentence about why it cannot be. */
function programOfSettings(program: string, search: ProgramSearch): Startable | string {
  const isPath = path.isAbsolute(program);
  if (!isPath && /[\\/]/.test(program)) {
    return `is set to the program ${program}. Set an absolute path, or a name on the PATH.`;
  }
  const file = isPath ? (isProgram(program) ? program : null) : findProgram(program, search);
  if (file === null) return `is set to the program ${program}, which is not there. Install it or correct the setting.`;
  return startable(file, search) ?? `is set to ${file}, a batch file that npm did not make. Set the program behind it.`;
}

const called = ({ name }: KnownAgent): string => `The agent ${name}`;

function noProgram(entry: KnownAgent): string {
  const where = `\`agents.${entry.name}.program\` of .clutch/config.json, or of config.json in CLUTCH_HOME`;
  return `${called(entry)} has no program. Name one in ${where}.`;
}

function notInstalled(entry: KnownAgent): string {
  const what = `${called(entry)} was not found: there is no program ${entry.program} on the PATH.`;
  if (!entry.npm) return `${what} Install it, or set \`agents.${entry.name}.program\`.`;
  const of = packageOf(entry.npm);
  const how = `\`npm install --global ${of}\``;
  return `${what} Install it (${how}), or let CLUTCH fetch that package with npx: \`clutch agents --allow ${entry.name}\`.`;
}

function missing(reason: MissingAgent['reason'], message: string): MissingAgent {
  return { found: false, reason, message };
}
