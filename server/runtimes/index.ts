import type { AgentKind, AgentSettings, Agents } from '#schemas/agents.ts';
import { AgentError, type AgentMission, type AgentRuntime } from '../engine/ports.ts';
import { catalog, knownAgent } from './catalog.ts';
import { type AgentMachine, findAgent, type FoundAgent, type MissingAgent } from './find-agent.ts';

/** How an agent's program is started for a mission. */
export interface AgentCommand {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
}

/** What a driver is told about the agent that it drives. */
export interface AgentSpec {
  readonly name: string;
  /** Throws an `AgentError` of the code `not-startable`. */
  command(mission: AgentMission): AgentCommand;
}

/** An agent of a project, by its name and what settings say about it; see `agentSettings`. */
export interface ProjectAgent {
  readonly name: string;
  readonly settings: AgentSettings;
  /** Absolute path of the project: what lies in it becomes no agent by itself. Null for no project. */
  readonly root: string | null;
}

/** Finds the runtime for a name: what is known of it comes from the catalog, where it is from settings and the PATH. */
export interface Runtimes {
  /** Every name that means something, given what settings say. */
  names(agents: Agents): string[];
  /** Null for a name that means nothing. Looks at files and starts nothing. */
  find(agent: ProjectAgent): FoundAgent | MissingAgent | null;
  /** Null for a name that means nothing. Where its program is, is looked up anew for every mission. */
  runtimeFor(agent: ProjectAgent): AgentRuntime | null;
}

export function createRuntimes(machine: AgentMachine): Runtimes {
  const find = ({ name, settings, root }: ProjectAgent, outside: readonly string[] = []) => {
    const entry = knownAgent(name, settings);
    return entry && findAgent({ entry, settings, outside: root === null ? outside : [root, ...outside] }, machine);
  };
  return {
    names: (agents) => {
      const own = Object.keys(agents).filter((name) => knownAgent(name, agents[name] ?? {}));
      return [...new Set([...catalog.map(({ name }) => name), ...own])];
    },
    find: (agent) => find(agent),
    runtimeFor(agent) {
      const { name, settings } = agent;
      const entry = knownAgent(name, settings);
      const driver = entry && drivers[entry.kind];
      if (!driver) return null;
      const command = (mission: AgentMission): AgentCommand => {
        const found = find(agent, [mission.cwd]);
        if (!found?.found) throw new AgentError('not-startable', found?.message ?? `There is no agent ${name}.`);
        const { program, args, env } = found;
        if (program === null) throw new AgentError('not-startable', `The agent ${name} has no program to start.`);
        return { program, args, env };
      };
      return driver({ name, command });
    },
  };
}

/**
 * One driver for each kind. What it imports is loaded with its first mission: the Agent Client Protocol alone takes
 * 11 MiB, and a server that only serves windows does without.
 */
const drivers: Readonly<Partial<Record<AgentKind, (spec: AgentSpec) => AgentRuntime>>> = {
  acp,
  playbook: ({ name, command }) =>
    acp({
      name,
      command(mission) {
        if (mission.playbook === null) {
          const message = 'The runtime playbook needs a file to follow; name one in `playbook` of .clutch/config.json.';
          throw new AgentError('not-startable', message);
        }
        const { program, args, env } = command(mission);
        return { program, args: [...args, '--playbook', mission.playbook], env };
      },
    }),
  command: (spec) => ({
    name: spec.name,
    resumes: 'afresh',
    async run(mission) {
      const { createCommandRuntime } = await import('./command/create-command-runtime.ts');
      return createCommandRuntime(spec).run(mission);
    },
  }),
};

function acp(spec: AgentSpec): AgentRuntime {
  return {
    name: spec.name,
    resumes: 'afresh',
    async run(mission) {
      const [{ createAcpRuntime }, { usualQuirks }] = await Promise.all([
        import('./acp/create-acp-runtime.ts'),
        import('./acp/quirks.ts'),
      ]);
      return createAcpRuntime({ ...spec, quirks: usualQuirks }).run(mission);
    },
  };
}
