import { readContractChain } from './contract-chain.ts';
import { deleteLines, endOfLine } from './field-edits.ts';
import type { ParsedDocument } from './parse-document.ts';
import { insertBlock } from './prd/insert-block.ts';
import { insertPrpSections } from './prp-sections.ts';
import { prpTemplate } from './templates/prp.ts';
import type { TextEdit } from './text-edit.ts';
import { newlineOf } from './text-edit.ts';

/** A line of the chain in the form of the template. */
export function chainLine(from: string, contract: string, to: string): string {
  return `${from} → publishes ${contract} → ${to}`;
}

/** Adds lines to the contract chain behind its last one, with the section where there is none. */
export function addToChain(document: ParsedDocument, lines: readonly string[]): readonly TextEdit[] {
  if (lines.length === 0) return [];
  const chain = readContractChain(document);
  const fenced = ['```', ...lines, '```'].join('\n');
  if (!chain) {
    const template = prpTemplate.filter(({ title }) => title === 'Contract Chain');
    return insertPrpSections(document, template, () => fenced);
  }
  const last = chain.hops.at(-1)?.line;
  const { fence } = chain;
  if (fence?.closed && (last === undefined || (last > fence.line && last < fence.endLine))) {
    // An empty fence is written anew: there is no line in it to go behind.
    const after = last ?? fence.endLine - 2;
    if (after < fence.line) return [insertBlock(document, chain.endLine, fenced)];
    return [behind(document, after, lines, /^\s*/.exec(document.lines.text(after))?.[0] ?? '')];
  }
  if (last === undefined) return [insertBlock(document, chain.endLine, fenced)];
  const marker = /^\s*(?:[-*+]\s+)?/.exec(document.lines.text(last))?.[0] ?? '';
  return [behind(document, last, lines, marker)];
}

function behind(document: ParsedDocument, line: number, lines: readonly string[], prefix: string): TextEdit {
  const newline = newlineOf(document.text);
  const at = endOfLine(document, line);
  return { range: { start: at, end: at }, newText: lines.map((one) => newline + prefix + one).join('') };
}

/** Deletes a line of the chain. */
export function withoutChainLine(document: ParsedDocument, line: number): TextEdit {
  return deleteLines(document, line, line + 1);
}
