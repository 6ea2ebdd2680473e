import type { AgentSettings, AgentSource } from '#schemas/agents.ts';
import { findProgram, type ProgramSearch, startable, type Startable } from '../platform/find-program.ts';
import { agentEnvironment } from '../platform/processes/environment.ts';
import { VERSION } from '../platform/version.ts';
import { type KnownAgent, packageOf } from './catalog.ts';
import { type MissingAgent, noNpx, noProgram, notInstalled, unusable } from './missing-agent.ts';
import { programOfSettings } from './program-of-settings.ts';

/** How long a package may take to be fetched; some are hundreds of megabytes. */
export const FETCH_MS = 300_000;

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

interface Look extends WantedAgent {
  readonly machine: AgentMachine;
  /** The environment of the agent, whose PATH is searched. */
  readonly env: NodeJS.ProcessEnv;
  readonly search: ProgramSearch;
}

type Found = FoundAgent | MissingAgent;

/** Where an agent is: settings, then the PATH, then its pinned package with consent. Looks at files, starts nothing. */
export function findAgent(wanted: WantedAgent, machine: AgentMachine): Found {
  const env = { ...agentEnvironment(machine.env), ...wanted.settings.env };
  const search = { env, outside: wanted.outside, ...(machine.platform && { platform: machine.platform }) };
  const look: Look = { ...wanted, machine, env, search };
  return builtIn(look) ?? ofSettings(look) ?? onPath(look) ?? withoutProgram(look) ?? fromPackage(look);
}

function builtIn({ entry, machine, env }: Look): Found | null {
  const found = { found: true, source: 'built-in', package: null, version: VERSION, versionArgs: null } as const;
  if (entry.kind === 'human') return { ...found, program: null, args: [], env, version: null };
  // Harmless for a plain Node; Electron would open a window without it.
  const ownEnv = { ...env, ELECTRON_RUN_AS_NODE: '1' };
  return entry.kind === 'playbook' ? { ...found, ...machine.builtIn, env: ownEnv } : null;
}

function ofSettings(look: Look): Found | null {
  const { entry, settings, search } = look;
  if (settings.program === undefined) return entry.program === null ? noProgram(entry) : null;
  const named = programOfSettings(settings.program, search);
  return typeof named === 'string' ? unusable(entry, named) : started(look, 'settings', named);
}

function onPath(look: Look): Found | null {
  const installed = findStartable(look.entry.program, look.search);
  return installed && started(look, 'PATH', installed);
}

/** A gateway that a person runs may be reached without its program. */
function withoutProgram({ entry, settings, env }: Look): Found | null {
  if (entry.kind !== 'openclaw' || settings.url === undefined) return null;
  const nothing = { program: null, args: [], package: null, version: null, versionArgs: null };
  return { found: true, source: 'settings', env, ...nothing };
}

function fromPackage(look: Look): Found {
  const { entry, machine, search } = look;
  const { name, npm, program } = entry;
  if (npm === null || program === null || !npm.npx || !machine.mayDownload(name)) return notInstalled(entry);
  const npx = findStartable('npx', search);
  if (!npx) return noNpx(entry);
  const of = packageOf(npm);
  const fetched = ['--yes', `--prefix=${machine.npxFolder}`, `--package=${of}`, '--', program];
  const found = started(look, 'npx', { program: npx.program, args: [...npx.args, ...fetched] });
  return { ...found, package: of, version: npm.version, versionArgs: null };
}

function started({ entry, settings, env }: Look, source: AgentSource, { program, args }: Startable): FoundAgent {
  return {
    found: true,
    source,
    program,
    args: [...args, ...(settings.args ?? entry.args)],
    env,
    package: null,
    version: null,
    // Behind arguments of somebody's own it could be another program's version.
    versionArgs: settings.args === undefined && entry.versionArgs ? [...args, ...entry.versionArgs] : null,
  };
}

function findStartable(name: string | null, search: ProgramSearch): Startable | null {
  const file = name === null ? null : findProgram(name, search);
  return file === null ? null : startable(file, search);
}
