import type { EffectOf, PrpContent } from '#schemas/journal/effects.ts';
import type { EventOf } from '#schemas/journal/events.ts';
import type { ContractView } from '#schemas/run/phase.ts';
import { OPTIONS, raise } from './signals.ts';
import { withPhase, withWorker, type PhaseState, type RunState, type WorkstreamState } from './state.ts';

/** The contract that a workstream owes others, as the plan asks for it; confirmed where the plan itself states it. */
export function owedContracts(prp: PrpContent, name: string): ContractView | null {
  const owed = prp.contracts.filter(({ from }) => from === name);
  if (owed.length === 0) return null;
  const texts = owed.map(({ text }) => text);
  const stated = texts.every((text) => text !== null);
  return {
    to: [...new Set(owed.map(({ to }) => to))],
    about: [...new Set(owed.map(({ about }) => about))].join('; '),
    status: stated ? 'confirmed' : 'wanted',
    source: stated ? 'plan' : null,
    text: stated ? [...new Set(texts)].join('\n\n') : null,
    findings: [],
    attempts: 0,
  };
}

/** A session that was to publish a contract has ended. A program checks it, as often as the policy allows. */
export function contractEnded(
  state: RunState,
  phase: PhaseState,
  worker: WorkstreamState & { contract: ContractView },
  event: EventOf<'agent-ended'>,
): RunState {
  const { contracts: policy } = state.policy;
  const attempts = worker.contract.attempts + 1;
  const nothing = [{ path: 'contract', message: 'no fenced `contract` block was published' }];
  const findings = event.contract ? event.contract.findings : nothing;
  const contract: ContractView = {
    ...worker.contract,
    attempts,
    findings,
    source: 'agent',
    text: event.contract?.text ?? null,
  };
  const found = findings.map(({ path, message }) => `${path}: ${message}`).join('\n');
  const to = contract.to.join(', ');
  if (findings.length === 0 && policy.confirm === 'program')
    return put(state, phase, worker, { ...contract, status: 'confirmed' });
  if (findings.length > 0 && attempts < policy.attempts) return put(state, phase, worker, contract);
  const text =
    findings.length === 0
      ? `${worker.executor} published the contract that ${to} will build on (${contract.about}). Confirm it, or send it back with guidance.`
      : `${worker.executor} could not publish an explicit contract for ${to} in ${attempts} tries: ${findings[0]?.message ?? ''}. Send it back with guidance, or go on without one.`;
  return raise(put(state, phase, worker, { ...contract, status: 'checking' }), {
    cause: 'contract',
    kind: findings.length === 0 ? 'question' : 'blocker',
    phase: phase.id,
    workstream: worker.name,
    from: worker.executor,
    text,
    detail: [contract.text, found].filter((part) => part !== null && part !== '').join('\n\n'),
    options: findings.length === 0 ? [OPTIONS.confirm, OPTIONS.guide] : [OPTIONS.guide, OPTIONS.retry, OPTIONS.waive],
  });
}

function put(state: RunState, phase: PhaseState, worker: WorkstreamState, contract: ContractView): RunState {
  return withPhase(state, withWorker(phase, { ...worker, contract }));
}

/** Whether a workstream may build on what another one will provide to it. */
export function isAgreed({ contract }: WorkstreamState, consumer: string): boolean {
  if (!contract?.to.includes(consumer)) return false;
  return contract.status === 'confirmed' || contract.status === 'waived';
}

/** Pairs of which both sides said what they provide or build on; there is nothing to compare in others. */
export function pairsToCompare(phase: PhaseState): EffectOf<'compare-contracts'>['pairs'] {
  return phase.workstreams.flatMap(({ name: from, contract, stated: implemented, status }) => {
    // What a person waived binds nobody.
    if (contract?.status !== 'confirmed' || !contract.text || status !== 'completed') return [];
    const published = contract.text;
    return contract.to.flatMap((to) => {
      const consumer = phase.workstreams.find((other) => other.name === to && other.status === 'completed');
      if (!consumer || (implemented === null && consumer.stated === null)) return [];
      return [{ from, to, published, implemented, consumed: consumer.stated }];
    });
  });
}
