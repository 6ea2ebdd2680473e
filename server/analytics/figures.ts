import type { CostFigures, Figures, TokenFigures } from '#schemas/protocol/analytics.ts';
import type { SessionUsage } from '#schemas/run/usage.ts';
import type { RunFacts } from '../runs/facts/run-facts.ts';

/** The figures of the time that an instant is in; undefined for one that does not count. */
export type FiguresAt = (instant: number) => Figures | undefined;

export function emptyFigures(): Figures {
  return {
    runsStarted: 0,
    runsCompleted: 0,
    phases: 0,
    workstreams: 0,
    sessions: 0,
    tokens: emptyTokens(),
    cost: emptyCost(),
    validationsPassed: 0,
    validationsFailed: 0,
    debugCycles: 0,
    waitedMs: 0,
    failures: 0,
    limits: 0,
  };
}

/** Counts what happened in a run where it belongs. Time that was waited is not among it: that lies between instants. */
export function countRun(facts: RunFacts, figuresAt: FiguresAt): void {
  const count = (instants: readonly number[], what: NumberFigure): void => {
    for (const instant of instants) {
      const figures = figuresAt(instant);
      if (figures) figures[what] += 1;
    }
  };
  count([facts.startedAt], 'runsStarted');
  count(facts.completed, 'runsCompleted');
  count(facts.phases, 'phases');
  count(facts.debugCycles, 'debugCycles');
  count(facts.failures, 'failures');
  count(facts.limits, 'limits');
  count(facts.workstreams, 'workstreams');
  for (const { at, passed } of facts.commands) count([at], passed ? 'validationsPassed' : 'validationsFailed');
  for (const { at, usage, broke, limited } of facts.sessions) {
    const figures = figuresAt(at);
    if (!figures) continue;
    figures.sessions += 1;
    if (broke) figures.failures += 1;
    if (limited) figures.limits += 1;
    addTokens(figures.tokens, usage);
    addCost(figures.cost, usage);
  }
}

type NumberFigure = { [Key in keyof Figures]: Figures[Key] extends number ? Key : never }[keyof Figures];

export function emptyTokens(): TokenFigures {
  return { input: 0, cachedRead: 0, cachedWrite: 0, output: 0, undivided: 0 };
}

export function emptyCost(): CostFigures {
  return { toldUsd: 0, estimatedUsd: 0, unknownSessions: 0 };
}

export function addTokens(tokens: TokenFigures, { counts, tokens: all }: SessionUsage): void {
  if (counts === null) {
    tokens.undivided += all;
    return;
  }
  tokens.input += counts.input;
  tokens.cachedRead += counts.cachedRead;
  tokens.cachedWrite += counts.cachedWrite;
  tokens.output += counts.output;
}

/** A session of which no cost is known is counted as that, and never as one that cost nothing. */
export function addCost(cost: CostFigures, { costSource, costUsd }: SessionUsage): void {
  if (costSource === null) cost.unknownSessions += 1;
  else if (costSource === 'agent') cost.toldUsd += costUsd;
  else cost.estimatedUsd += costUsd;
}
