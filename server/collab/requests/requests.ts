/**
 * Owns: questions and errands between machines, whose they are, and what came of them. Does not own: notes, which
 * nobody answers, and sessions of a run (`dispatch`).
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
import { claimRequest } from './claim-request.ts';
import { createDecisions, type Decisions } from './decisions.ts';
import type { RequestState } from './fold-request.ts';
import { createRequestBook } from './request-book.ts';
import { requestMemory } from './request-memory.ts';

export interface RequestsDeps {
  readonly project: SharedProject;
  readonly store: CollabStore;
  readonly files: RecordFiles;
  /** How long a claim waits for main's word before it is left to come later. */
  readonly decisionMs: number;
}

export interface Requests extends CollabPart {
  /** Asks a machine, or whoever claims it. Throws a `CollabError` where nobody would ever read it. */
  send(to: string, request: Omit<BodyOf<'request'>, 'decides'>): Promise<Said>;
  /**
   * Makes the request this machine's. Comes back with the request as it is then: still open, or another's, where main
   * has not said yet that it is ours. Throws a `CollabError` where it cannot be had.
   */
  claim(id: string, author: string): Promise<RequestView>;
  /** Answers a request of this machine's, or cancels one that this machine sent. */
  finish(id: string, result: BodyOf<'request-result'>): Promise<RequestView>;
}

export function createRequests({ project, store, files, decisionMs }: RequestsDeps): Requests {
  const redactor = createRedactor(process.env);
  const book = createRequestBook(project, store, files);
  const decisions = createDecisions(project, book);
  const hear = async <T extends RequestRecord['type']>({ re, ...received }: Received<T>): Promise<void> => {
    const request = received.type === 'request' ? received.id : re;
    const byMain = received.from === project.roster()?.main;
    const record = RequestRecord.safeParse({ ...received, request, byMain });
    if (!record.success) {
      project.log.warn(`${project.id}: ${received.type} ${received.id} of ${received.from} names no request; ignored`);
      return;
    }
    book.hear(record.data);
    // Also for what was heard before: this machine may have ended before it decided.
    await decisions.settle(record.data.request);
  };
  project.on('request', hear);
  project.on('request-claim', hear);
  project.on('request-result', hear);
  project.remember('requests', requestMemory(project.id, store, book.hear));
  book.speakAgain().catch((error: unknown) => project.log.warn(`${project.id}: something is still to be said`, error));

  const stopWatching = decideOnBecomingMain(project, store, decisions);

  const known = (id: string): RequestState => {
    const state = book.state(id);
    if (state !== null) return state;
    throw new CollabError(`There is no request ${id} in this project. List them with clutch requests.`);
  };
  const shown = (id: string): RequestView => {
    const view = book.view(id);
    if (view !== null) return view;
    throw new CollabError(`Request ${id} is not kept any more.`);
  };
  return {
    async send(to, request) {
      requireMember(project, to);
      const decides = project.transport.capabilities().atomicClaim ? 'machines' : 'main';
      return book.speak({ to, token: null, type: 'request', body: redactor.deep({ ...request, decides }) });
    },
    async claim(id, author) {
      await claimRequest({ project, book, decisions, decisionMs }, known(id), author);
      return shown(id);
    },
    async finish(id, body) {
      const state = known(id);
      const token = tokenFor(state, project.self, body.status);
      const { from, to } = state.request;
      const other = from === project.self ? to : from;
      const said = { request: id, to: to === 'all' ? 'all' : other, token } as const;
      await book.speak({ ...said, type: 'request-result', body: redactor.deep(body) });
      await decisions.settle(id);
      return shown(id);
    },
    close: () => {
      stopWatching();
      decisions.close();
      book.close();
    },
  };
}

const MOST_OPEN = 1_000;
const isUnderWay = ({ status }: RequestView): boolean => status === 'open' || status === 'claimed';

/** Whoever is main now, after a start or a hand-over, decides what was left undecided. Returns how to end that. */
function decideOnBecomingMain(project: SharedProject, store: CollabStore, decisions: Decisions): () => void {
  let wasMain = false;
  const look = (): void => {
    const isMain = project.role() === 'main';
    const open = isMain && !wasMain ? store.requests(project.id, MOST_OPEN).filter(isUnderWay) : [];
    wasMain = isMain;
    for (const { id } of open) {
      decisions.settle(id).catch((error: unknown) => project.log.warn(`${project.id}: request ${id} waits`, error));
    }
  };
  look();
  return project.transport.onChange(look);
}

/** Throws where this machine has no right to that result. */
function tokenFor({ request, owner, result, status }: RequestState, self: string, wanted: string): number | null {
  const title = `Request “${request.body.title}”`;
  if (result !== null && result.body.status !== 'blocked') {
    throw new CollabError(`${title} is ${status} already, so nothing was said.`);
  }
  if (request.to === self || owner?.machine === self) return owner?.token ?? null;
  if (request.from === self && wanted === 'cancelled') return null;
  throw new CollabError(
    `${title} is not this machine's to finish. ${wayOut(request.from === self, owner, request.id)}`,
  );
}

function wayOut(isSender: boolean, owner: RequestState['owner'], id: string): string {
  if (isSender) return 'This machine sent it, so it can only cancel it.';
  return owner === null ? `Claim it first: clutch claim ${id}.` : `It is ${owner.machine}'s.`;
}

/** Throws where nobody would ever read what is sent to `to`. */
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
