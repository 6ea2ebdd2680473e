import type { Agents, AgentSettings } from '#schemas/agents.ts';
import type { MachineConfig, ProjectConfig } from '#schemas/settings.ts';
import type { Runtimes } from '../runtimes/index.ts';
import { EffectError } from './effect-error.ts';

/** What is said about one agent; the project's words go before the machine's, variables of both are given to it. */
export function agentSettings(name: string, project: ProjectConfig, machine: MachineConfig): AgentSettings {
  const ofProject = project.agents[name] ?? {};
  const { download: _, ...ofMachine } = machine.agents[name] ?? {};
  const env = { ...ofMachine.env, ...ofProject.env };
  return { ...ofMachine, ...ofProject, ...(Object.keys(env).length === 0 ? {} : { env }) };
}

/** What is said about every agent that either of the two names. */
export function allAgentSettings(project: ProjectConfig, machine: MachineConfig): Agents {
  const names = new Set([...Object.keys(project.agents), ...Object.keys(machine.agents)]);
  return Object.fromEntries([...names].map((name) => [name, agentSettings(name, project, machine)]));
}

/** Where an agent is wanted. */
export interface AgentPlace {
  /** Absolute path of the project. */
  readonly root: string;
  readonly project: ProjectConfig;
  readonly machine: MachineConfig;
}

/** Refuses a name that means nothing, and an agent that cannot be found, with the way out. Starts nothing. */
export function requireAgent(runtimes: Runtimes, name: string, { root, project, machine }: AgentPlace): void {
  const found = runtimes.find({ name, settings: agentSettings(name, project, machine), root });
  if (found === null) throw unknownAgent(runtimes, name, { project, machine });
  if (!found.found) throw new EffectError('user', found.message);
}

export function unknownAgent(
  runtimes: Runtimes,
  name: string,
  { project, machine }: Omit<AgentPlace, 'root'>,
): EffectError {
  const known = runtimes.names(allAgentSettings(project, machine)).join(', ');
  return new EffectError('user', `There is no agent runtime named ${name}. Known are: ${known}.`);
}
