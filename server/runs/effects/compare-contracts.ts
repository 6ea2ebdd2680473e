import type { Contract } from '#schemas/document/contract.ts';
import type { EffectOf } from '#schemas/journal/effects.ts';
import type { ContractComparison } from '#schemas/run/phase.ts';
import { compareContracts as compare } from '../../language/contracts/compare-contracts.ts';
import { readContracts } from '../../language/contracts/read-contracts.ts';
import { renderContract } from '../../language/contracts/render-contract.ts';
import type { Performer } from '../performer.ts';

type Pair = EffectOf<'compare-contracts'>['pairs'][number];

/** Each side is compared with what was agreed, so that whoever left it is the one who hears of it. */
export const compareContracts: Performer<'compare-contracts'> = ({ pairs }) =>
  Promise.resolve({ type: 'contracts-compared', comparisons: pairs.map(comparePair) });

function comparePair({ from, to, published, implemented, consumed }: Pair): ContractComparison {
  const agreed = contractsIn(published);
  const built = implemented === null ? null : contractsIn(implemented);
  const used = consumed === null ? null : contractsIn(consumed);
  const upstream = built === null ? [] : differencesOf(built, agreed, true);
  const downstream = used === null ? [] : differencesOf(agreed, used, false);
  return {
    from,
    to,
    published: shown(agreed),
    consumed: used === null ? shown(built ?? agreed) : shown(used),
    differences: [
      ...upstream.map((message) => ({ workstream: from, message: `implemented, but not as agreed: ${message}` })),
      ...downstream.map((message) => ({ workstream: to, message })),
    ],
  };
}

function contractsIn(text: string): readonly Contract[] {
  return readContracts(text).contracts.map(({ contract }) => contract);
}

/** What one side relies on, against what the other provides; a name that only one side has is another pair's affair. */
function differencesOf(provided: readonly Contract[], relied: readonly Contract[], isAgreement: boolean): string[] {
  return relied.flatMap((wanted) => {
    const same =
      provided.find(({ name }) => name === wanted.name) ??
      (provided.length === 1 && relied.length === 1 ? provided[0] : undefined);
    if (!same) return isAgreement && provided.length > 0 ? [`the contract ${wanted.name} is missing`] : [];
    return compare(same, wanted).map(({ message }) => message);
  });
}

function shown(contracts: readonly Contract[]): string {
  return contracts.map((contract) => renderContract(contract)).join('\n');
}
