import { CONTRACT_MAX_LENGTH } from '#schemas/document/contract.ts';
import type { PhaseView } from '#schemas/run/phase.ts';
import { findContractBlocks } from '../language/contracts/contract-blocks.ts';
import { deliveredContract } from '../language/contracts/delivered-contract.ts';
import { fenceContract } from '../language/contracts/fence-contract.ts';
import { type AgentTool, type Caller, ToolRefusal } from './caller.ts';

export const publishContract: AgentTool<'publish_contract'> = ({ text, data }, { record }) => {
  if ((text === undefined) === (data === undefined)) {
    throw new ToolRefusal('invalid', 'Give the contract either as text or as data.');
  }
  const given = text ?? JSON.stringify(data, null, 2);
  if (given.length > CONTRACT_MAX_LENGTH) {
    throw new ToolRefusal('too-large', `A contract has at most ${CONTRACT_MAX_LENGTH} characters. Publish several.`);
  }
  const hasBlocks = text !== undefined && findContractBlocks(text).length > 0;
  const contract = deliveredContract(hasBlocks ? text : fenceContract(given));
  const findings = contract?.findings ?? [];
  if (!contract || contract.text === '') {
    return { recorded: false, findings, note: 'No contract can be read from this. Mend it and publish again.' };
  }
  record({ kind: 'contract', text: contract.text });
  const note =
    findings.length === 0
      ? 'It is confirmed when your session has ended; others build on it word for word.'
      : 'It goes back to you as long as there are findings. Mend them and publish again.';
  return { recorded: true, findings, note };
};

interface BindingContract {
  readonly phase: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly about: string;
  /** Verbatim. */
  readonly text: string;
}

export const getContracts: AgentTool<'get_contracts'> = ({ phase }, caller) => ({
  contracts: contractsFor(caller).filter((one) => caller.kind === 'session' || (phase ?? one.phase) === one.phase),
});

/** The confirmed contracts that bind the caller: an executor those that it gave and was given, everybody else all. */
export function contractsFor(caller: Caller): readonly BindingContract[] {
  if (caller.kind === 'outsider') return caller.runs.flatMap(({ phases }) => phases.flatMap(confirmedIn));
  const { role, workstream } = caller.session;
  const all = confirmedIn(caller.phase);
  if (role !== 'executor') return all;
  const own = `executor-${workstream}`;
  return all.filter(({ from, to }) => from === own || to.includes(own));
}

function confirmedIn({ id, workstreams }: PhaseView): BindingContract[] {
  return workstreams.flatMap(({ executor, contract }) =>
    contract?.status === 'confirmed' && contract.text !== null
      ? [
          {
            phase: id,
            from: executor,
            to: contract.to.map((name) => `executor-${name}`),
            about: contract.about,
            text: contract.text,
          },
        ]
      : [],
  );
}
