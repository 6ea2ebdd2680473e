import { readContractChain } from '../contract-chain.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { Workstream } from '../workstreams.ts';
import { escaped, listed } from './markdown-text.ts';

const MAX_HOPS = 8;

/** What a workstream hands over and relies on, by the contract chain and by its own fields, as lines of markdown. */
export function contractLines(document: ParsedDocument, { name, produces, consumes }: Workstream): readonly string[] {
  const hops = readContractChain(document)?.hops ?? [];
  const gives = hops.filter(({ from }) => from.name === name).slice(0, MAX_HOPS);
  const takes = hops.filter(({ to, from }) => to.name === name && from.name !== name).slice(0, MAX_HOPS);
  const words = (entries: Workstream['produces']): string =>
    listed(
      entries.map(({ text }) => escaped(text, 80)),
      6,
    );
  return [
    ...(produces.length === 0 ? [] : [`Produces: ${words(produces)}`]),
    ...(consumes.length === 0 ? [] : [`Consumes: ${words(consumes)}`]),
    ...gives.map(({ contract, to }) => `Publishes ${contractWords(contract)} to ${escaped(to.written, 80)}`),
    ...takes.map(({ contract, from }) => `Receives ${contractWords(contract)} from ${escaped(from.written, 80)}`),
  ];
}

function contractWords(contract: string): string {
  return contract === '' ? 'a contract' : escaped(contract, 120);
}
