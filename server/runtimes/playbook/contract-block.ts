import type { PlaybookStep } from '#schemas/playbook.ts';
import { fenceContract } from '../../language/contracts/fence-contract.ts';

type Contract = Extract<PlaybookStep, { contract: unknown }>['contract'];

/** An interface contract as text. What was said before may not have ended its line. */
export function contractBlock(contract: Contract): string {
  return `\n${fenceContract('text' in contract ? contract.text : JSON.stringify(contract.data, null, 2))}\n`;
}
