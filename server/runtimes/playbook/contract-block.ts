import type { PlaybookStep } from '#schemas/playbook.ts';

type Contract = Extract<PlaybookStep, { contract: unknown }>['contract'];

/** An interface contract in the fence by which it is found; the fence is longer than any that the text holds. */
export function contractBlock(contract: Contract): string {
  const text = 'text' in contract ? contract.text.trimEnd() : JSON.stringify(contract.data, null, 2);
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([marks]) => marks.length));
  const marks = '`'.repeat(longest + 1);
  // What was said before may not have ended its line.
  return `\n${marks}contract\n${text}\n${marks}\n`;
}
