import type { Contract, ContractFinding } from '#schemas/document/contract.ts';
import { findContractBlocks } from './contract-blocks.ts';
import type { ContractBlock } from './contract-blocks.ts';
import { nameInText, parseContract } from './parse-contract.ts';

/** A contract as a text states it. */
export interface ReadContract {
  readonly name: string;
  readonly contract: Contract;
  /** The body of its block, as it stands. */
  readonly text: string;
  /** The line of the block's opening marks (zero-based). */
  readonly line: number;
}

export interface ReadContracts {
  /** The last block of each name, in order. */
  readonly contracts: readonly ReadContract[];
  readonly findings: readonly ContractFinding[];
}

/** A plan, or everything that an agent said in one mission, may be this long, in characters. */
const MAX_LENGTH = 1024 * 1024;
const MAX_BLOCKS = 200;

interface Reading {
  readonly name: string | null;
  readonly contract: ReadContract | null;
  readonly findings: readonly ContractFinding[];
}

/**
 * Reads the contract blocks of a plan or of what an agent said. Who writes a contract again corrects it: of each name
 * only the last block counts, with its findings, even where that one cannot be read.
 */
export function readContracts(text: string): ReadContracts {
  if (text.length > MAX_LENGTH) {
    const message = `The text is longer than ${MAX_LENGTH} characters, so no contract is read from it.`;
    return { contracts: [], findings: [{ path: '', message, line: 1 }] };
  }
  if (!/contract/i.test(text)) return { contracts: [], findings: [] };
  const blocks = findContractBlocks(text);
  // The last ones count, so the first are those to give up.
  const readings = blocks.slice(-MAX_BLOCKS).map(readBlock);
  const last = new Map(readings.map((reading) => [reading.name, reading]));
  const valid = readings.filter((reading) => reading.name === null || last.get(reading.name) === reading);
  return {
    contracts: valid.flatMap(({ contract }) => (contract ? [contract] : [])),
    findings: [
      ...(blocks.length > MAX_BLOCKS ? [tooMany(blocks[0]?.line ?? 0)] : []),
      ...valid.flatMap(({ findings }) => findings),
    ],
  };
}

function readBlock({ text, source, line, closed }: ContractBlock): Reading {
  if (!closed) {
    return {
      name: nameInText(source),
      contract: null,
      findings: [finding('', 'the contract block is not closed', line)],
    };
  }
  const { name, contract, flaws } = parseContract(source);
  return {
    name,
    contract: contract ? { name: contract.name, contract, text, line } : null,
    findings: flaws.map((flaw) => finding(flaw.path, flaw.message, line + 1 + flaw.line)),
  };
}

function tooMany(line: number): ContractFinding {
  return finding('', `there are more than ${MAX_BLOCKS} contract blocks; only the last of them are read`, line);
}

/** `line` is zero-based. */
function finding(path: string, message: string, line: number): ContractFinding {
  return { path, message: `Line ${line + 1}${path === '' ? '' : `, ${path}`}: ${message}.`, line: line + 1 };
}
