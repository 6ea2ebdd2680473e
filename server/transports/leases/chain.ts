import { randomBytes } from 'node:crypto';
import type { LeaseLink } from '#schemas/wire/machine.ts';
import type { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import { createKnownLinks, type KnownLinks } from './known-links.ts';
import { openLink, sealLink, type LinkSeal, type LinkStore } from './links.ts';
import { isOver, momentOf, takeoverMs, type Moment } from './timing.ts';

export interface ChainDeps {
  readonly clock: Pick<Scheduler, 'monotonic' | 'wall'>;
  readonly self: MachineId;
  epoch(): number;
  readonly store: LinkStore;
  readonly seal: LinkSeal;
  readonly leaseMs: number;
  /** Two machines have created the same token: the place is not atomic, and no lease of a chain counts any more. */
  onDoubleToken(task: string, token: number): void;
}

/** A link that this machine has created. */
export interface OwnLink {
  readonly task: string;
  readonly token: number;
  readonly nonce: string;
  /** Before anything was read of which this link is a consequence. */
  readonly since: Moment;
}

/**
 * Leases without main, where the place lets exactly one create a name: claim, renew, release and steal all create the link
 * of the next token. Somebody else's is succeeded only after it was released or stood unchanged for S on this machine's own
 * clock; the holder counts its H from before it looked, so it has ended by then. Stale listings only make that later.
 */
export interface Chain {
  /** Null: somebody else has it, or that cannot be told now. */
  claim(task: string): Promise<OwnLink | null>;
  /** The same task under the next token; null: it is not known to be this machine's any more. */
  renew(link: OwnLink): Promise<OwnLink | null>;
  release(link: OwnLink): Promise<void>;
  isValid(link: OwnLink): boolean;
}

/** Links that others may still have in a stale listing must stay, or an old name could be taken for a second time. */
const KEEP_TIMES = 10;
const KEEP_MS = 600_000;

export function createChain(deps: ChainDeps): Chain {
  const { clock, store, leaseMs } = deps;
  const known = createKnownLinks(clock);
  const { read, newest } = readerOf(deps, known);
  /** Links that this machine has tried to create, by nonce: a lost reply does not lose the lease. */
  const tried = new Map<string, OwnLink>();

  const isValid = ({ since }: OwnLink): boolean => !isOver(since, momentOf(clock), leaseMs);
  const ownOf = (link: LeaseLink | null): OwnLink | null => {
    const own = link === null ? undefined : tried.get(link.nonce);
    return own !== undefined && isValid(own) ? own : null;
  };

  /** Creates the next link. Whoever is told of an error may have won all the same, so the nonce decides. */
  const create = async (task: string, token: number, released: boolean, since: Moment): Promise<OwnLink | null> => {
    const own = { task, token, nonce: randomBytes(16).toString('hex'), since };
    for (const one of tried.values()) if (!isValid(one)) tried.delete(one.nonce);
    if (!released) tried.set(own.nonce, own);
    const link = { v: 1 as const, task, token, machine: deps.self, ep: deps.epoch(), nonce: own.nonce, released };
    try {
      if (await store.publish(task, token, sealLink(link, deps.seal))) known.saw(task, token, own.nonce);
    } catch {
      // Read below.
    }
    const found = await read(task, token);
    return found?.nonce === own.nonce && (await newest(task)) === token ? own : null;
  };

  const prune = async (task: string): Promise<void> => {
    const old = known.olderThan(task, Math.max(KEEP_MS, KEEP_TIMES * takeoverMs(leaseMs)));
    if (old.length === 0) return;
    await store.remove(task, old);
    known.forget(task, old);
  };

  return {
    async claim(task) {
      const since = momentOf(clock);
      const top = await newest(task);
      if (top === 0) return create(task, 1, false, since);
      const link = await read(task, top);
      if (link === null) return null;
      const own = ownOf(link);
      if (own !== null) return own;
      const isFree = link.released || since.monotonic - known.seenAt(task, top) >= takeoverMs(leaseMs);
      return isFree ? create(task, top + 1, false, since) : null;
    },
    async renew({ task }) {
      const since = momentOf(clock);
      const top = await newest(task);
      if (ownOf(await read(task, top)) === null) return null;
      const next = await create(task, top + 1, false, since);
      if (next !== null) await prune(task);
      return next;
    },
    async release({ task, token }) {
      // From here on nothing that this machine has created may bring it back: the next one can have it at any moment.
      for (const one of tried.values()) if (one.task === task) tried.delete(one.nonce);
      await create(task, token + 1, true, momentOf(clock));
    },
    isValid,
  };
}

function readerOf({ store, seal, onDoubleToken }: ChainDeps, known: KnownLinks) {
  return {
    /** Null: not there, unreadable, of no member, or one of two; which is never "nobody has it". */
    async read(task: string, token: number): Promise<LeaseLink | null> {
      const bytes = await store.read(task, token);
      const link = bytes === null ? null : openLink(bytes, task, token, seal);
      if (link === null || known.saw(task, token, link.nonce)) return link;
      onDoubleToken(task, token);
      return null;
    },
    /** 0: there is none. */
    async newest(task: string): Promise<number> {
      const { tokens, copies } = await store.list(task);
      for (const token of copies) onDoubleToken(task, token);
      return Math.max(0, ...tokens, ...known.tokens(task));
    },
  };
}
