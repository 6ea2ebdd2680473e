import type { AgentSettings } from '#schemas/agents.ts';
import type { MachineConfig, ProjectConfig } from '#schemas/settings.ts';

/** What is said about one agent; the project's words go before the machine's, variables of both are given to it. */
export function agentSettings(name: string, project: ProjectConfig, machine: MachineConfig): AgentSettings {
  const ofProject = project.agents[name] ?? {};
  const { download: _, ...ofMachine } = machine.agents[name] ?? {};
  const env = { ...ofMachine.env, ...ofProject.env };
  return { ...ofMachine, ...ofProject, ...(Object.keys(env).length === 0 ? {} : { env }) };
}
