import { readContractChain } from '../contract-chain.ts';
import { readConcerns } from '../cross-cutting.ts';
import { indexOfWords } from '../field-lines.ts';
import { nameKey } from '../inline-text.ts';
import type { TextRange } from '../line-index.ts';
import type { Mention } from '../mentions.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readWorkstreams, workstreamResolver } from '../workstreams.ts';
import type { Workstream } from '../workstreams.ts';
import { rangeIn, textAt, withoutFirst } from './collect.ts';
import { executorForm } from './executor-form.ts';
import { executorNames } from './executor-names.ts';

type WorkstreamMention = Extract<Mention, { type: 'workstream' }>;

/** The workstreams of a PRP and their files: headings, owners, dependencies, contract chain, cross-cutting concerns. */
export function workstreamMentions(document: ParsedDocument): readonly Mention[] {
  const workstreams = readWorkstreams(document);
  if (workstreams.length === 0) return [];
  const meaningOf = meaningsIn(document, workstreams);
  const executors = executorNames(document.visible).flatMap(({ name, at }) => {
    const { line, character } = document.lines.positionAt(at);
    return referenceAt(meaningOf, line, character, name, true) ?? [];
  });
  return [
    ...workstreams.flatMap((workstream) => ownMentions(document, workstream, meaningOf)),
    ...[...chainNames(document), ...concernNames(document)]
      .filter(({ written, range }) => textAt(document, range) === written)
      .flatMap(({ range }) => referencesAt(document, range, meaningOf)),
    ...executors,
  ];
}

interface NamedPlace {
  readonly written: string;
  readonly range: TextRange;
}

function chainNames(document: ParsedDocument): readonly NamedPlace[] {
  return (readContractChain(document)?.hops ?? []).flatMap(({ from, to }) => [from, to]);
}

function concernNames(document: ParsedDocument): readonly NamedPlace[] {
  return readConcerns(document).flatMap(({ owners, coordinatesWith }) => [...owners, ...coordinatesWith]);
}

/** What words mean: a workstream, and whether they are its own name in any spelling. */
interface Meaning {
  readonly name: string;
  readonly isOwnName: boolean;
}

type FindMeaning = (written: string) => Meaning | null;

/**
 * By a workstream's own name before its number or owner: of two that a word may mean, the one that is called so. The
 * same words stand in many places, so each is looked up once.
 */
function meaningsIn(document: ParsedDocument, workstreams: readonly Workstream[]): FindMeaning {
  const byName = new Map(workstreams.toReversed().map(({ name }) => [nameKey(name), name] as const));
  const resolve = workstreamResolver(document);
  const known = new Map<string, Meaning | null>();
  return (written) => {
    const before = known.get(written);
    if (before !== undefined) return before;
    const own = byName.get(nameKey(written));
    const name = own ?? resolve(written);
    const meaning = name === null ? null : { name, isOwnName: own !== undefined };
    known.set(written, meaning);
    return meaning;
  };
}

function ownMentions(document: ParsedDocument, workstream: Workstream, meaningOf: FindMeaning): readonly Mention[] {
  const { name, nameRange, ownerRange, dependsOn, dependsAgain, files } = workstream;
  const found: Mention[] = [];
  if (textAt(document, nameRange) === name) {
    found.push({ type: 'workstream', name, phase: null, role: 'definition', range: nameRange, form: 'name' });
  }
  if (ownerRange) found.push(...referencesAt(document, ownerRange, meaningOf));
  for (const { written, range } of [...dependsOn, ...dependsAgain]) {
    if (textAt(document, range) === written) found.push(...referencesAt(document, range, meaningOf));
  }
  for (const { path, range } of files) {
    if (textAt(document, range) === path) found.push({ type: 'file', path, range });
  }
  return found;
}

/** The name in words such as `executor-api`, `api` and `Workstream 2`. */
function referencesAt(
  document: ParsedDocument,
  range: TextRange,
  meaningOf: FindMeaning,
): readonly WorkstreamMention[] {
  const written = textAt(document, range);
  const { line, character } = range.start;
  const before = textAt(document, rangeIn(line, Math.max(0, character - 9), character));
  const lead = /^executor-/i.exec(written)?.[0].length ?? 0;
  const bare = withoutFirst(range, lead).start.character;
  const mention = referenceAt(meaningOf, line, bare, written.slice(lead), lead > 0 || /executor-$/i.test(before));
  return mention ? [mention] : [];
}

function referenceAt(
  meaningOf: FindMeaning,
  line: number,
  character: number,
  written: string,
  isExecutor: boolean,
): WorkstreamMention | null {
  const meaning = meaningOf(written);
  if (meaning === null) return null;
  const { name, isOwnName } = meaning;
  const base = { type: 'workstream' as const, name, phase: null, role: 'reference' as const };
  if (isOwnName) {
    const isSlug = isExecutor || (written !== name && written === executorForm(name));
    const range = rangeIn(line, character, character + written.length);
    return { ...base, range, form: isSlug ? 'slug' : 'name' };
  }
  // `2: api` names it with its number in front.
  const at = indexOfWords(written, name);
  if (at > 0) return { ...base, range: rangeIn(line, character + at, character + at + name.length), form: 'name' };
  return { ...base, range: rangeIn(line, character, character + written.length), form: 'alias' };
}
