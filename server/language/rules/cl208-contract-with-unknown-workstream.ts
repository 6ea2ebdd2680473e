import { readContractChain } from '../contract-chain.ts';
import type { ChainEndpoint, ContractHop } from '../contract-chain.ts';
import { withoutChainLine } from '../contract-edits.ts';
import { nearName } from '../near-names.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const contractWithUnknownWorkstream: Rule = {
  id: 'CL208',
  title: 'Contract names an unknown workstream',
  rationale:
    'A contract is given to the workstream that publishes it and to those that rely on it. A name that no workstream has reaches nobody, which is noticed only when the parts do not fit.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const names = readWorkstreams(document).map(({ name }) => name);
    const hops = readContractChain(document)?.hops ?? [];
    if (names.length === 0) return [];
    const seen = new Set<string>();
    const reports: Report[] = [];
    for (const hop of hops) {
      for (const { written, range } of unknownIn(hop)) {
        const key = `${range.start.line}:${range.start.character}`;
        if (seen.has(key)) continue;
        seen.add(key);
        if (reports.length >= MAX_REPORTS) return reports;
        // A contract with itself was hardly meant.
        const near = nearName(
          written,
          names.filter((name) => name !== hop.from.name && name !== hop.to.name),
        );
        const known = `Known are ${names.slice(0, 8).map(quote).join(', ')}.`;
        const removal = {
          title: 'Remove this contract',
          safe: false,
          changes: () => [{ kind: 'edit', path, edits: [withoutChainLine(document, hop.line)] }] as const,
        };
        reports.push({
          range,
          message: `The contract chain names ${quote(written)}, which is no workstream of this PRP. ${near ? `Did you mean ${quote(near.name)}?` : known}`,
          fixes: near
            ? [
                {
                  title: `Rename to ${quote(near.name)}`,
                  safe: near.isOnly,
                  changes: () => [{ kind: 'edit', path, edits: [{ range, newText: near.name }] }],
                },
                removal,
              ]
            : [removal],
        });
      }
    }
    return reports;
  },
};

/** Where nothing but an arrow stands between two names that are both unknown, the line is about something else. */
function unknownIn({ from, to, contract }: ContractHop): readonly ChainEndpoint[] {
  const unknown = [from, to].filter(({ name, isEveryone }) => name === null && !isEveryone);
  return contract === '' && unknown.length === 2 ? [] : unknown;
}

function quote(name: string): string {
  return `"${name}"`;
}
