import type { PermissionDecision } from '#schemas/run/permission.ts';
import type { AgentAnswer } from '../engine/ports.ts';
import type { PersonDecision } from './permission-question.ts';
import { createTurns } from './turns.ts';

/** So many questions of one session stand before a person at once; the rest wait. */
const MAX_OPEN = 20;
/** So many questions one session may ask. */
const MAX_ASKED = 200;

/** What was decided about a request, before it is put into the agent's options. */
export type Decision = Pick<PermissionDecision, 'by' | 'clause'> & PersonDecision;

/** A request that a person has to decide. */
export interface Undecided {
  /** Two with the same are the same request. */
  readonly identity: string;
  /** What is decided by now without a person; null for nothing. */
  settled(): Decision | null;
  ask(): Promise<Decision>;
  /** Called once for each request; `again` where it is one more of many alike. */
  record(decision: Decision, again: boolean): void;
}

/** Keeps one session from asking a person too much: at once, in all, and the same thing twice. */
export interface PersonGate {
  decide(request: Undecided): Promise<Decision>;
  /** A question of the agent's own; null past the limit. */
  question(ask: () => Promise<AgentAnswer | null>): Promise<AgentAnswer | null>;
}

const limit = { scope: 'once', option: null, text: null, outcome: 'denied', by: 'limit' } as const;
const TOO_MANY: Decision = { ...limit, clause: `more than ${MAX_ASKED} requests of one session` };
const DENIED_BEFORE: Decision = { ...limit, clause: 'denied before in this session' };

export function createPersonGate(): PersonGate {
  const turns = createTurns(MAX_OPEN);
  const open = new Map<string, Promise<Decision>>();
  const denied = new Set<string>();
  let asked = 0;

  const decided = async ({ identity, settled, ask, record }: Undecided): Promise<Decision> => {
    // While others were asked before it, a person may have allowed all that is like it.
    const before = settled() ?? (asked >= MAX_ASKED ? TOO_MANY : null);
    if (before === null) asked += 1;
    const decision = before ?? (await ask());
    // Written down before the next one has its turn, which may be allowed by it.
    record(decision, decision === TOO_MANY);
    if (decision.outcome === 'denied' && decision.by === 'person') denied.add(identity);
    return decision;
  };

  return {
    async decide(request) {
      const { identity, record } = request;
      const same = denied.has(identity) ? DENIED_BEFORE : open.get(identity);
      if (same !== undefined) {
        const decision = await same;
        record(decision, true);
        return decision;
      }
      const decision = turns.take(() => decided(request));
      open.set(identity, decision);
      try {
        return await decision;
      } finally {
        open.delete(identity);
      }
    },
    question: (ask) =>
      turns.take(async () => {
        if (asked >= MAX_ASKED) return null;
        asked += 1;
        return ask();
      }),
  };
}
