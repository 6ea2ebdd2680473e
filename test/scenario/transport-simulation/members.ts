import type { Heartbeat } from '#schemas/wire/machine.ts';
import { keyPairOf, signerOf } from '../../../server/platform/signed-json.ts';
import { createDirectShare } from '../../../server/transports/file/direct-share.ts';
import { createFileTransport } from '../../../server/transports/file/file-transport.ts';
import type { LocalFiles } from '../../../server/transports/file/local-files.ts';
import type { ShareFiles } from '../../../server/transports/file/share-files.ts';
import { createShareOperations } from '../../../server/transports/file/share-operations.ts';
import type { Vfs } from '../../../server/transports/file/vfs.ts';
import type { Transport, TransportDeps, TransportTiming } from '../../../server/transports/transport.ts';
import type { LocalDisk } from '../../helpers/simulated-share/local-disk.ts';
import type { Process } from '../../helpers/simulated-share/machine.ts';
import type { SimulatedShare } from '../../helpers/simulated-share/share.ts';
import type { World } from '../../helpers/simulated-share/world.ts';

export const PROJECT = 'shop';
export const NAMES = ['ada', 'bob', 'cy'] as const;

const KEYS = new Map(NAMES.map((name, index) => [name as string, keyPairOf(Buffer.alloc(32, index + 1))]));

export const STATUS: Heartbeat['status'] = {
  role: 'worker',
  activity: null,
  queue: 0,
  busy: 0,
  slots: 0,
  task: null,
  lastResult: null,
  capabilities: [],
  ssh: null,
};

const TIMING: TransportTiming = {
  beatMs: 8_000,
  pollMs: 250,
  idlePollMs: 3_000,
  leaseMs: 30_000,
  leaseSyncedMs: 600_000,
  callMs: 20_000,
  retentionMs: 7 * 86_400_000,
};

/** A part of the real thing that is replaced by a worse one. */
export interface Replaced {
  vfs?(vfs: Vfs): Vfs;
  local?(local: LocalFiles): LocalFiles;
  share?(share: ShareFiles): ShareFiles;
}

export interface MemberDeps {
  readonly world: World;
  readonly share: SimulatedShare;
  readonly process: Process;
  readonly name: string;
  readonly disk: LocalDisk;
  /** Sees each call to the share and to the local disk; what it throws ends the call. */
  watch(call: string): void;
  readonly timing?: Partial<TransportTiming>;
  readonly replaced?: Replaced;
}

/** What a transport of one process of one machine is made from: a simulated share, disk and clock. */
export function memberPlace({ world, share, process, name, disk, watch, timing, replaced }: MemberDeps) {
  const view = share.client(name);
  view.watch((moment, call) => watch(`${moment} ${call}`));
  let nonces = 0;
  const tmp = `clutch-collab/${PROJECT}/tmp/${name}`;
  const operations = createShareOperations({
    vfs: replaced?.vfs?.(view.vfs) ?? view.vfs,
    copies: { read: () => new Uint8Array(), write: () => {} },
    tmp,
    nonce: () => `${world.random.integer(0, 1e9).toString(36)}x${(nonces += 1)}`,
  });
  const files = remote(createDirectShare(operations), operations, process);
  const local = disk.files(process, watch);
  const key = KEYS.get(name);
  if (key === undefined) throw new Error(`${name} has no key.`);
  const transport: TransportDeps = {
    project: PROJECT,
    self: name,
    members: { keyOf: (machine) => KEYS.get(machine)?.publicKey ?? null, main: () => NAMES[0], term: () => 1 },
    sign: signerOf(key),
    status: () => STATUS,
    localFolder: `/${name}`,
    timing: { ...TIMING, ...timing },
    log: (_, message) => world.trace(`${name} says: ${message}`),
  };
  return {
    tmp,
    transport,
    share: replaced?.share?.(files) ?? files,
    local: replaced?.local?.(local) ?? local,
    scheduler: process.scheduler,
  };
}

/** The real transport there. */
export function startMember(deps: MemberDeps): Promise<Transport> {
  const { transport, share, local, scheduler } = memberPlace(deps);
  return createFileTransport(transport, { folder: '/share', share, local, scheduler });
}

/** Each call takes its time, and has no answer for a process that is gone. */
function remote(
  files: ShareFiles,
  operations: ReturnType<typeof createShareOperations>,
  { call }: Process,
): ShareFiles {
  return {
    ...files,
    list: (folder) => call(() => operations.list(folder)),
    read: (path, limit) => call(() => operations.read(path, limit)),
    publish: (path, bytes) => call(() => operations.publish(path, bytes)),
    writeAside: (bytes) => call(() => operations.writeAside(bytes)),
    publishAside: (aside, path) => call(() => operations.publishAside(aside, path)),
    mark: (path) => call(() => operations.mark(path)),
    remove: (paths) => call(() => operations.remove(paths)),
    removeFolder: (folder) => call(() => operations.removeFolder(folder)),
    makeFolders: (folders) => call(() => operations.makeFolders(folders)),
    freeSpace: () => call(() => operations.freeSpace()),
  };
}
