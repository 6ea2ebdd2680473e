import { CollabError } from '../collab-error.ts';
import type { SharedProject } from '../shared-project.ts';
import type { RequestState } from './fold-request.ts';
import type { RequestBook } from './requests.ts';

export interface Claims {
  claim(state: RequestState, author: string): Promise<void>;
  /** For main: decides what is undecided of it, and gives back the lease of what is over. Resolves when that is said. */
  settle(id: string): Promise<void>;
  close(): void;
}

const leaseOf = (request: string): string => `request-${request}`;

/** Who has a request to all: the only place that asks for leases of requests. */
export function createClaims(project: SharedProject, book: RequestBook, decisionMs: number): Claims {
  const { self, transport } = project;
  /** Requests whose owner may still be at work, by when main asks again. */
  const timers = new Map<string, NodeJS.Timeout>();
  const underWay = new Map<string, Promise<void>>();

  const own = (state: RequestState, author: string, owner: string | null, token: number | null) => {
    const { id, to, from } = state.request;
    const receiver = to === 'all' ? 'all' : from;
    const record = { request: id, to: receiver, token };
    return book.speak({ ...record, type: 'request-claim', body: { author, owner } });
  };
  const grant = async (id: string): Promise<void> => {
    if (project.role() !== 'main') return;
    for (const bid of book.state(id)?.undecided ?? []) {
      const state = book.state(id);
      if (state === null || !state.undecided.some((one) => one.id === bid.id)) continue;
      const granted = await tokenOf(id, bid.from);
      if ('retryInMs' in granted) return askAgain(id, granted.retryInMs);
      await own(state, bid.body.author, bid.from, granted.token);
    }
  };
  /** A machine that main has died for in the middle gets the token that it was given. */
  const tokenOf = async (id: string, to: string) => {
    const holder = transport.leases.holder(leaseOf(id));
    if (holder?.machine === to && holder.isLive) return { token: holder.token };
    return transport.leases.grant(leaseOf(id), to);
  };
  const askAgain = (id: string, ms: number): void => {
    clearTimeout(timers.get(id));
    const again = (): void => {
      timers.delete(id);
      settle(id).catch((error: unknown) => project.log.warn(`${project.id}: request ${id} is not decided`, error));
    };
    timers.set(id, setTimeout(again, Math.max(50, ms)).unref());
  };
  const release = async (state: RequestState): Promise<void> => {
    const { request, owner, result } = state;
    if (owner === null || owner.token === null || result === null || result.body.status === 'blocked') return;
    const isMine = request.body.decides === 'main' ? project.role() === 'main' : owner.machine === self;
    if (isMine) await transport.leases.release({ task: leaseOf(request.id), token: owner.token });
  };
  const settleOnce = async (id: string): Promise<void> => {
    const state = book.state(id);
    if (state === null || state.request.to !== 'all') return;
    await release(state);
    if (state.request.body.decides === 'main') await grant(id);
  };
  /** Two records of different senders may arrive at once; a request is decided by one at a time. */
  const settle = (id: string): Promise<void> => {
    const next = (underWay.get(id) ?? Promise.resolve()).then(() => settleOnce(id));
    const quiet = next.catch(() => undefined).then(() => void (underWay.get(id) === quiet && underWay.delete(id)));
    underWay.set(id, quiet);
    return next;
  };
  const claimFromAll = async (state: RequestState, author: string): Promise<void> => {
    const { id, body } = state.request;
    if (body.decides === 'machines') {
      const lease = await claimAlone(project, state);
      await own(state, author, self, lease.token);
      return;
    }
    await own(state, author, null, state.owner?.token ?? null);
    if (project.role() === 'main') await settle(id);
    else if (book.state(id)?.owner?.machine !== self) await book.changeOf(id, decisionMs);
  };
  return {
    settle,
    async claim(state, author) {
      const { request, owner, result } = state;
      const title = `Request “${request.body.title}”`;
      if (result !== null && result.body.status !== 'blocked')
        throw new CollabError(`${title} is ${state.status} already.`);
      if (owner?.machine === self) return;
      if (project.role() === 'observer') throw new CollabError('This machine is an observer, so it can claim nothing.');
      if (request.to !== 'all' && request.to !== self) throw new CollabError(`${title} is for ${request.to} alone.`);
      requireCapabilities(project, request.body.needs);
      if (request.to === self) await own(state, author, self, null);
      else {
        requireNobodyAtWork(project, state);
        await claimFromAll(state, author);
      }
    },
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

async function claimAlone({ transport }: SharedProject, { request, owner }: RequestState) {
  const lease = await transport.leases.claim(leaseOf(request.id));
  if (lease !== null) return lease;
  const who = owner === null ? 'Another machine is just claiming it' : `${owner.machine} may still be at work on it`;
  throw new CollabError(`Request “${request.body.title}” cannot be had now: ${who}. Look at clutch requests.`);
}

function requireCapabilities(project: SharedProject, needs: readonly string[]): void {
  const { capabilities } = project.status();
  const missing = needs.filter((need) => !capabilities.includes(need));
  if (missing.length === 0) return;
  throw new CollabError(
    `This machine does not have what the request needs: ${missing.join(', ')}. If it does, add it to collab.capabilities in CLUTCH_HOME/config.json.`,
  );
}

/** A request is taken over only from a machine that does not beat any more. */
function requireNobodyAtWork({ transport }: SharedProject, { request, owner }: RequestState): void {
  if (owner === null) return;
  const freshness = transport.peers().find(({ machine }) => machine === owner.machine)?.freshness ?? 'unknown';
  if (freshness === 'stale' || freshness === 'gone') return;
  throw new CollabError(
    `Request “${request.body.title}” is ${owner.machine}'s, which is ${freshness}. It can be claimed once that machine is gone.`,
  );
}
