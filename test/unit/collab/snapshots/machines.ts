import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { MachineRole, MachineStatus, Roster } from '#schemas/wire/machine.ts';
import { attachProject, type AttachedProject } from '../../../../server/collab/attach-project.ts';
import { createRequests, type Requests } from '../../../../server/collab/requests/requests.ts';
import { createRecordFiles } from '../../../../server/collab/timeline/record-files.ts';
import { withTimeline } from '../../../../server/collab/timeline/timeline.ts';
import type { SharedProject } from '../../../../server/collab/shared-project.ts';
import { createKeyPair, signerOf } from '../../../../server/platform/signed-json.ts';
import { openCollabStore, type CollabStore } from '../../../../server/store/collab-store.ts';
import { createFileTransport } from '../../../../server/transports/file/file-transport.ts';
import type { Transport, TransportDeps, TransportTiming } from '../../../../server/transports/transport.ts';
import { idle } from '../../../helpers/linked-projects.ts';
import { withTempDir } from '../../../helpers/temp.ts';

export const PROJECT = 'shop-4711';

/** A machine that is silent for 300 beats is gone, and what everybody else has applied is old at once. */
const TIMING: TransportTiming = {
  beatMs: 15,
  pollMs: 20,
  idlePollMs: 50,
  leaseMs: 2_000,
  leaseSyncedMs: 4_000,
  callMs: 10_000,
  retentionMs: 1,
};

export interface SnapshotMachine {
  readonly id: string;
  readonly attached: AttachedProject;
  readonly project: SharedProject;
  readonly transport: Transport;
  readonly requests: Requests;
  readonly store: CollabStore;
  /** Texts of the notes that were handed on, each as often as it was. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

export interface SnapshotStage {
  readonly folder: string;
  /** Chunks that a machine has in the shared folder. */
  chunksOf(machine: string): number;
  open(id: string): Promise<SnapshotMachine>;
}

/** Machines with a real folder between them, and all that works with what they say to each other. `main` is main. */
export function withMachines(ids: readonly string[], work: (stage: SnapshotStage) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const share = path.join(folder, 'share');
    mkdirSync(share);
    const keys = new Map(ids.map((id) => [id, createKeyPair()]));
    const roleOf = (id: string): MachineRole => (id === 'main' ? 'main' : 'worker');
    const roster: Roster = {
      v: 1,
      term: 1,
      version: 1,
      main: 'main',
      recoveryKey: 'A'.repeat(43),
      machines: [...keys].map(([machine, { publicKey: key }]) => ({
        machine,
        name: machine,
        key,
        role: roleOf(machine),
        revoked: false,
      })),
    };
    const opened: SnapshotMachine[] = [];
    const stage: SnapshotStage = {
      folder: share,
      chunksOf: (machine) => {
        const log = path.join(share, 'clutch-collab', PROJECT, 'log', machine);
        return readdirSync(log, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl')).length;
      },
      async open(id) {
        const one = await openMachine({ id, home: path.join(folder, id), share, roster, keys, role: roleOf(id) });
        opened.push(one);
        return one;
      },
    };
    try {
      await work(stage);
    } finally {
      await Promise.all(opened.map((one) => one.close()));
    }
  });
}

interface Opening {
  readonly id: string;
  readonly home: string;
  readonly share: string;
  readonly roster: Roster;
  readonly keys: ReadonlyMap<string, ReturnType<typeof createKeyPair>>;
  readonly role: MachineRole;
}

async function openMachine({ id, home, share, roster, keys, role }: Opening): Promise<SnapshotMachine> {
  const localFolder = path.join(home, 'project');
  mkdirSync(localFolder, { recursive: true });
  const status: MachineStatus = idle(role);
  const attached = await attachProject({
    id: PROJECT,
    root: home,
    self: id,
    log: { file: '', info: () => undefined, warn: () => undefined, error: () => undefined },
    localFolder,
    timing: TIMING,
    members: {
      keyOf: (machine) => keys.get(machine)?.publicKey ?? null,
      main: () => 'main',
      term: () => 1,
      roster: () => roster,
      role: () => role,
    },
    status,
    sign: signerOf(keys.get(id) ?? createKeyPair()),
    createTransport: (deps: TransportDeps) => createFileTransport(deps, { folder: share, placeClass: 'B' }),
    changed: () => undefined,
  });
  const store = openCollabStore(home);
  const files = createRecordFiles(path.join(home, 'collab'), attached.project.log);
  const project = withTimeline(attached.project, store, files);
  const notes: string[] = [];
  project.on('note', ({ body }) => void notes.push(body.text));
  const requests = createRequests({ project, store, files, decisionMs: 2_000 });
  attached.start();
  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await requests.close();
    await attached.close();
    store.close();
  };
  return {
    id,
    attached,
    project,
    transport: project.transport,
    requests,
    store,
    notes,
    close: () => (closed ??= close()),
  };
}
