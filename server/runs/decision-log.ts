import type { PermissionDecision } from '#schemas/run/permission.ts';
import type { SessionRecords } from './performer.ts';

/** Remembers decisions on disk; the same one again and again only with how often, so that nobody can flood it. */
export interface DecisionLog {
  add(decision: PermissionDecision, again: boolean): void;
  close(): void;
}

/** More different ones are only counted together. */
const MAX_COUNTED = 1_000;

export function createDecisionLog(records: Pick<SessionRecords, 'add'>): DecisionLog {
  const repeated = new Map<string, { readonly decision: PermissionDecision; more: number }>();
  const write = (decision: PermissionDecision): void => records.add({ kind: 'permission', decision });
  return {
    add(decision, again) {
      if (!again) return write(decision);
      const { outcome, clause, by, command, subject } = decision;
      // Past a limit it does not matter any more what was asked.
      const about = by === 'limit' && clause.startsWith('more than') ? [] : [command, subject];
      const key = repeated.size < MAX_COUNTED ? JSON.stringify([outcome, clause, about]) : '';
      const known = repeated.get(key);
      if (known) known.more += 1;
      else {
        repeated.set(key, { decision, more: 0 });
        write(decision);
      }
    },
    close() {
      for (const { decision, more } of repeated.values()) {
        if (more > 0) write({ ...decision, clause: `${decision.clause}, ${more} more times` });
      }
      repeated.clear();
    },
  };
}
