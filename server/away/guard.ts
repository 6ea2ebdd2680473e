import type { AwayGuard } from '../runs/away-guard.ts';
import type { ArmedState } from './armed-state.ts';
import { BOUNDS, type CompiledPlan } from './policy/compile.ts';

/**
 * Null where no plan counts. One that has ended without a person allows nothing any more, and agents that are still at
 * work under it wait for the person: what they were allowed was meant for the time before.
 */
export function guardOf({ ended, acknowledged }: ArmedState, { policy, whenAsked }: CompiledPlan): AwayGuard | null {
  if (ended === null) return { policy, bounds: BOUNDS, skips: whenAsked === 'skip' };
  if (acknowledged) return null;
  const { ask, deny } = policy.policy;
  const bounds = `away: the plan has ended (${ended.kind}), \`clutch away disarm\` or resuming a run ends its bounds`;
  return { policy: { ...policy, policy: { allow: [], ask, deny } }, bounds, skips: false };
}
