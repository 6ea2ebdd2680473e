/**
 * Owns: questions and errands between machines, whose they are, and what came of them. Does not own: notes, which
 * nobody answers (`timeline`), and sessions of a run (`dispatch`).
 *
 * A request to one machine is that machine's as soon as it says so. A request to all has one owner at a time, under a
 * fencing token, and who gives the tokens is fixed when it is sent: main, which acknowledges every claim in its own log,
 * or, where the place has atomic leases, the machines themselves. What carries an old token is kept and never applied.
 */
import type { RequestView } from '#schemas/protocol/collab.ts';
import type { BodyOf } from '#schemas/wire/bodies.ts';
import { RequestRecord } from '#schemas/wire/request-record.ts';
import { createRedactor } from '../../platform/redact.ts';
import type { CollabStore } from '../../store/collab-store.ts';
import { CollabError } from '../collab-error.ts';
import type { CollabPart, Received, Said, SharedProject } from '../shared-project.ts';
import type { RecordFiles } from '../timeline/record-files.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { createClaims } from './claims.ts';
import { foldRequest, requestView, type RequestState } from './fold-request.ts';

export interface RequestsDeps {
  readonly project: SharedProject;
  readonly store: CollabStore;
  readonly files: RecordFiles;
  /** How long a claim waits for main's word before it is left to come later. */
  readonly decisionMs: number;
}

export interface Requests extends CollabPart {
  /** Asks a machine, or whoever claims it. */
  send(to: string, request: Omit<BodyOf<'request'>, 'decides'>): Promise<Said>;
  /**
   * Makes the request this machine's. Comes back with the request as it is then: still open, or another's, where main
   * has not said yet that it is ours. Throws a `CollabError` where it cannot be had.
   */
  claim(id: string, author: string): Promise<RequestView>;
  /** Answers a request of this machine's, or cancels one that this machine sent. */
  finish(id: string, result: BodyOf<'request-result'>): Promise<RequestView>;
  /** Open ones first, then the newest. */
  list(limit: number): readonly RequestView[];
}

type OwnParts = 'id' | 'from' | 'byMain' | 'at';
type WithoutParts<R extends RequestRecord> = R extends { type: 'request' }
  ? Omit<R, OwnParts | 'request'>
  : R extends RequestRecord
    ? Omit<R, OwnParts>
    : never;
/** A record before this machine has said it. */
export type OwnRecord = WithoutParts<RequestRecord>;

/** What `claims.ts` needs of the requests. */
export interface RequestBook {
  state(id: string): RequestState | null;
  /** Keeps a record of ours and says it; what could not be said is undone. */
  speak(record: OwnRecord): Promise<Said>;
  /** Resolves with the next change of the request, or after the time. */
  changeOf(id: string, withinMs: number): Promise<void>;
}

export function createRequests({ project, store, files, decisionMs }: RequestsDeps): Requests {
  const { self } = project;
  const redactor = createRedactor(process.env);
  const waiting = new Map<string, Set<() => void>>();
  const viewOf = (records: readonly RequestRecord[]): RequestView | null => {
    const state = foldRequest(records);
    if (state === null) return null;
    const file = files.keep('tasks', state.request.id, { ...state, records });
    for (const late of state.late) files.keep('results', late.id, { ...late, applied: false });
    if (state.result !== null) files.keep('results', state.result.id, { ...state.result, applied: true });
    return requestView(state, records, file);
  };
  const changed = (id: string): void => {
    for (const wake of waiting.get(id) ?? []) wake();
    project.changed();
  };
  const book: RequestBook = {
    state: (id) => foldRequest(store.recordsOf(project.id, id)),
    async speak(own) {
      const id = uuidV7();
      const request = own.type === 'request' ? id : own.request;
      const ours = { id, request, from: self, byMain: project.role() === 'main', at: Date.now() };
      const record: RequestRecord = { ...own, ...ours };
      store.apply(project.id, record, viewOf, true);
      try {
        const said = await project.say(messageOf(record));
        store.said(project.id, record.id);
        changed(record.request);
        return said;
      } catch (error) {
        store.withdraw(project.id, record, viewOf);
        changed(record.request);
        throw error;
      }
    },
    async changeOf(id, withinMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, withinMs);
      const wakes = waiting.get(id) ?? new Set();
      waiting.set(id, wakes.add(resolve));
      await promise;
      clearTimeout(timer);
      wakes.delete(resolve);
      if (wakes.size === 0) waiting.delete(id);
    },
  };
  const claims = createClaims(project, book, decisionMs);

  const take = async (record: RequestRecord): Promise<void> => {
    if (store.apply(project.id, record, viewOf, false)) changed(record.request);
    // Also for what was applied before: this machine may have died before it decided.
    await claims.settle(record.request);
  };
  const hear = <T extends RequestRecord['type']>({ re, ...received }: Received<T>): Promise<void> | void => {
    const request = received.type === 'request' ? received.id : re;
    const byMain = received.from === project.roster()?.main;
    const parsed = RequestRecord.safeParse({ ...received, request, byMain });
    if (parsed.success) return take(parsed.data);
    project.log.warn(
      `${project.id}: ${received.type} ${received.id} of ${received.from} names no request; it is ignored`,
    );
  };
  project.on('request', hear);
  project.on('request-claim', hear);
  project.on('request-result', hear);
  void sayAgain(project, store);

  const known = (id: string): RequestState => {
    const state = book.state(id);
    if (state !== null) return state;
    throw new CollabError(`There is no request ${id} in this project. List them with clutch requests.`);
  };
  const view = (id: string): RequestView => {
    const found = store.request(project.id, id);
    return found ?? requestView(known(id), store.recordsOf(project.id, id), null);
  };
  return {
    async send(to, request) {
      requireMember(project, to);
      const decides = project.transport.capabilities().atomicClaim ? 'machines' : 'main';
      const body = redactor.deep({ ...request, decides } as const);
      return book.speak({ to, token: null, type: 'request', body });
    },
    async claim(id, author) {
      await claims.claim(known(id), author);
      return view(id);
    },
    async finish(id, body) {
      const state = known(id);
      const token = tokenFor(state, self, body.status);
      const { request } = state;
      const to = request.to === 'all' ? 'all' : request.from === self ? request.to : request.from;
      await book.speak({ request: id, to, token, type: 'request-result', body: redactor.deep(body) });
      await claims.settle(id);
      return view(id);
    },
    list: (limit) => store.requests(project.id, limit),
    close: () => {
      claims.close();
      for (const wakes of waiting.values()) for (const wake of wakes) wake();
    },
  };
}

/** Throws where this machine has no right to that result. */
function tokenFor({ request, owner, result, status }: RequestState, self: string, wanted: string): number | null {
  if (result !== null && result.body.status !== 'blocked') {
    throw new CollabError(`Request “${request.body.title}” is ${status} already, so nothing was said.`);
  }
  const isOurs = request.to === self || owner?.machine === self;
  if (isOurs) return owner?.token ?? null;
  if (request.from === self && wanted === 'cancelled') return null;
  const way =
    request.from === self
      ? 'This machine sent it, so it can only cancel it.'
      : owner === null
        ? `Claim it first: clutch claim ${request.id}.`
        : `It is ${owner.machine}'s.`;
  throw new CollabError(`Request “${request.body.title}” is not this machine's to finish. ${way}`);
}

/** Throws where nobody would ever read it. */
export function requireMember(project: SharedProject, to: string): void {
  if (to === 'all') return;
  if (to === project.self) throw new CollabError('That is this machine itself. Name another one, or all.');
  const machines = project.roster()?.machines ?? [];
  const member = machines.find(({ machine }) => machine === to);
  if (member?.revoked === false) return;
  const others = machines.filter(({ machine, revoked }) => !revoked && machine !== project.self);
  const names = ['all', ...others.map(({ machine }) => machine)].join(', ');
  const why = member === undefined ? 'is not in the roster' : 'was revoked';
  throw new CollabError(`${to} ${why}, so it would never read this. Send it to one of: ${names}.`);
}

/** What this machine kept, and may not have said before it ended. */
async function sayAgain(project: SharedProject, store: CollabStore): Promise<void> {
  for (const record of store.unsaid(project.id)) {
    try {
      await project.say(messageOf(record));
      store.said(project.id, record.id);
    } catch (error) {
      project.log.warn(`${project.id}: ${record.type} ${record.id} is kept and said at the next start`, error);
      return;
    }
  }
}

const messageOf = ({ id, request, to, token, type, body }: RequestRecord) => ({
  id,
  to,
  type,
  body,
  ...(type === 'request' ? {} : { re: request }),
  ...(token === null ? {} : { token }),
});
