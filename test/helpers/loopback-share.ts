import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BODIES, type BodyType } from '#schemas/wire/bodies.ts';
import type { MachineRole, MachineStatus, Roster } from '#schemas/wire/machine.ts';
import type { Message, Received, SharedProject } from '../../server/collab/shared-project.ts';
import { uuidV7 } from '../../server/collab/uuid-v7.ts';
import { createKeyPair, type KeyPair, signerOf } from '../../server/platform/signed-json.ts';
import type { Freshness, Lease, Transport } from '../../server/transports/transport.ts';

/**
 * A shared project within one process: everything that is said is heard by all, in order, once it was handled; who is
 * attached again hears what it did not handle before. For tests of the parts above a transport.
 */
export interface LoopbackShare {
  join(name: string, role: MachineRole, root: string): LoopbackMember;
  /** Everything that was said so far. */
  readonly said: readonly Received<BodyType>[];
  /** Puts words into the log that nobody of the members has said. */
  forge(record: Received<BodyType>): void;
}

export interface LoopbackMember {
  readonly machine: string;
  readonly keys: KeyPair;
  sign(bytes: Uint8Array): string;
  /** As a server that starts: handlers are to be set before `start`. */
  attach(): { readonly project: SharedProject; start(): void; detach(): void };
  /** How the others see it from now on; a member that is gone loses its leases. */
  seen(freshness: Freshness): void;
  /** Hears nothing from now on and believes that its leases hold, as a machine whose clock stood still; others hear it. */
  isCutOff(): void;
  can(capabilities: readonly string[]): void;
}

interface Known {
  readonly machine: string;
  readonly name: string;
  readonly role: MachineRole;
  readonly keys: KeyPair;
  status: MachineStatus;
  freshness: Freshness;
  cutOff: boolean;
}

const PROJECT = 'project-1';

export function createLoopbackShare(folder: string): LoopbackShare {
  const log: Received<BodyType>[] = [];
  const members = new Map<string, Known>();
  const listeners = new Set<() => void>();
  const leases = new Map<string, { machine: string; token: number; lost: boolean; aborts: Set<AbortController> }>();
  const blobs = path.join(folder, 'blobs');
  let tokens = 0;
  mkdirSync(blobs);
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const roster = (): Roster => {
    const all = [...members.values()];
    const main = all.find(({ role }) => role === 'main');
    return {
      v: 1,
      term: 1,
      version: 1,
      main: main?.machine ?? 'nobody',
      recoveryKey: main?.keys.publicKey ?? '',
      machines: all.map(({ machine, name, role, keys }) => ({
        machine,
        name,
        role,
        key: keys.publicKey,
        revoked: false,
      })),
    };
  };
  const endLease = (task: string): void => {
    const lease = leases.get(task);
    if (!lease) return;
    lease.lost = true;
    if (members.get(lease.machine)?.cutOff !== true) for (const abort of lease.aborts) abort.abort();
  };

  const transportOf = (self: string): Transport => ({
    capabilities: () => ({
      kind: 'file',
      atomicClaim: true,
      class: 'A',
      ordering: 'per-sender',
      maxBody: 65_536,
      durability: 'fsync',
    }),
    publish: () => Promise.resolve('acknowledged'),
    subscribe: () => undefined,
    poke: () => undefined,
    peers: () =>
      [...members.values()]
        .filter(({ machine }) => machine !== self)
        .map(({ machine, freshness, status }) => ({
          machine,
          ep: 1,
          counter: 1,
          ageMs: 0,
          freshness,
          status,
          skewMs: 0,
          mustResync: false,
        })),
    health: () => ({ state: 'ok', text: 'It works.', since: 0, undelivered: 0 }),
    alarms: () => [],
    leases: {
      grant(task, to) {
        const before = leases.get(task);
        if (before && !before.lost && before.machine !== to) return Promise.resolve({ retryInMs: 20 });
        tokens += 1;
        leases.set(task, { machine: to, token: tokens, lost: false, aborts: new Set() });
        return Promise.resolve({ token: tokens });
      },
      holder(task) {
        const lease = leases.get(task);
        return lease ? { machine: lease.machine, token: lease.token, isLive: !lease.lost } : null;
      },
      held(task, token): Lease {
        const lease = leases.get(task);
        const abort = new AbortController();
        const isValid = (): boolean => {
          const now = leases.get(task);
          return members.get(self)?.cutOff === true || (now?.token === token && !now.lost);
        };
        if (isValid()) lease?.aborts.add(abort);
        else abort.abort();
        return { task, token, isValid, signal: abort.signal };
      },
      claim: () => Promise.resolve(null),
      release({ task, token }) {
        if (leases.get(task)?.token === token) leases.delete(task);
        return Promise.resolve();
      },
    },
    putBlob(file) {
      const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
      copyFileSync(file, path.join(blobs, sha256));
      return Promise.resolve(sha256);
    },
    snapshots: {
      write: () => Promise.resolve(),
      read: () => Promise.resolve(null),
      needed: () => Promise.resolve([]),
      resume: () => Promise.resolve(),
    },
    getBlob(sha256) {
      const file = path.join(blobs, sha256);
      return Promise.resolve(existsSync(file) ? file : null);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => Promise.resolve(),
  });

  return {
    said: log,
    forge(record) {
      log.push(record);
      changed();
    },
    join(name, role, root) {
      const machine = `m-${name}`;
      const keys = createKeyPair();
      const status: MachineStatus = {
        role,
        activity: null,
        queue: 0,
        busy: 0,
        slots: 2,
        task: null,
        lastResult: null,
        capabilities: [],
        ssh: null,
      };
      const known: Known = { machine, name, role, keys, status, freshness: 'fresh', cutOff: false };
      members.set(machine, known);
      let heard = 0;
      return {
        machine,
        keys,
        sign: signerOf(keys),
        can(capabilities) {
          known.status = { ...known.status, capabilities: [...known.status.capabilities, ...capabilities] };
          changed();
        },
        isCutOff: () => void (known.cutOff = true),
        seen(freshness) {
          known.freshness = freshness;
          if (freshness === 'gone') {
            for (const [task, lease] of leases) if (lease.machine === machine) endLease(task);
          }
          changed();
        },
        attach() {
          const handlers = new Map<string, ((received: Received<BodyType>) => Promise<void> | void)[]>();
          const state = { attached: true };
          let pumping = false;
          const pump = async (): Promise<void> => {
            if (pumping) return;
            pumping = true;
            while (state.attached && !known.cutOff && heard < log.length) {
              const record = log[heard] as Received<BodyType>;
              const isForUs = record.from !== machine && (record.to === machine || record.to === 'all');
              try {
                for (const handle of isForUs ? (handlers.get(record.type) ?? []) : []) await handle(record);
              } catch (error) {
                if (state.attached) throw error;
              }
              // A member that left while it handled this hears it again.
              if (state.attached) heard += 1;
            }
            pumping = false;
          };
          const project: SharedProject = {
            id: PROJECT,
            root,
            self: machine,
            transport: transportOf(machine),
            log: { info: () => undefined, warn: () => undefined, error: () => undefined } as never,
            roster,
            role: () => role,
            say<T extends BodyType>({ to, type, body, re, task, token, id = uuidV7() }: Message<T>) {
              if (!state.attached) return Promise.reject(new Error('not attached'));
              const parsed = BODIES[type].parse(JSON.parse(JSON.stringify(body)));
              const at = Date.now();
              const from = { id, from: machine, to, re: re ?? null, task: task ?? null, token: token ?? null, at };
              log.push({ ...from, type, body: parsed });
              changed();
              return Promise.resolve({ id, delivery: 'acknowledged' });
            },
            on(type, handle) {
              handlers.set(type, [...(handlers.get(type) ?? []), handle as never]);
            },
            status: () => known.status,
            setStatus(change) {
              known.status = { ...known.status, ...change };
              changed();
            },
            remember: () => undefined,
            changed: () => undefined,
          };
          const hear = (): void => void pump();
          return {
            project,
            start() {
              listeners.add(hear);
              hear();
            },
            detach() {
              state.attached = false;
              listeners.delete(hear);
            },
          };
        },
      };
    },
  };
}
