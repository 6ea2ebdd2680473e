/**
 * Shared projects of several machines in one process, without a transport: what one says, the others hear at once, each
 * sender's words in order and one at a time. What the tests of the parts above the transport need, and no more.
 */
import { BODIES, type BodyType } from '#schemas/wire/bodies.ts';
import type { MachineRole, MachineStatus, Roster } from '#schemas/wire/machine.ts';
import type { Received, SharedProject } from '../../server/collab/shared-project.ts';
import { uuidV7 } from '../../server/collab/uuid-v7.ts';
import type { Alarm, Lease, PeerSighting, Transport, TransportHealth } from '../../server/transports/transport.ts';

export interface LinkedMachine {
  readonly project: SharedProject;
  /** What its transport would say of others and of itself. */
  readonly sees: { peers: PeerSighting[]; health: TransportHealth; alarms: Alarm[]; atomicClaim: boolean };
  /** Warnings that it logged. */
  readonly warnings: readonly string[];
  /** While it is cut off, what others say waits, and what it says itself waits too. */
  cutOff(): void;
  reconnect(): void;
  /** What its transport says when peers, health or the roster have changed. */
  change(): void;
  /** The same machine after a restart: nobody listens yet. What waited is handed on as soon as somebody does. */
  restart(): SharedProject;
  /** What it says from now on is refused, as by a full disk; null: taken again. */
  refuse(error: Error | null): void;
}

export interface LinkedProjects {
  machine(id: string): LinkedMachine;
  readonly leases: LinkedLeases;
  /** Changes the roster of all at once. */
  setRoster(roster: Roster): void;
  /** Resolves when everything that was said was heard by all that are not cut off. */
  settled(): Promise<void>;
}

export const healthy: TransportHealth = { state: 'ok', text: 'The shared folder answers.', since: 0, undelivered: 0 };

export const idle = (role: MachineRole, over: Partial<MachineStatus> = {}): MachineStatus => ({
  role,
  activity: null,
  queue: 0,
  busy: 0,
  slots: 2,
  task: null,
  lastResult: null,
  capabilities: [],
  ssh: null,
  ...over,
});

export const sightingOf = (machine: string, over: Partial<PeerSighting> = {}): PeerSighting => ({
  machine,
  ep: 1,
  counter: 7,
  ageMs: 1_000,
  freshness: 'fresh',
  status: idle('worker'),
  skewMs: 0,
  mustResync: false,
  ...over,
});

type Handler = (received: Received<BodyType>) => Promise<void> | void;

interface Inbox {
  handlers: Map<BodyType, Handler[]>;
  readonly waiting: Received<BodyType>[];
  isCutOff: boolean;
  /** One queue per machine is stricter than one per sender, and simpler. */
  work: Promise<void>;
}

/** The first machine is main, the others are workers. */
export function linkProjects(ids: readonly string[], root = '/project'): LinkedProjects {
  const key = 'A'.repeat(43);
  const [main = 'main'] = ids;
  const machines = ids.map((machine) => ({
    machine,
    name: `${machine}-pc`,
    key,
    role: machine === main ? ('main' as const) : ('worker' as const),
    revoked: false,
  }));
  let roster: Roster = { v: 1, term: 1, version: 4, main, recoveryKey: key, machines };
  const leases = createLeases(() => roster.main);
  const inboxes = new Map<string, Inbox>();
  const deliver = (inbox: Inbox): void => {
    inbox.work = inbox.work.then(async () => {
      while (inbox.waiting.length > 0 && !inbox.isCutOff && inbox.handlers.size > 0) {
        const [received] = inbox.waiting;
        if (received === undefined) return;
        // Handed on again where a handler fails: it stays the first.
        for (const handle of inbox.handlers.get(received.type) ?? []) await handle(received);
        inbox.waiting.shift();
      }
    });
  };
  const known = new Map(
    ids.map((id) => {
      const inbox: Inbox = { handlers: new Map(), waiting: [], isCutOff: false, work: Promise.resolve() };
      inboxes.set(id, inbox);
      return [id, createMachine(id, root, inbox, inboxes, leases, () => roster, deliver)] as const;
    }),
  );
  return {
    leases,
    machine(id) {
      const machine = known.get(id);
      if (machine === undefined) throw new Error(`there is no machine ${id}`);
      return machine;
    },
    setRoster: (next) => (roster = next),
    async settled() {
      const busy = (): boolean =>
        [...inboxes.values()].some((one) => one.waiting.length > 0 && !one.isCutOff && one.handlers.size > 0);
      do await Promise.all([...inboxes.values()].map(({ work }) => work));
      while (busy());
      await new Promise((resolve) => setImmediate(resolve));
      if (busy()) await this.settled();
    },
  };
}

function createMachine(
  id: string,
  root: string,
  inbox: Inbox,
  inboxes: ReadonlyMap<string, Inbox>,
  leases: LinkedLeases,
  roster: () => Roster,
  deliver: (inbox: Inbox) => void,
): LinkedMachine {
  const warnings: string[] = [];
  const outbox: Received<BodyType>[] = [];
  const sees: LinkedMachine['sees'] = { peers: [], health: healthy, alarms: [], atomicClaim: false };
  const listeners = new Set<() => void>();
  let refusal: Error | null = null;
  const post = (received: Received<BodyType>): void => {
    for (const [to, other] of inboxes) {
      if (to === id || (received.to !== 'all' && received.to !== to)) continue;
      other.waiting.push(structuredClone(received));
      deliver(other);
    }
  };
  const role = (): MachineRole | null => roster().machines.find(({ machine }) => machine === id)?.role ?? null;
  const open = (): SharedProject => {
    let status = idle(role() ?? 'observer');
    return {
      id: 'shop-4711',
      root,
      self: id,
      transport: transportOf(sees, leases.of(id), listeners),
      log: {
        file: '',
        info: () => undefined,
        warn: (message) => void warnings.push(message),
        error: (message) => void warnings.push(message),
      },
      roster,
      role,
      status: () => status,
      setStatus: (change) => (status = { ...status, ...change }),
      remember: () => undefined,
      changed: () => undefined,
      on(type, handle) {
        inbox.handlers.set(type, [...(inbox.handlers.get(type) ?? []), handle as unknown as Handler]);
        // Later, so that whoever adds several has added them all.
        setImmediate(() => deliver(inbox));
      },
      say({ to, type, body, re, task, token, id: record = uuidV7() }) {
        if (refusal !== null) return Promise.reject(refusal);
        const received = { id: record, from: id, to, type, body: BODIES[type].parse(body), at: Date.now() };
        const whole = { ...received, re: re ?? null, task: task ?? null, token: token ?? null } as Received<BodyType>;
        if (inbox.isCutOff) outbox.push(whole);
        else post(whole);
        return Promise.resolve({ id: record, delivery: inbox.isCutOff ? 'kept' : 'acknowledged' });
      },
    };
  };
  return {
    project: open(),
    sees,
    warnings,
    cutOff: () => (inbox.isCutOff = true),
    reconnect() {
      inbox.isCutOff = false;
      for (const received of outbox.splice(0)) post(received);
      deliver(inbox);
    },
    change: () => {
      for (const listener of listeners) listener();
    },
    restart() {
      inbox.handlers = new Map();
      return open();
    },
    refuse: (error) => (refusal = error),
  };
}

function transportOf(sees: LinkedMachine['sees'], leases: Transport['leases'], listeners: Set<() => void>): Transport {
  const none = (): never => {
    throw new Error('the linked projects have no transport of their own');
  };
  return {
    capabilities: () => ({
      kind: 'file',
      atomicClaim: sees.atomicClaim,
      class: sees.atomicClaim ? 'A' : 'B',
      ordering: 'per-sender',
      maxBody: 65_536,
      durability: 'fsync',
    }),
    publish: none,
    subscribe: none,
    poke: () => undefined,
    peers: () => sees.peers,
    health: () => sees.health,
    alarms: () => sees.alarms,
    leases,
    snapshots: { write: none, read: none, needed: none, resume: none },
    putBlob: none,
    getBlob: none,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => Promise.resolve(),
  };
}

export interface LinkedLeases {
  of(machine: string): Transport['leases'];
  /** The holder was not heard of for long enough: the next may have it. */
  lapse(task: string): void;
  holderOf(task: string): { machine: string; token: number; isLive: boolean } | undefined;
}

function createLeases(main: () => string): LinkedLeases {
  const held = new Map<string, { machine: string; token: number; isLive: boolean }>();
  let high = 0;
  const take = (task: string, machine: string): number | null => {
    if (held.get(task)?.isLive === true) return null;
    held.set(task, { machine, token: ++high, isLive: true });
    return high;
  };
  const leaseOf = (task: string, token: number): Lease => ({
    task,
    token,
    isValid: () => held.get(task)?.token === token && held.get(task)?.isLive === true,
    signal: new AbortController().signal,
  });
  return {
    of: (machine) => ({
      grant(task, to) {
        if (machine !== main()) return Promise.reject(new Error('not-main'));
        const token = take(task, to);
        return Promise.resolve(token === null ? { retryInMs: 50 } : { token });
      },
      holder: (task) => held.get(task) ?? null,
      held: leaseOf,
      claim(task) {
        const token = take(task, machine);
        return Promise.resolve(token === null ? null : leaseOf(task, token));
      },
      release({ task, token }) {
        const holder = held.get(task);
        if (holder?.token === token) held.set(task, { ...holder, isLive: false });
        return Promise.resolve();
      },
    }),
    lapse(task) {
      const holder = held.get(task);
      if (holder !== undefined) held.set(task, { ...holder, isLive: false });
    },
    holderOf: (task) => held.get(task),
  };
}
