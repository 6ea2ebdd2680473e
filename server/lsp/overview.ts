import { existsSync, realpathSync } from 'node:fs';
import os from 'node:os';
import type { CollabView, PeerView } from '#schemas/protocol/collab.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { RunView } from '#schemas/run/run.ts';
import { readProject } from '../plans/overview.ts';
import { projectAt } from '../runs/project-at.ts';

/** Everything the trees show: the projects at these roots, which were found in the folders, and what runs in them. */
export function buildOverview(
  folders: readonly string[],
  roots: readonly string[],
  views: readonly RunView[],
  collab: readonly CollabView[],
  onProject: (root: string) => void,
): Overview {
  for (const root of roots) onProject(root);
  // A worker's folder may be shared long before it holds a plan.
  const opened = folders.filter((folder) => existsSync(folder)).map((folder) => realpathSync(folder));
  const shared = collab.filter(({ root }) => folders.length === 0 || roots.includes(root) || opened.includes(root));
  const runs = views.filter(({ project }) => folders.length === 0 || roots.includes(project.root));
  return {
    projects: roots.map((root) => readProject(projectAt(root))),
    runs,
    peers: peersOf(shared),
    collab: shared,
  };
}

/** Each once, this one first. */
function peersOf(shared: readonly CollabView[]): PeerView[] {
  const peers = new Map(shared.flatMap((view) => view.peers).map((peer) => [peer.id, peer]));
  const [self = thisMachine()] = [...peers.values()].filter((peer) => peer.self);
  return [self, ...[...peers.values()].filter((peer) => !peer.self)];
}

function thisMachine(): PeerView {
  const name = os.hostname();
  const id =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]/g, '-')
      .slice(0, 64) || 'this-machine';
  return {
    id,
    name,
    self: true,
    role: 'main',
    roleSource: 'alone: nothing is shared',
    freshness: 'fresh',
    evidence: 'This server answered just now.',
    ageMs: 0,
    activity: null,
    queue: 0,
    busy: 0,
    slots: 0,
    task: null,
    lastResult: null,
    skewMs: 0,
    capabilities: [],
    ssh: null,
    revoked: false,
    problems: [],
  };
}
