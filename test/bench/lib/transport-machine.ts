/** Machines of one project for measurements: their keys follow from their names, so every process knows all of them. */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { MachineStatus } from '#schemas/wire/machine.ts';
import type { RecordDraft } from '#schemas/wire/record.ts';
import { type KeyPair, keyPairOf, signerOf } from '../../../server/platform/signed-json.ts';
import { createFileTransport } from '../../../server/transports/file/file-transport.ts';
import { createGuardedShare } from '../../../server/transports/file/guarded-share.ts';
import { createLayout } from '../../../server/transports/file/layout.ts';
import type { ShareFiles } from '../../../server/transports/file/share-files.ts';
import { createNatsTransport } from '../../../server/transports/nats/create-nats-transport.ts';
import type { Transport, TransportDeps, TransportTiming } from '../../../server/transports/transport.ts';

export const PROJECT = 'bench';

/** What a machine is configured with unless its person says otherwise. */
export const USUAL: TransportTiming = {
  beatMs: 2_000,
  pollMs: 250,
  idlePollMs: 2_000,
  leaseMs: 30_000,
  leaseSyncedMs: 600_000,
  callMs: 20_000,
  retentionMs: 7 * 86_400_000,
};

/** The address of a place, as a program can be told it. */
export type Medium =
  | { readonly kind: 'file'; readonly folder: string }
  | { readonly kind: 'nats'; readonly url: string };

const keys = new Map<string, KeyPair>();

/** Made once: a real machine looks keys up in its roster. */
export function keyOf(id: string): KeyPair {
  const key = keys.get(id) ?? keyPairOf(createHash('sha256').update(id).digest());
  keys.set(id, key);
  return key;
}

export interface OpenOptions {
  readonly medium: Medium;
  readonly id: string;
  /** Holds the local folders of all machines. */
  readonly home: string;
  readonly timing?: Partial<TransportTiming>;
  /** Called for each listing of a folder. */
  readonly listed?: () => void;
}

export function openMachine({ medium, id, home, timing, listed }: OpenOptions): Promise<Transport> {
  const key = keyOf(id);
  const deps: TransportDeps = {
    project: PROJECT,
    self: id,
    members: { keyOf: (machine) => keyOf(machine).publicKey, main: () => 'main', term: () => 1 },
    sign: signerOf(key),
    status: () => STATUS,
    localFolder: join(home, id),
    timing: { ...USUAL, ...timing },
    log: (level, message) => level === 'warn' && console.error(`  ${id}: ${message}`),
  };
  if (medium.kind === 'nats') return createNatsTransport(deps, { url: medium.url });
  const { folder } = medium;
  if (listed === undefined) return createFileTransport(deps, { folder });
  const share = createGuardedShare({ folder, tmp: createLayout(PROJECT).tmp(id), callMs: deps.timing.callMs });
  return createFileTransport(deps, { folder, share: counting(share, listed) });
}

const counting = (share: ShareFiles, listed: () => void): ShareFiles => ({
  ...share,
  list(name) {
    listed();
    return share.list(name);
  },
});

export const STATUS: MachineStatus = {
  role: 'worker',
  activity: null,
  queue: 0,
  busy: 0,
  slots: 2,
  task: null,
  lastResult: null,
  capabilities: [],
  ssh: null,
};

let drafted = 0;

/** About 300 bytes as it stands in the log. */
export function draftOf(body: object): RecordDraft {
  drafted += 1;
  const random = randomBytes(10).toString('hex');
  const time = drafted.toString(16).padStart(12, '0');
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
  return { id, to: 'all', type: 'note', body: { author: 'somebody', text: 'x'.repeat(80), ...body } };
}

/** Of this and all other processes of the machine, in milliseconds. */
export const now = (): number => performance.timeOrigin + performance.now();
