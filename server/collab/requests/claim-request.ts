import { CollabError } from '../collab-error.ts';
import type { SharedProject } from '../shared-project.ts';
import { leaseOf, type Decisions } from './decisions.ts';
import type { RequestState } from './fold-request.ts';
import type { RequestBook } from './request-book.ts';

export interface ClaimDeps {
  readonly project: SharedProject;
  readonly book: RequestBook;
  readonly decisions: Decisions;
  readonly decisionMs: number;
}

/** Makes the request this machine's, or asks main for it and waits a while. Throws a `CollabError` where it cannot be had. */
export async function claimRequest(deps: ClaimDeps, state: RequestState, author: string): Promise<void> {
  const { project, book, decisions, decisionMs } = deps;
  const { self } = project;
  const { request, owner } = state;
  if (owner?.machine === self) return;
  requireClaimable(project, state);
  const claim = { request: request.id, type: 'request-claim' } as const;
  if (request.to === self) {
    await book.speak({ ...claim, to: request.from, token: null, body: { author, owner: self } });
  } else if (request.body.decides === 'machines') {
    const lease = await claimAlone(project, state);
    await book.speak({ ...claim, to: 'all', token: lease.token, body: { author, owner: self } });
  } else {
    await book.speak({ ...claim, to: 'all', token: owner?.token ?? null, body: { author, owner: null } });
    if (project.role() === 'main') await decisions.settle(request.id);
    else if (book.state(request.id)?.owner?.token === owner?.token) await book.changeOf(request.id, decisionMs);
  }
}

function requireClaimable(project: SharedProject, state: RequestState): void {
  const { request, owner, result, status } = state;
  const title = `Request “${request.body.title}”`;
  if (result !== null && result.body.status !== 'blocked') throw new CollabError(`${title} is ${status} already.`);
  if (project.role() === 'observer') throw new CollabError('This machine is an observer, so it can claim nothing.');
  if (request.to !== 'all' && request.to !== project.self)
    throw new CollabError(`${title} is for ${request.to} alone.`);
  const { capabilities } = project.status();
  const missing = request.body.needs.filter((need) => !capabilities.includes(need));
  if (missing.length > 0) {
    const advice = 'If it does, add it to collab.capabilities in CLUTCH_HOME/config.json.';
    throw new CollabError(`This machine does not have what the request needs: ${missing.join(', ')}. ${advice}`);
  }
  if (owner === null) return;
  // A request is taken over only from a machine that does not beat any more.
  const sighting = project.transport.peers().find(({ machine }) => machine === owner.machine);
  const freshness = sighting?.freshness ?? 'unknown';
  if (freshness === 'stale' || freshness === 'gone') return;
  throw new CollabError(
    `${title} is ${owner.machine}'s, which is ${freshness}. It can be claimed once that machine is gone.`,
  );
}

async function claimAlone({ transport }: SharedProject, { request, owner }: RequestState) {
  const lease = await transport.leases.claim(leaseOf(request.id));
  if (lease !== null) return lease;
  const who = owner === null ? 'Another machine is just claiming it' : `${owner.machine} may still be at work on it`;
  throw new CollabError(`Request “${request.body.title}” cannot be had now: ${who}. Look at clutch requests.`);
}
