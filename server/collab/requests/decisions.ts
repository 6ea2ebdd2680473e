import type { SharedProject } from '../shared-project.ts';
import type { RequestState } from './fold-request.ts';
import type { RequestBook } from './request-book.ts';

export interface Decisions {
  /** For main: decides whose a request to all is. For whoever gave the lease: takes it back when the request is over. */
  settle(id: string): Promise<void>;
  close(): void;
}

/** Name of the lease on a request. */
export const leaseOf = (request: string): string => `request-${request}`;

/** Who has a request to all, as main says it. A request is looked at by one at a time, whoever says something of it. */
export function createDecisions(project: SharedProject, book: RequestBook): Decisions {
  const underWay = new Map<string, Promise<void>>();
  /** Requests whose owner may still be at work, by when main asks again. */
  const timers = new Map<string, NodeJS.Timeout>();
  let isOver = false;

  const settle = (id: string): Promise<void> => {
    const next = (underWay.get(id) ?? Promise.resolve()).then(() => settleOnce(id));
    const quiet = next
      .catch(() => undefined)
      .then(() => {
        if (underWay.get(id) === quiet) underWay.delete(id);
      });
    underWay.set(id, quiet);
    return next;
  };
  const settleOnce = async (id: string): Promise<void> => {
    const state = book.state(id);
    if (state === null || state.request.to !== 'all') return;
    await giveBack(project, state);
    if (state.request.body.decides !== 'main' || project.role() !== 'main') return;
    const [bid] = state.undecided;
    if (bid === undefined) return;
    const granted = await grant(project, id, bid.from);
    if ('retryInMs' in granted) return settleIn(id, granted.retryInMs);
    const body = { author: bid.body.author, owner: bid.from };
    await book.speak({ request: id, to: 'all', token: granted.token, type: 'request-claim', body });
  };
  const settleIn = (id: string, ms: number): void => {
    clearTimeout(timers.get(id));
    if (isOver) return;
    const again = (): void => {
      timers.delete(id);
      settle(id).catch((error: unknown) => project.log.warn(`${project.id}: request ${id} is not decided`, error));
    };
    timers.set(id, setTimeout(again, Math.max(MIN_WAIT_MS, ms)).unref());
  };
  return {
    settle,
    close: () => {
      isOver = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

const MIN_WAIT_MS = 50;

/** Where main ended between giving a token and saying so, the machine gets the one that it was given. */
async function grant({ transport }: SharedProject, id: string, to: string) {
  const holder = transport.leases.holder(leaseOf(id));
  if (holder?.machine === to && holder.isLive) return { token: holder.token };
  return transport.leases.grant(leaseOf(id), to);
}

async function giveBack(project: SharedProject, { request, owner, result }: RequestState): Promise<void> {
  if (owner === null || owner.token === null || result === null || result.body.status === 'blocked') return;
  const isOurs = request.body.decides === 'main' ? project.role() === 'main' : owner.machine === project.self;
  if (!isOurs) return;
  try {
    await project.transport.leases.release({ task: leaseOf(request.id), token: owner.token });
  } catch (error) {
    // It runs out by itself; what was said of the request stands.
    project.log.warn(`${project.id}: the lease of request ${request.id} could not be given back`, error);
  }
}
