import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { MachineStatus } from '#schemas/wire/machine.ts';
import type { RecordDraft } from '#schemas/wire/record.ts';
import { createKeyPair, signerOf, type KeyPair } from '../../../../server/platform/signed-json.ts';
import type { TransportDeps, TransportTiming } from '../../../../server/transports/transport.ts';

export const FAST: TransportTiming = {
  beatMs: 100,
  pollMs: 10,
  idlePollMs: 50,
  leaseMs: 2_000,
  leaseSyncedMs: 4_000,
  callMs: 10_000,
  retentionMs: 60_000,
};

/** Machines by name with a key pair each, who all know each other; the first one is main. */
export interface Team {
  readonly keys: Map<string, KeyPair>;
  deps(machine: string, localFolder: string, change?: Partial<TransportDeps>): TransportDeps;
}

export function createTeam(...machines: readonly string[]): Team {
  const keys = new Map(machines.map((machine) => [machine, createKeyPair()]));
  return {
    keys,
    deps(machine, localFolder, change = {}) {
      const key = keys.get(machine) ?? createKeyPair();
      return {
        project: 'shop',
        self: machine,
        members: {
          keyOf: (other) => keys.get(other)?.publicKey ?? null,
          main: () => machines[0] ?? null,
          term: () => 1,
        },
        sign: signerOf(key),
        status: () => STATUS,
        localFolder: path.join(localFolder, machine),
        timing: FAST,
        log: () => undefined,
        ...change,
      };
    },
  };
}

const STATUS: MachineStatus = {
  role: 'worker',
  activity: null,
  queue: 0,
  busy: 0,
  slots: 1,
  task: null,
  lastResult: null,
  capabilities: [],
  ssh: null,
};

export function draftOf(text: string): RecordDraft {
  return { id: newId(), to: 'all', type: 'note', body: { text, author: 'a test' } };
}

/** A UUIDv7 as far as its shape goes. */
export function newId(): string {
  const hex = randomBytes(16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export const textOf = (record: { readonly body?: unknown }): string => (record.body as { text: string }).text;
