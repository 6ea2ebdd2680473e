import { scanOpaqueBlocks } from '../fences.ts';
import { indexLines } from '../line-index.ts';

/** A fenced block that holds a contract, or is meant to. Lines are zero-based. */
export interface ContractBlock {
  /** Everything between the marks, as it stands. */
  readonly text: string;
  /** The same lines without the marks of a quote around them. */
  readonly source: string;
  /** The line of the opening marks. */
  readonly line: number;
  readonly closed: boolean;
}

const NOTATIONS = new Set(['yaml', 'yml', 'json']);

/** The blocks whose info string is `contract`, alone or beside a notation. */
export function findContractBlocks(text: string): readonly ContractBlock[] {
  const lines = indexLines(text);
  return scanOpaqueBlocks(text, lines, 0)
    .fences.filter(({ info }) => isContractInfo(info))
    .map(({ line, endLine, closed }) => {
      const body = text.slice(lines.start(line + 1), lines.start(closed ? endLine - 1 : endLine));
      const isQuoted = /^[ \t]*>/.test(lines.text(line));
      return { text: body, source: isQuoted ? body.replace(/^[ \t]*>(?:[ \t]*>)* ?/gm, '') : body, line, closed };
    });
}

function isContractInfo(info: string): boolean {
  if (info.length > 40) return false;
  const words = info.toLowerCase().split(/[\s,]+/);
  return words.includes('contract') && words.every((word) => word === 'contract' || NOTATIONS.has(word));
}
