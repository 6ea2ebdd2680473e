import type { EffectOf } from '#schemas/journal/effects.ts';
import type { EventOf } from '#schemas/journal/events.ts';
import { deliveredContract } from '../../language/contracts/delivered-contract.ts';
import { parseExecutionReport } from '../../language/reports/execution-report.ts';
import { parseFixReport } from '../../language/reports/fix-report.ts';
import { parseVerificationReport } from '../../language/reports/verification-report.ts';
import { AgentError } from '../../engine/ports.ts';
import { runSession, type SessionOutcome } from '../agent-session.ts';
import { ownerOf } from '../attribution.ts';
import { watchCheckout } from '../checkout-watch.ts';
import type { Performer } from '../performer.ts';
import { createSessionMeter } from '../session-meter.ts';
import type { AgentDeps } from '../trusted-agent.ts';
import type { Identity } from '../worktrees.ts';

type Mission = EffectOf<'run-agent'>;

export function createRunAgent(deps: AgentDeps, identity: Identity): Performer<'run-agent'> {
  const toldIn = new Map<string, Set<string>>();
  return async (effect, context) => {
    const told = toldIn.get(context.run) ?? new Set();
    toldIn.set(context.run, told);
    const usage = createSessionMeter(deps.prices(), effect.model);
    const checkout = await watchCheckout(effect.root, told);
    try {
      const outcome = await runSession(deps, effect, context, identity, usage.take);
      return { ...ended(effect, outcome, usage.read()), elsewhere: await checkout.changed() };
    } catch (error) {
      if (!(error instanceof AgentError) || error.code === 'aborted') throw error;
      const { code, message } = error;
      const elsewhere = await checkout.changed();
      return {
        type: 'agent-failed',
        code,
        message: `phase ${effect.phase}: ${message}`,
        usage: usage.read(),
        elsewhere,
      };
    }
  };
}

/**
 * What it delivered by tools, and else what it said, read; nothing of it is believed before it was seen in git, in
 * receipts or by comparison.
 */
function ended(
  effect: Mission,
  { stopReason, text, delivered }: SessionOutcome,
  usage: EventOf<'agent-ended'>['usage'],
) {
  const verification = effect.role === 'validator' ? (delivered.verification ?? parseVerificationReport(text)) : null;
  const owners = effect.ownership.others.map(({ executor, files }) => ({
    workstream: executor.replace(/^executor-/, ''),
    files,
  }));
  return {
    type: 'agent-ended' as const,
    stopReason,
    report: delivered.report ?? parseExecutionReport(text),
    verification,
    gapOwners: (verification?.gaps ?? []).map(({ files }) => (files.length === 0 ? null : ownerOf(files, owners))),
    fix: effect.role === 'debugger' ? (delivered.fix ?? parseFixReport(text)) : null,
    contract: effect.role === 'executor' ? deliveredContract(delivered.contract ?? text) : null,
    usage,
  };
}
