import type { AgentKind, AgentSettings, Agents } from '#schemas/agents.ts';
import { AgentError, type AgentMission, type AgentRuntime } from '../engine/ports.ts';
import { agentEnvironment } from '../platform/processes/environment.ts';
import { quirksOf } from './acp/quirks.ts';
import { type AgentCommand, usualTimes } from './process/run-agent-process.ts';
import { catalog, knownAgent } from './catalog.ts';
import { type AgentMachine, FETCH_MS, findAgent, type FoundAgent } from './find-agent.ts';
import type { MissingAgent } from './missing-agent.ts';

/** What a driver is told about the agent that it drives. */
export interface AgentSpec {
  readonly name: string;
  /** How long it may take until it can take a prompt: longer where its package may have to be fetched first. */
  readonly startupMs: number;
  /** What agents get of the server's own environment. */
  readonly environment: NodeJS.ProcessEnv;
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
      if (!entry) return null;
      const command = (mission: AgentMission): AgentCommand => {
        const found = find(agent, [mission.cwd]);
        if (!found?.found) throw new AgentError('not-startable', found?.message ?? `There is no agent ${name}.`);
        const { program, args, env } = found;
        if (program === null) throw new AgentError('not-startable', `The agent ${name} has no program to start.`);
        return { program, args, env };
      };
      const now = find(agent);
      const startupMs = now?.found && now.source === 'npx' ? FETCH_MS : usualTimes.startupMs;
      return drivers[entry.kind]({ name, startupMs, environment: agentEnvironment(machine.env), command });
    },
  };
}

type Driver = (spec: AgentSpec) => AgentRuntime;

/**
 * One driver for each kind. What it needs is loaded with its first mission: the Agent Client Protocol alone takes
 * 11 MiB, and a server that only serves windows does without.
 */
const drivers: Readonly<Record<AgentKind, Driver>> = {
  playbook: (spec) => acp(followingPlaybook(spec)),
  acp,
  claude: (spec) =>
    late(spec, 'session', async () => {
      const { createClaudeRuntime } = await import('./claude/create-claude-runtime.ts');
      return createClaudeRuntime({ ...spec, times: { ...usualTimes, startupMs: spec.startupMs } });
    }),
  codex: (spec) =>
    late(spec, 'session', async () => {
      const { createCodexRuntime } = await import('./codex/create-codex-runtime.ts');
      return createCodexRuntime({ ...spec, times: { ...usualTimes, startupMs: spec.startupMs } });
    }),
  openclaw: (spec) =>
    late(spec, 'session', async () => {
      const { createOpenclawRuntime } = await import('./openclaw/create-openclaw-runtime.ts');
      return createOpenclawRuntime(spec);
    }),
  command: (spec) =>
    late(spec, 'afresh', async () => {
      const { createCommandRuntime } = await import('./command/create-command-runtime.ts');
      return createCommandRuntime(spec);
    }),
  human: (spec) =>
    late(spec, 'in-place', async () => {
      const { createHumanRuntime } = await import('./human/create-human-runtime.ts');
      return createHumanRuntime(spec.name);
    }),
};

function acp(spec: AgentSpec): AgentRuntime {
  const quirks = quirksOf(spec.name);
  return late(spec, quirks.resumes, async () => {
    const { createAcpRuntime } = await import('./acp/create-acp-runtime.ts');
    return createAcpRuntime({ ...spec, quirks: { ...quirks, startupMs: Math.max(quirks.startupMs, spec.startupMs) } });
  });
}

function late({ name }: AgentSpec, resumes: AgentRuntime['resumes'], load: () => Promise<AgentRuntime>): AgentRuntime {
  return { name, resumes, run: async (mission) => (await load()).run(mission) };
}

function followingPlaybook({ command, ...spec }: AgentSpec): AgentSpec {
  return {
    ...spec,
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
