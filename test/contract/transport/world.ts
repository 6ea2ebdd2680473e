import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineStatus } from '#schemas/wire/machine.ts';
import type { RecordDraft, WireRecord } from '#schemas/wire/record.ts';
import { createKeyPair, type KeyPair, signerOf } from '../../../server/platform/signed-json.ts';
import type { Transport, TransportDeps, TransportTiming } from '../../../server/transports/transport.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/processes.ts';

/** A kind of transport under the contract, with what only it knows how to do to its place. */
export interface Harness {
  /** Null: it can be tested here; otherwise why not. */
  readonly skip: string | null;
  /** `folder` is empty and for this place alone. */
  createPlace(folder: string, project: string): Promise<SharedPlace>;
}

export interface SharedPlace {
  open(deps: TransportDeps): Promise<Transport>;
  /** Nobody reaches the place until `mend`; what was acknowledged stays. */
  break(): Promise<void>;
  mend(): Promise<void>;
  /** Puts one more chunk into the log of a machine, as anybody could who has access to the place: its numbers follow. */
  forge(machine: string, drafts: readonly RecordDraft[], key: KeyPair): Promise<void>;
  /** Changes a byte of a blob where it lies. */
  corruptBlob(sha256: string): Promise<void>;
  close(): Promise<void>;
}

export const PROJECT = 'contract';

export const TIMING: TransportTiming = {
  beatMs: 100,
  pollMs: 20,
  idlePollMs: 100,
  leaseMs: 1_500,
  leaseSyncedMs: 1_500,
  callMs: 2_000,
  retentionMs: 3_600_000,
};

export interface Machine {
  readonly id: string;
  readonly transport: Transport;
  /** Of others, in the order in which they were handed on. */
  readonly received: WireRecord[];
  readonly localFolder: string;
}

export interface OpenOptions {
  readonly timing?: Partial<TransportTiming>;
  readonly localFolder?: string;
  /** Null: it does not subscribe. Called before the record counts as received. */
  readonly handle?: ((record: WireRecord) => Promise<void>) | null;
}

/** Machines of one project with a place between them. Who is in `members` is believed by all of them. */
export interface World {
  readonly place: SharedPlace;
  readonly folder: string;
  readonly members: Map<string, KeyPair>;
  main: string;
  open(id: string, options?: OpenOptions): Promise<Machine>;
}

/** Closes what was opened, whatever happens in `work`. */
export function inWorld(harness: Harness, work: (world: World) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const shared = join(folder, 'place');
    mkdirSync(shared);
    const place = await harness.createPlace(shared, PROJECT);
    const opened: Transport[] = [];
    const keys = new Map<string, KeyPair>();
    const world: World = {
      place,
      folder,
      members: new Map(),
      main: 'main',
      async open(id, options = {}) {
        const key = keys.get(id) ?? createKeyPair();
        if (!keys.has(id)) world.members.set(id, key);
        keys.set(id, key);
        const localFolder = options.localFolder ?? join(folder, 'local', id);
        mkdirSync(localFolder, { recursive: true });
        const transport = await place.open(depsOf(world, id, key, localFolder, options.timing));
        opened.push(transport);
        const received: WireRecord[] = [];
        if (options.handle !== null) {
          transport.subscribe(async (record) => {
            await options.handle?.(record);
            received.push(record);
          });
        }
        return { id, transport, received, localFolder };
      },
    };
    try {
      await work(world);
    } finally {
      await Promise.all(opened.map((transport) => transport.close()));
      await place.close();
    }
  });
}

function depsOf(
  world: World,
  self: string,
  key: KeyPair,
  localFolder: string,
  timing: Partial<TransportTiming> | undefined,
): TransportDeps {
  return {
    project: PROJECT,
    self,
    members: {
      keyOf: (machine) => world.members.get(machine)?.publicKey ?? null,
      main: () => world.main,
      term: () => 1,
    },
    sign: signerOf(key),
    status: () => ({ ...STATUS, role: self === world.main ? 'main' : 'worker' }),
    localFolder,
    timing: { ...TIMING, ...timing },
    log(level, message) {
      if (process.env['CLUTCH_TEST_LOG'] !== undefined) console.error(`${self} ${level} ${message}`);
    },
  };
}

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

/** A note that nobody else has written. */
export function noteOf(text: string, more: Partial<RecordDraft> = {}): RecordDraft {
  drafted += 1;
  const time = (Date.now() * 64 + (drafted % 64)).toString(16).padStart(15, '0').slice(-12);
  const random = randomBytes(10).toString('hex');
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
  return { id, to: 'all', type: 'note', body: { text, author: 'somebody' }, ...more };
}

export const notesOf = (count: number, name = 'note'): RecordDraft[] =>
  Array.from({ length: count }, (_, index) => noteOf(`${name} ${index + 1}`));

export const textOf = ({ body }: { readonly body: unknown }): string => (body as { readonly text: string }).text;

export const textsFrom = ({ received }: Machine, from: string): string[] =>
  received.filter((record) => record.from === from).map(textOf);

/** Waits until a machine has received so many records. */
export const receives = (machine: Machine, count: number, deadlineMs = 15_000): Promise<unknown> =>
  until(() => machine.received.length >= count, {
    what: `${machine.id} has received ${count} records`,
    deadlineMs,
  }).catch((error: unknown) => {
    throw new Error(
      `${String(error)} It has ${JSON.stringify(machine.received.map(textOf).slice(0, 5))}; ${machine.transport.health().text}`,
    );
  });

/** Waits until a machine sees another one beat. */
export const sees = (machine: Machine, other: string): Promise<unknown> =>
  until(() => machine.transport.peers().some((peer) => peer.machine === other && peer.freshness === 'fresh'), {
    what: `${machine.id} sees ${other}`,
    deadlineMs: 15_000,
  });

export const isWell = ({ id, transport }: Machine): Promise<unknown> =>
  until(() => transport.health().state === 'ok', { what: `${id} is well`, deadlineMs: 20_000 });
