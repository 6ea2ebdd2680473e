import type { MachineConfig, ProjectConfig } from '#schemas/settings.ts';
import { MACHINE_MAY_ALLOW, type NamedPolicy, PROJECT_MAY_ALLOW } from '../permissions/judge.ts';

/** The policies of a session. The project's may come from anywhere, so it can do less than the machine's. */
export function policiesOf(project: ProjectConfig, machine: MachineConfig): readonly NamedPolicy[] {
  return [
    { name: 'permissions of this machine', policy: machine.permissions, mayAllow: MACHINE_MAY_ALLOW },
    { name: 'permissions of this project', policy: project.permissions, mayAllow: PROJECT_MAY_ALLOW },
  ];
}
