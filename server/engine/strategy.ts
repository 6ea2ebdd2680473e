import type { PrpContent } from '#schemas/journal/effects.ts';
import type { ExecutionMode } from '#schemas/run/phase.ts';
import type { RunPolicy } from '#schemas/run/policy.ts';

export interface Strategy {
  readonly mode: ExecutionMode;
  /** The condition that decided, in words for a person. */
  readonly reason: string;
}

export interface StrategyQuestion {
  readonly prp: Pick<PrpContent, 'workstreams' | 'contracts' | 'foreign'>;
  readonly teamFailed: boolean;
  readonly remainingPercent: number;
  readonly policy: RunPolicy;
}

/** The decision matrix: the first condition that holds decides. */
export function chooseStrategy({ prp, teamFailed, remainingPercent, policy }: StrategyQuestion): Strategy {
  const { workstreams, contracts, foreign } = prp;
  const count = workstreams.length;
  if (count === 0) return { mode: 'solo', reason: 'The PRP names no workstreams: one executor does it all.' };
  if (count === 1) return { mode: 'solo', reason: 'One workstream.' };
  const merged = workstreams.filter((one) => one.merged.length > 0);
  const prefix = merged.map(({ name, merged: of }) => `${of.join(' + ')} merged into ${name}. `).join('');
  const sequential = (why: string): Strategy => ({
    mode: 'sequential',
    reason: `${prefix}${count} workstreams, one after the other: ${why}.`,
  });
  if (teamFailed) return sequential('a team failed in this run, and there is no second one');
  if (remainingPercent < policy.team.minRemainingPercent) {
    return sequential(`${remainingPercent} % of the session remains, less than ${policy.team.minRemainingPercent} %`);
  }
  const [foreignFile] = foreign;
  if (foreignFile !== undefined) return sequential(`${foreignFile} lies in another repository`);
  const data = workstreams.flatMap(({ name, dependsOn }) =>
    dependsOn
      .filter((from) => !contracts.some((contract) => contract.from === from && contract.to === name))
      .map((from) => `${name} needs the work of ${from}`),
  );
  if (data.length > 0) return sequential(`${data.slice(0, 3).join(', ')}, and no contract says how`);
  if (policy.worktrees === 'shared') return sequential('its executors share one worktree');
  if (!policy.team.enabled || policy.team.maxExecutors < 2) return sequential('teams are switched off');
  if (workstreams.some(({ dependsOn }) => dependsOn.length > 0)) {
    return {
      mode: 'staggered-team',
      reason: `${prefix}${count} workstreams depend on each other only through contracts: each starts when the contracts it builds on are confirmed.`,
    };
  }
  return { mode: 'team', reason: `${prefix}${count} workstreams that do not depend on each other.` };
}
