import type { ProjectStanding } from '#schemas/protocol/projects.ts';
import { openAttachments } from '../collab/members/attachments.ts';
import { readMachineConfig } from '../platform/machine-config.ts';
import { createProjects } from '../projects/projects.ts';
import { openRegistry } from '../projects/registry.ts';
import type { EntrySources } from './session-entry.ts';

/** What can be said without a server. */
export function diskSources(home: string): EntrySources {
  const projects = createProjects({
    home,
    registry: openRegistry(home),
    machine: () => readMachineConfig(home),
    withRuns: () => [],
    runs: () => [],
    shared: () => [],
    now: Date.now,
  });
  return {
    live: false,
    standing: async (root) => ({ ...(await projects.standing(root)), ...roleOnDisk(home, root) }),
    runs: () => [],
    tasks: () => [],
    machine: () => readMachineConfig(home),
  };
}

/** A server would know whether that still holds; main may have changed it meanwhile. */
function roleOnDisk(home: string, root: string): Partial<Pick<ProjectStanding, 'role' | 'roleSource'>> {
  const attachment = openAttachments(home)
    .get()
    .find((one) => one.root === root);
  if (attachment === undefined) return {};
  return { role: attachment.role, roleSource: `as it joined ${attachment.project}; no server runs that knows better` };
}
