import type { AgentKind, AgentSettings, Agents } from '#schemas/agents.ts';
import { AgentError, type AgentMission, type AgentRuntime } from '../engine/ports.ts';
import { agentEnvironment } from '../platform/processes/environment.ts';
import type { AgentCommand } from './process/run-agent-process.ts';
import { catalog, knownAgent } from './catalog.ts';
import { type AgentMachine, findAgent, type FoundAgent, type MissingAgent } from './find-agent.ts';

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

type Driver = (spec: AgentSpec) => AgentRuntime;

const acp = late('afresh', async (spec) => {
  const { createAcpRuntime } = await import('./acp/create-acp-runtime.ts');
  const { usualQuirks } = await import('./acp/quirks.ts');
  return createAcpRuntime({ ...spec, quirks: usualQuirks }).run;
});

/**
 * One driver for each kind. It is loaded with its first mission: the Agent Client Protocol alone takes 11 MiB, and a
 * server that only serves windows does without.
 */
const drivers: Readonly<Partial<Record<AgentKind, Driver>>> = {
  playbook: (spec) => acp(followingPlaybook(spec)),
  acp,
  claude: late('session', async (spec) => {
    const { createClaudeRuntime } = await import('./claude/create-claude-runtime.ts');
    return createClaudeRuntime(spec).run;
  }),
  command: late('afresh', async (spec) => {
    const { createCommandRuntime } = await import('./command/create-command-runtime.ts');
    return createCommandRuntime(spec).run;
  }),
  // Its gateway runs already, so no program has to be found.
  openclaw: late('session', async ({ name }) => {
    const { createOpenclawRuntime } = await import('./openclaw/create-openclaw-runtime.ts');
    return createOpenclawRuntime({ name, environment: agentEnvironment(process.env) }).run;
  }),
  human: late('in-place', async ({ name }) => {
    const { createHumanRuntime } = await import('./human/create-human-runtime.ts');
    return createHumanRuntime(name).run;
  }),
};

function late(resumes: AgentRuntime['resumes'], load: (spec: AgentSpec) => Promise<AgentRuntime['run']>): Driver {
  return (spec) => ({ name: spec.name, resumes, run: async (mission) => (await load(spec))(mission) });
}

function followingPlaybook({ name, command }: AgentSpec): AgentSpec {
  return {
    name,
    command(mission) {
      if (mission.playbook === null) {
        const message = 'The runtime playbook needs a file to follow; name one in `playbook` of .clutch/config.json.';
        throw new AgentError('not-startable', message);
      }
      const { program, args, env } = command(mission);
      return { program, args: [...args, '--playbook', mission.playbook], env };
    },
  };
}
