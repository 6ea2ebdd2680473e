import type { CollabView } from '#schemas/protocol/collab.ts';
import type { ProjectStanding } from '#schemas/protocol/projects.ts';

/** What this machine is in the project at `root`, and who says so. */
export function roleIn(root: string, shared: readonly CollabView[]): Pick<ProjectStanding, 'role' | 'roleSource'> {
  const view = shared.find((one) => one.root === root);
  if (view === undefined) return { role: 'main', roleSource: 'alone: nothing is shared' };
  const self = view.peers.find((peer) => peer.self);
  const waits = `main (${view.main ?? 'not known'}) has not confirmed this machine yet`;
  return { role: view.role ?? 'observer', roleSource: view.role === null ? waits : (self?.roleSource ?? view.project) };
}
