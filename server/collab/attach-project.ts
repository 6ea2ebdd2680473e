import path from 'node:path';
import { BODIES, type BodyType } from '#schemas/wire/bodies.ts';
import type { MachineRole, MachineStatus, Roster } from '#schemas/wire/machine.ts';
import type { MachineId } from '#schemas/wire/names.ts';
import type { WireRecord } from '#schemas/wire/record.ts';
import type { Logger } from '../platform/logger.ts';
import { createRedactor } from '../platform/redact.ts';
import type { Members, Transport, TransportDeps, TransportTiming } from '../transports/transport.ts';
import { CollabError } from './collab-error.ts';
import { packBody, unpackBody } from './members/large-bodies.ts';
import { HOLDS_WORDS, WHO_MAY_SAY } from './members/who-may-say.ts';
import { createProjectSnapshots, type ProjectSnapshots } from './snapshots/project-snapshots.ts';
import type { Message, Received, Said, SharedProject } from './shared-project.ts';
import { uuidV7 } from './uuid-v7.ts';

/** What `SharedProject` is made of; whom to believe comes from `members`. */
export interface AttachDeps {
  readonly id: string;
  readonly root: string;
  readonly self: MachineId;
  readonly log: Logger;
  /** Of this project alone, on this machine. */
  readonly localFolder: string;
  readonly timing: TransportTiming;
  readonly members: Members & { roster(): Roster | null; role(): MachineRole | null };
  /** What this machine says of itself before anybody changed it. */
  readonly status: MachineStatus;
  sign(bytes: Uint8Array): string;
  createTransport(deps: TransportDeps): Promise<Transport>;
  changed(): void;
}

export interface AttachedProject {
  readonly project: SharedProject;
  /**
   * Begins to hand on what others say; everybody who wants to hear has said so before. Where this machine is new or was
   * away for too long, it takes over main's snapshot first, which takes some beats.
   */
  start(): void;
  /** Whether others have removed what this machine lacks, so that it has to be attached anew. */
  isLeftBehind(): Promise<boolean>;
  /** What others said that could not be taken, newest last, at most 50. */
  problems(): readonly string[];
  close(): Promise<void>;
}

type Handler = (received: Received<BodyType>) => Promise<void> | void;

const MOST_PROBLEMS = 50;

export async function attachProject(deps: AttachDeps): Promise<AttachedProject> {
  const { id, log } = deps;
  const own = createOwnStatus(deps);
  const transport = await openTransport(deps, own.current);
  const handlers = new Map<string, Handler[]>();
  const problems = createProblems(deps);
  const snapshots = createProjectSnapshots({
    ...deps,
    transport,
    tell: (text) => problems.add(text, 'snapshot'),
    warn: (message, error) => log.warn(`${id}: ${message}`, error),
  });
  const project = sharedProject(deps, { transport, handlers, snapshots, own });
  let starting = Promise.resolve();
  let isClosing = false;
  const stopWatching = transport.onChange(() => deps.changed());
  return {
    project,
    start() {
      starting = snapshots.catchUp().then(() => {
        if (isClosing) return;
        transport.subscribe(async (record) => {
          await receive(deps, transport, handlers, problems, record);
          snapshots.count();
        });
      });
    },
    async isLeftBehind() {
      await starting;
      return snapshots.isLeftBehind();
    },
    problems: problems.all,
    async close() {
      isClosing = true;
      stopWatching();
      await snapshots.close();
      await starting;
      await transport.close();
    },
  };
}

interface OwnStatus {
  current(): MachineStatus;
  change(change: Partial<MachineStatus>): void;
}

function createOwnStatus({ status: first, members }: AttachDeps): OwnStatus {
  let status = first;
  return {
    current: () => ({ ...status, role: members.role() ?? 'observer' }),
    change: (change) => void (status = { ...status, ...change }),
  };
}

const openTransport = (deps: AttachDeps, status: () => MachineStatus): Promise<Transport> =>
  deps.createTransport({
    project: deps.id,
    self: deps.self,
    members: deps.members,
    sign: deps.sign,
    status,
    localFolder: path.join(deps.localFolder, 'transport'),
    timing: deps.timing,
    log: (level, message) => deps.log[level](`${deps.id}: ${message}`),
  });

interface SharedParts {
  readonly transport: Transport;
  readonly handlers: Map<string, Handler[]>;
  readonly snapshots: ProjectSnapshots;
  readonly own: OwnStatus;
}

function sharedProject(deps: AttachDeps, { transport, handlers, snapshots, own }: SharedParts): SharedProject {
  const { id, root, self, log, members } = deps;
  const redactor = createRedactor(process.env);
  return {
    id,
    root,
    self,
    transport,
    log,
    roster: () => members.roster(),
    role: () => members.role(),
    async say(message) {
      const said = await say(deps, transport, redactor.deep, message);
      snapshots.count();
      return said;
    },
    remember: snapshots.remember,
    on(type, handle) {
      // A handler of one type is only ever given that type: `receive` looks it up by it.
      handlers.set(type, [...(handlers.get(type) ?? []), handle as unknown as Handler]);
    },
    status: own.current,
    setStatus(change) {
      own.change(change);
      transport.poke();
    },
    changed: () => deps.changed(),
  };
}

async function say<T extends BodyType>(
  { members, localFolder }: AttachDeps,
  transport: Transport,
  redacted: <V>(value: V) => V,
  { to, type, body, re, task, token, id = uuidV7() }: Message<T>,
): Promise<Said> {
  const role = members.role();
  if (role === null || !WHO_MAY_SAY[type].includes(role)) {
    throw new CollabError(
      `This machine is ${role ?? 'not confirmed'} in the shared project and may not send “${type}”. Only ${WHO_MAY_SAY[type].join(' and ')} may; main changes roles with clutch members role.`,
    );
  }
  const checked = BODIES[type].parse(HOLDS_WORDS.has(type) ? redacted(body) : body);
  const packed = await packBody(transport, path.join(localFolder, 'out'), checked);
  const draft = {
    id,
    to,
    type,
    body: packed,
    ...(re === undefined ? {} : { re }),
    ...(task === undefined ? {} : { task }),
    ...(token === undefined ? {} : { token }),
  };
  return { id, delivery: await transport.publish([draft]) };
}

/** Resolves when the record is done with, for whatever reason; rejects where it has to be tried again. */
async function receive(
  { self, members }: AttachDeps,
  transport: Transport,
  handlers: ReadonlyMap<string, readonly Handler[]>,
  problems: Problems,
  record: WireRecord,
): Promise<void> {
  const { from, to, type } = record;
  if (to !== self && to !== 'all') return;
  // A later minor version may know more types; who does not, goes on without them.
  if (!isKnown(type)) return problems.add(`${from} sent “${type}”, which this version does not know; it was ignored.`);
  const sender = members.roster()?.machines.find(({ machine }) => machine === from);
  const isMain = members.main() === from;
  const role = isMain ? 'main' : sender?.role;
  if (members.keyOf(from) === null || role === undefined) return;
  if (!WHO_MAY_SAY[type].includes(role)) {
    return problems.add(`${from} is ${role} and may not send “${type}”; it was ignored.`);
  }
  const waiting = `“${type}” of ${from} waits and is tried again`;
  try {
    const parsed = BODIES[type].safeParse(await unpackBody(transport, record.body));
    if (!parsed.success) return problems.add(`${from} sent a malformed “${type}” (${record.id}); it was ignored.`);
    const received: Received<BodyType> = {
      id: record.id,
      from,
      to,
      type,
      body: parsed.data,
      re: record.re ?? null,
      task: record.task ?? null,
      token: record.token ?? null,
      at: Number(record.hlc.slice(0, 13)),
    };
    for (const handle of handlers.get(type) ?? []) await handle(received);
    problems.clear(waiting);
  } catch (error) {
    problems.add(`${waiting}: ${error instanceof Error ? error.message : String(error)}`, waiting);
    throw error;
  }
}

const isKnown = (type: string): type is BodyType => Object.hasOwn(BODIES, type);

interface Problems {
  /** The same key replaces what was said before; the same text is counted. */
  add(text: string, key?: string): void;
  clear(key: string): void;
  all(): readonly string[];
}

function createProblems({ id, log, changed }: AttachDeps): Problems {
  const counts = new Map<string, { readonly text: string; readonly times: number }>();
  return {
    add(text, key = text) {
      const known = counts.get(key);
      if (known?.text !== text) log.warn(`${id}: ${text}`);
      counts.delete(key);
      counts.set(key, { text, times: (known?.times ?? 0) + 1 });
      for (const oldest of counts.keys()) if (counts.size > MOST_PROBLEMS) counts.delete(oldest);
      changed();
    },
    clear(key) {
      if (counts.delete(key)) changed();
    },
    all: () => [...counts.values()].map(({ text, times }) => (times === 1 ? text : `${text} (${times} times)`)),
  };
}
