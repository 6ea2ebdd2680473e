import { existsSync } from 'node:fs';
import type { AgentConnection, ConnectAgentParams, ConnectAgentResult } from '#schemas/protocol/connect-agents.ts';
import { createProgramLookup } from '../plans/program-lookup.ts';
import { type AgentConfig, agentConfigs, type Surroundings } from './agents.ts';
import { ConfigError, fingerprint, readConfig, replaceConfig, writableFile } from './config-file.ts';
import type { Launch } from './edit.ts';

export interface Connections {
  /** What setting up the tools everywhere would change, or taking them out. Writes nothing. */
  plan(remove: boolean): AgentConnection[];
  /** Writes one change, if the file still is what was seen. Rejects with a `ConfigError`. */
  apply(params: ConnectAgentParams): Promise<ConnectAgentResult>;
}

/** Sets up CLUTCH's tools in the configurations of a person's own agents. */
export function createConnections(surroundings: Surroundings, launch: Launch): Connections {
  const configs = agentConfigs(surroundings);
  const isOnPath = createProgramLookup(surroundings.env);
  const isFound = ({ trace, program }: AgentConfig): boolean => existsSync(trace) || isOnPath(program) === true;
  return {
    plan: (remove) => configs.map((config) => planFor(config, isFound(config), remove ? null : launch)),
    async apply({ agent, remove, seen }) {
      const config = configs.find((one) => one.agent === agent);
      if (!config) throw new ConfigError(`There is no agent ${agent}.`);
      const file = await writableFile(config.file, surroundings.home);
      const planned = planFor(config, true, remove ? null : launch);
      if (planned.problem !== null) throw new ConfigError(planned.problem);
      if (planned.seen !== seen) {
        throw new ConfigError(`${config.file} has changed since it was shown. Nothing was written; look again.`);
      }
      return { file, backup: planned.after === null ? null : replaceConfig(file, planned.after) };
    },
  };
}

/** How a program of the person's starts the tools: by absolute paths, because not all of them have the person's PATH. */
export function launchOf({ node, program, env }: { node: string; program: string; env: NodeJS.ProcessEnv }): Launch {
  const home = env['CLUTCH_HOME'];
  return {
    command: node,
    args: [program, 'mcp'],
    env: {
      ...(home ? { CLUTCH_HOME: home } : {}),
      // Electron would open a window without it.
      ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }),
    },
  };
}

function planFor({ agent, title, file, edit }: AgentConfig, found: boolean, launch: Launch | null): AgentConnection {
  const about = { agent, title, found, file };
  try {
    const before = readConfig(file);
    const edited = edit(before ?? '', launch);
    const problem = edited.ok ? null : `${file}: ${edited.problem}`;
    return { ...about, before, after: edited.ok ? edited.after : null, problem, seen: fingerprint(before) };
  } catch (error) {
    const isOurs = error instanceof ConfigError || (error instanceof Error && 'errno' in error);
    if (!isOurs) throw error;
    return { ...about, before: null, after: null, problem: error.message, seen: fingerprint(null) };
  }
}
