import { readContractChain } from '../contract-chain.ts';
import { addToChain, chainLine } from '../contract-edits.ts';
import { isSameContract, sharesContract } from '../contract-names.ts';
import { plainText } from '../inline-text.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { Workstream } from '../workstreams.ts';
import type { Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const dependencyWithoutContract: Rule = {
  id: 'CL207',
  title: 'Dependency without a contract',
  rationale:
    'A workstream that builds on another one needs to know exactly what that one will offer: signatures, endpoints, shapes, errors. Where the plan names contracts, a dependency without one leaves the second agent to guess.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const workstreams = readWorkstreams(document);
    const agreed = agreedPairs(document);
    const byName = new Map(workstreams.map((workstream) => [workstream.name, workstream]));
    // A plan without any contract has decided to do without them.
    if (agreed.size === 0 && !workstreams.some(({ produces, consumes }) => produces.length + consumes.length > 0)) {
      return [];
    }
    const reports: Report[] = [];
    for (const workstream of workstreams) {
      for (const { name, range } of workstream.dependsOn) {
        const other = name === null ? undefined : byName.get(name);
        if (!other || other === workstream || isAgreed(agreed, other, workstream)) continue;
        if (reports.length >= MAX_REPORTS) return reports;
        const made = other.produces[0];
        const contract = made ? plainText(made.text) : `the interface that ${workstream.name} uses`;
        const line = chainLine(other.name, contract, workstream.name);
        reports.push({
          range,
          message: `Workstream "${workstream.name}" depends on "${other.name}", but no contract says what it gets. Add a line such as "${line}" to the Contract Chain.`,
          fixes: [
            {
              title: `Add the contract from "${other.name}" to the Contract Chain`,
              safe: false,
              changes: () => [{ kind: 'edit', path, edits: addToChain(document, [line]) }],
            },
          ],
        });
      }
    }
    return reports;
  },
};

/** Publisher and consumer of each contract in the chain; a consumer is everyone where the chain says so. */
function agreedPairs(document: ParsedDocument): ReadonlySet<string> {
  const hops = readContractChain(document)?.hops ?? [];
  return new Set(hops.map(({ from, to }) => pairKey(from.name ?? from.written, to.isEveryone ? '' : (to.name ?? ''))));
}

function pairKey(from: string, to: string): string {
  return `${from}\n${to}`;
}

function isAgreed(agreed: ReadonlySet<string>, producer: Workstream, consumer: Workstream): boolean {
  if (agreed.has(pairKey(producer.name, consumer.name)) || agreed.has(pairKey(producer.name, ''))) return true;
  if (sharesContract(producer, consumer)) return true;
  // `Consumes: types from api` names the workstream rather than what it makes.
  return consumer.consumes.some(({ text }) => isSameContract(text, producer.name));
}
