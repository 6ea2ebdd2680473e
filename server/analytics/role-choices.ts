import type { RoleChoice } from '#schemas/protocol/analytics.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import { ProjectConfig, type MachineConfig } from '#schemas/settings.ts';

const DEFAULT_RUNTIME = ProjectConfig.parse({}).runtime;

/** Which agent and model a run that started now would give to each role, and where that is said. */
export function roleChoices(project: ProjectConfig, machine: MachineConfig): RoleChoice[] {
  return AgentRole.options.map((role): RoleChoice => {
    const own = project.roles[role];
    const runtime = own ?? project.runtime;
    const runtimeFrom = own !== undefined ? 'role' : runtime === DEFAULT_RUNTIME ? 'default' : 'project';
    const candidates = [
      { model: project.models[role], modelFrom: 'role' },
      { model: project.agents[runtime]?.model, modelFrom: 'agent' },
      { model: machine.agents[runtime]?.model, modelFrom: 'machine' },
    ] as const;
    const chosen = candidates.find(({ model }) => model !== undefined);
    return { role, runtime, runtimeFrom, model: chosen?.model ?? null, modelFrom: chosen?.modelFrom ?? null };
  });
}
