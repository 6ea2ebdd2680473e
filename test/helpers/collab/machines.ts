import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { CollabView } from '#schemas/protocol/collab.ts';
import type { MachineRole } from '#schemas/wire/machine.ts';
import { MachineConfig } from '#schemas/settings.ts';
import { type Collab, createCollab } from '../../../server/collab/collab.ts';
import { openIdentity } from '../../../server/collab/identity.ts';
import type { OpenFiles } from '../../../server/collab/members/open-files.ts';
import type { CollabPart, SharedProject } from '../../../server/collab/shared-project.ts';
import { createDirectShare } from '../../../server/transports/file/direct-share.ts';
import { localCopies } from '../../../server/transports/file/local-copies.ts';
import { createRealVfs } from '../../../server/transports/file/real-vfs.ts';
import { createShareOperations } from '../../../server/transports/file/share-operations.ts';
import { withTempDir } from '../temp.ts';
import { until } from '../processes.ts';
import { createMemoryHub } from './memory-transport.ts';

/** A PC of a test: a home and a repository of its own, in one process with the others. */
export interface Machine {
  readonly id: string;
  readonly home: string;
  readonly root: string;
  readonly collab: Collab;
  /** Changes of its role, in order. */
  readonly roles: (MachineRole | null)[];
  view(): CollabView;
  project(): SharedProject;
  /** The same home and repository after the server was restarted. */
  restart(): Promise<Machine>;
}

export interface Machines {
  readonly share: string;
  readonly hub: ReturnType<typeof createMemoryHub>;
  readonly clock: { now: number };
  machine(name: string, part?: (project: SharedProject) => CollabPart): Machine;
}

export const openFolder: OpenFiles = (place, tmp) => {
  if (!('folder' in place)) throw new Error('only folders');
  const nonce = (): string => randomBytes(12).toString('hex');
  const vfs = createRealVfs(place.folder);
  return createDirectShare(createShareOperations({ vfs, copies: localCopies, tmp, nonce }));
};

/** Machines with a folder that they share; records go through memory, membership through real files. */
export async function withMachines(work: (machines: Machines) => Promise<void>): Promise<void> {
  await withTempDir(async (folder) => {
    const share = path.join(folder, 'share');
    mkdirSync(share);
    const hub = createMemoryHub(path.join(folder, 'blobs'));
    const clock = { now: Date.now() };
    const open = new Set<Collab>();
    const machine: Machines['machine'] = (name, part) => {
      const home = path.join(folder, name, 'home');
      const root = path.join(folder, name, 'shop');
      mkdirSync(home, { recursive: true, mode: 0o700 });
      mkdirSync(root, { recursive: true });
      const roles: (MachineRole | null)[] = [];
      const collab = createCollab({
        home,
        log: { file: '', info: () => undefined, warn: () => undefined, error: () => undefined },
        machine: () => MachineConfig.parse({ collab: { name } }),
        openFiles: openFolder,
        createTransport: (_, deps) => hub.connect(deps),
        parts: part ? [part] : [],
        onRole: (_, __, after) => void roles.push(after),
        changed: () => undefined,
        now: () => clock.now,
        show: (project, rest) => plainView(project, rest),
      });
      open.add(collab);
      return {
        id: openIdentity(home).machine,
        home,
        root,
        collab,
        roles,
        view() {
          const [view] = collab.views(root);
          if (!view) throw new Error(`${name} takes part in nothing`);
          return view;
        },
        project() {
          const project = collab.project(root);
          if (!project) throw new Error(`${name} is not attached`);
          return project;
        },
        async restart() {
          await collab.close();
          open.delete(collab);
          const again = machine(name, part);
          again.collab.start();
          return again;
        },
      };
    };
    try {
      await work({ share, hub, clock, machine });
    } finally {
      for (const collab of open) await collab.close();
    }
  });
}

/** One machine lets another in, as their persons would. */
export async function letIn(main: Machine, other: Machine, share: string, role: 'worker' | 'observer' = 'worker') {
  const { code } = await main.collab.invite(main.root);
  await other.collab.join(wishOf(other, share, code, role));
  await until(() => main.view().joining.some(({ machine }) => machine === other.id), { what: `${other.id} asks` });
  await main.collab.membership({ verb: 'confirm', root: main.root, machine: other.id, role });
  await until(() => other.view().role === role && other.collab.project(other.root), {
    what: `${other.id} is attached`,
  });
}

export const wishOf = (machine: Machine, share: string, code: string, role: MachineRole = 'worker') => ({
  root: machine.root,
  place: { folder: share },
  code,
  role,
  name: null,
  capabilities: [],
  slots: null,
});

function plainView(
  project: SharedProject,
  rest: Pick<CollabView, 'place'> & {
    readonly joining: readonly CollabView['joining'][number][];
    readonly problems: readonly string[];
  },
): CollabView {
  const { capabilities, health } = project.transport;
  return {
    project: project.id,
    root: project.root,
    at: 0,
    transport: capabilities().kind,
    place: rest.place,
    class: capabilities().class,
    health: { ...health() },
    role: project.role(),
    main: project.roster()?.main ?? null,
    peers: [],
    joining: [...rest.joining],
    requests: [],
    timeline: [],
    problems: [...rest.problems],
  };
}
