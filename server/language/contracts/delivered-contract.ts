import type { DeliveryFinding } from '#schemas/run/phase.ts';
import { checkContract } from './check-contract.ts';
import { findContractBlocks } from './contract-blocks.ts';
import { fenceContract } from './fence-contract.ts';
import { readContracts } from './read-contracts.ts';

/** `text`: the blocks that can be read, verbatim; empty where none can. */
export interface DeliveredContract {
  readonly text: string;
  readonly findings: DeliveryFinding[];
}

/** The contracts of a text with what the checklist finds in them; null where it holds none. */
export function deliveredContract(text: string): DeliveredContract | null {
  if (findContractBlocks(text).length === 0) return null;
  const { contracts, findings } = readContracts(text);
  const checked = contracts.flatMap(({ name, contract }) =>
    checkContract(contract).map(({ path, message }) => ({ path: `${name}: ${path}`, message })),
  );
  return {
    text: contracts.map((one) => fenceContract(one.text)).join('\n\n'),
    findings: [...findings.map(({ path, message }) => ({ path, message })), ...checked],
  };
}
