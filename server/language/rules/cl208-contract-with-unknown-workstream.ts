import { readContractChain } from '../contract-chain.ts';
import type { ChainEndpoint, ContractHop } from '../contract-chain.ts';
import { withoutChainLine } from '../contract-edits.ts';
import { nearName } from '../near-names.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { TextEdit } from '../text-edit.ts';
import type { Fix, Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;

/** A plan with more was not written by a person, and each of its names would be looked for among all of them. */
const MAX_WORKSTREAMS = 200;

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
        // Without the line it would be the dependency that lacks a contract.
        const waiting = near ? null : waitingFor(document, hops, hop, written);
        const known = `Known are ${names.slice(0, 8).map(quote).join(', ')}.`;
        const removal = removalOf(document, path, hops, hop, written);
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
                ...removal,
              ]
            : waiting === null
              ? removal
              : [
                  {
                    title: `Rename to ${quote(waiting)}, which has no contract yet`,
                    safe: false,
                    changes: () => [{ kind: 'edit', path, edits: [{ range, newText: waiting }] }],
                  },
                ],
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

/** The one workstream that depends on the other end, or that it depends on, and that no contract names with it. */
function waitingFor(
  document: ParsedDocument,
  hops: readonly ContractHop[],
  { from, to }: ContractHop,
  written: string,
): string | null {
  const other = from.written === written ? to.name : from.name;
  if (other === null || (from.name === null && to.name === null)) return null;
  const workstreams = readWorkstreams(document).slice(0, MAX_WORKSTREAMS);
  const named = new Set(
    hops.flatMap((hop) => {
      if (from.written === written) return hop.to.name === other ? [hop.from.name] : [];
      return hop.from.name === other ? [hop.to.name] : [];
    }),
  );
  const related =
    from.written === written
      ? (workstreams.find(({ name }) => name === other)?.dependsOn ?? []).map(({ name }) => name)
      : workstreams
          .filter(({ dependsOn }) => dependsOn.slice(0, MAX_WORKSTREAMS).some(({ name }) => name === other))
          .map(({ name }) => name);
  const [only, ...more] = related.filter((name) => name !== null && !named.has(name));
  return more.length === 0 ? (only ?? null) : null;
}

/** The name goes from a list, or else the line if it says nothing of other workstreams. */
function removalOf(
  document: ParsedDocument,
  path: string,
  hops: readonly ContractHop[],
  { line }: ContractHop,
  written: string,
): readonly Fix[] {
  const onLine = hops.filter((hop) => hop.line === line);
  const others = onLine.filter(({ from, to }) => from.written !== written && to.written !== written);
  const fix = (title: string, edit: TextEdit): readonly Fix[] => [
    { title, safe: false, changes: () => [{ kind: 'edit', path, edits: [edit] }] },
  ];
  if (others.length === 0) return fix('Remove this contract', withoutChainLine(document, line));
  const ends = onLine.flatMap(({ from, to }) => [from, to]).filter((end) => end.written === written);
  const [end] = ends;
  if (!end || ends.some(({ range }) => range.start.character !== end.range.start.character)) return [];
  const text = document.lines.text(line);
  const { start } = end.range;
  const before = /\s*,\s*(?:executor-)?$/i.exec(text.slice(Math.max(0, start.character - 40), start.character))?.[0];
  const behind = /^\s*,\s*/.exec(text.slice(end.range.end.character, end.range.end.character + 20))?.[0];
  if (before === undefined && behind === undefined) return [];
  const range =
    before === undefined
      ? { start, end: { line, character: end.range.end.character + (behind ?? '').length } }
      : { start: { line, character: start.character - before.length }, end: end.range.end };
  return fix(`Remove ${quote(written)} from the list`, { range, newText: '' });
}

function quote(name: string): string {
  return `"${name}"`;
}
