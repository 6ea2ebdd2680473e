import type { EffectOf } from '#schemas/journal/effects.ts';
import type { EventOf } from '#schemas/journal/events.ts';
import { checkContract } from '../../language/contracts/check-contract.ts';
import { findContractBlocks } from '../../language/contracts/contract-blocks.ts';
import { readContracts } from '../../language/contracts/read-contracts.ts';
import { parseExecutionReport } from '../../language/reports/execution-report.ts';
import { parseFixReport } from '../../language/reports/fix-report.ts';
import { parseVerificationReport } from '../../language/reports/verification-report.ts';
import { AgentError, type AgentOutcome } from '../../engine/ports.ts';
import { runSession } from '../agent-session.ts';
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

/** What it said, read; nothing of it is believed before it was seen in git, in receipts or by comparison. */
function ended(effect: Mission, { stopReason, text }: AgentOutcome, usage: EventOf<'agent-ended'>['usage']) {
  const verification = effect.role === 'validator' ? parseVerificationReport(text) : null;
  const owners = effect.ownership.others.map(({ executor, files }) => ({
    workstream: executor.replace(/^executor-/, ''),
    files,
  }));
  return {
    type: 'agent-ended' as const,
    stopReason,
    report: parseExecutionReport(text),
    verification,
    gapOwners: (verification?.gaps ?? []).map(({ files }) => (files.length === 0 ? null : ownerOf(files, owners))),
    fix: effect.role === 'debugger' ? parseFixReport(text) : null,
    contract: effect.role === 'executor' ? contractIn(text) : null,
    usage,
  };
}

/** The contract blocks of a text, verbatim, with what the checklist finds in them; null where it holds none. */
function contractIn(text: string): EventOf<'agent-ended'>['contract'] {
  const blocks = findContractBlocks(text);
  if (blocks.length === 0) return null;
  const { contracts, findings } = readContracts(text);
  const checked = contracts.flatMap(({ name, contract }) =>
    checkContract(contract).map(({ path, message }) => ({ path: `${name}: ${path}`, message })),
  );
  return {
    text: contracts.map((one) => `\`\`\`contract\n${one.text.trimEnd()}\n\`\`\``).join('\n\n'),
    findings: [...findings.map(({ path, message }) => ({ path, message })), ...checked],
  };
}
