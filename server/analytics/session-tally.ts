import type { CostFigures, SessionFigures, TokenFigures } from '#schemas/protocol/analytics.ts';
import { addCost, addTokens, emptyCost, emptyTokens } from './figures.ts';
import type { RunFacts, SessionFact } from '../runs/facts/run-facts.ts';
import { shareOf } from './share.ts';

/** Sums up sessions of one kind. */
export interface SessionTally {
  add(run: RunFacts, session: SessionFact): void;
  figures(): SessionFigures;
}

export function createSessionTally(): SessionTally {
  const tokens: TokenFigures = emptyTokens();
  const cost: CostFigures = emptyCost();
  const count = { sessions: 0, taken: 0, judged: 0, completed: 0, first: 0, ms: 0, failures: 0, limits: 0 };
  /** Phases whose executors these were, by run: whether their first validation passed. */
  const phases = new Map<string, boolean>();
  return {
    add(run, session) {
      const { usage, taken, completed, role, phase } = session;
      count.sessions += 1;
      count.ms += session.at - session.startedAt;
      if (taken !== null) count.judged += 1;
      if (taken === true) count.taken += 1;
      if (session.broke) count.failures += 1;
      if (session.limited) count.limits += 1;
      addTokens(tokens, usage);
      addCost(cost, usage);
      if (completed !== null) count.completed += 1;
      if (completed === 'first') count.first += 1;
      const passed = role === 'executor' ? run.validations.get(phase) : undefined;
      if (passed !== undefined) phases.set(`${run.run}/${phase}`, passed);
    },
    figures() {
      const known = cost.toldUsd + cost.estimatedUsd;
      const hasCost = cost.unknownSessions < count.sessions;
      const passed = [...phases.values()].filter(Boolean).length;
      return {
        sessions: count.sessions,
        success: shareOf(count.taken, count.judged),
        firstSession: shareOf(count.first, count.completed),
        firstValidation: shareOf(passed, phases.size),
        meanMs: count.sessions === 0 ? null : count.ms / count.sessions,
        tokens,
        cost,
        costPerWorkstream: hasCost && count.completed > 0 ? known / count.completed : null,
        failures: count.failures,
        limits: count.limits,
      };
    },
  };
}
