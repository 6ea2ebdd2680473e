import { indexOfWords } from './field-lines.ts';
import { plainText } from './inline-text.ts';
import { sectionKey } from './known-sections.ts';
import type { TextRange } from './line-index.ts';
import type { Fence } from './fences.ts';
import type { Heading, ParsedDocument } from './parse-document.ts';
import { perDocument } from './per-document.ts';
import { fencesBetween, sectionEnd } from './sections.ts';
import { readWorkstreams, workstreamResolver } from './workstreams.ts';
import type { ResolveName } from './workstreams.ts';

/** A workstream as the chain names it. */
export interface ChainEndpoint {
  readonly written: string;
  /** Canonical name of the workstream; null when there is none of that name. */
  readonly name: string | null;
  /** Whether it stands for every workstream, as `all` does. */
  readonly isEveryone: boolean;
  /** Exactly the words, without brackets and `executor-`. */
  readonly range: TextRange;
}

/** One contract: `from` publishes it, `to` relies on it. The line is zero-based. */
export interface ContractHop {
  readonly from: ChainEndpoint;
  readonly to: ChainEndpoint;
  /** In its author's words; empty where the line only says who comes first. */
  readonly contract: string;
  readonly line: number;
}

/** The section "Contract Chain" of a PRP. */
export interface ContractChain {
  readonly heading: Heading;
  /** First line behind the section. */
  readonly endLine: number;
  readonly hops: readonly ContractHop[];
  /** The fence that holds the last hop, or else the first that could hold one. */
  readonly fence: Fence | null;
}

const MAX_LINES = 2_000;
const MAX_COLUMNS = 2_000;
const MAX_HOPS = 1_000;
const MAX_NAMES = 8;

/** Reads `[a] → publishes [contract] → [b]`, `a → type → b` and longer chains; null without the section. */
export const readContractChain = perDocument((document: ParsedDocument): ContractChain | null => {
  const heading = document.headings.find(
    ({ text }) => /chain/i.test(text) && /^contracts? chain\b/.test(sectionKey(text)),
  );
  if (!heading) return null;
  const endLine = sectionEnd(document, heading);
  const fences = fencesBetween(document, heading.line, endLine).filter(({ language }) =>
    /^(?:|te?xt|plaintext|markdown|md|ya?ml)$/.test(language),
  );
  const resolve = workstreamResolver(document);
  const known = readWorkstreams(document).length > 0;
  const hops: ContractHop[] = [];
  let index = 0;
  let fence: Fence | null = fences[0] ?? null;
  for (let line = heading.line + 1; line < Math.min(endLine, heading.line + MAX_LINES); line += 1) {
    while ((fences[index]?.endLine ?? Infinity) <= line) index += 1;
    const around = fences[index];
    const inFence = around !== undefined && line > around.line;
    const text = inFence ? document.lines.text(line) : document.visibleLine(line);
    if (text.length > MAX_COLUMNS || !/→|⟶|->|=>/.test(text)) continue;
    const found = hopsOfLine(text, line, resolve);
    // A sentence with an arrow in it is no chain, unless it speaks of what this plan has.
    const isForm = inFence || /^\s*(?:[-*+]|\d{1,3}[.)])\s/.test(text) || /\[[^\]]*\]/.test(text);
    if (!isForm && known && !found.some(({ from, to }) => from.name !== null || to.name !== null)) continue;
    if (found.length > 0 && inFence) fence = around;
    hops.push(...found);
    if (hops.length >= MAX_HOPS) break;
  }
  return { heading, endLine, hops: hops.slice(0, MAX_HOPS), fence };
});

interface Part {
  readonly text: string;
  readonly from: number;
}

const ARROWS = ['→', '⟶', '-->', '->', '=>'] as const;

/** A type such as `(x) => y` may hold an arrow of another kind than the one that separates the parts. */
function splitAtArrows(text: string, from: number): readonly Part[] {
  const arrow = ARROWS.find((one) => text.includes(one, from));
  if (arrow === undefined) return [];
  const parts: Part[] = [];
  let start = from;
  for (const piece of text.slice(from).split(arrow)) {
    parts.push({ text: piece, from: start });
    start += piece.length + arrow.length;
  }
  return parts.length <= 64 ? parts : [];
}

const MARKER = /^\s*(?:(?:[-*+]|\d{1,3}[.)])\s+)?/;
const VERB = /^(?:publish(?:es)?|produces?|provides?|exposes?|defines?|delivers?|emits?|sends?)\b:?\s*/i;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} _./-]{0,60}$/u;

function hopsOfLine(text: string, line: number, resolve: ResolveName): readonly ContractHop[] {
  const code = text.replace(/\s(?:#|\/\/|<!--).*$/, '');
  const parts = splitAtArrows(code, MARKER.exec(code)?.[0].length ?? 0);
  if (parts.length < 2 || /^\s*(?:#|\/\/|<!--)/.test(text)) return [];
  const names = parts.map((part) => endpointsOf(part, line, resolve));
  const stops = stopsOf(parts, names);
  return stops.slice(1).flatMap((stop, index) => {
    const before = stops[index] ?? 0;
    const contract = contractOf(parts.slice(before + 1, stop).map((part) => part.text));
    const from = names[before] ?? [];
    const to = names[stop] ?? [];
    return from.flatMap((one) => to.map((other) => ({ from: one, to: other, contract, line })));
  });
}

/** Which parts name workstreams: the first and the last, and of those between them every other one or those known. */
function stopsOf(parts: readonly Part[], names: readonly (readonly ChainEndpoint[])[]): readonly number[] {
  const last = parts.length - 1;
  const isNamed = (index: number): boolean => (names[index] ?? []).length > 0;
  if (!isNamed(0) || !isNamed(last)) return [];
  const isKnown = (index: number): boolean =>
    isNamed(index) &&
    !VERB.test(bare(parts[index]?.text ?? '')) &&
    (names[index] ?? []).every(({ name }) => name !== null);
  const inner = parts.slice(1, -1).map((_, index) => index + 1);
  const alternates = last % 2 === 0 && inner.every((index) => (index % 2 === 0 ? isNamed(index) : !isKnown(index)));
  return [0, ...inner.filter((index) => (alternates ? index % 2 === 0 : isKnown(index))), last];
}

function bare(text: string): string {
  return text.replace(/^[\s[`*"'(]+|[\s\]`*"')]+$/g, '');
}

function contractOf(texts: readonly string[]): string {
  const written = texts.join('→').trim().replace(VERB, '');
  const inner = /^\[([^[\]]*)\]$/.exec(written);
  return plainText(inner ? (inner[1] ?? '') : written);
}

/** `web, docs` and `web and docs` are two; what a workstream is called, such as `R&D`, stays together. */
function splitNames(text: string, resolve: ResolveName): readonly string[] {
  const split = (part: string, separator: RegExp): readonly string[] =>
    resolve(bare(part)) === null ? part.split(separator) : [part];
  return split(text, /\s*[,;]\s*/).flatMap((part) => split(part, /\s*[+&]\s*|\s+and\s+/i));
}

/** Workstreams of one part: `[api]`, `executor-api (FastAPI)`, `web, docs`; none where it is no name at all. */
function endpointsOf({ text, from }: Part, line: number, resolve: ResolveName): readonly ChainEndpoint[] {
  const plain = bare(text.replace(/\s+(?:[-–—]{1,2}\s.*|\([^()]*\)\s*)$/, ''));
  const [head = '', tail] = plain.split(/:\s+/, 2);
  // `Contract 1: api` and `web: needs its types` name the workstream on either side.
  const named = tail !== undefined && resolve(head) === null && resolve(tail) !== null ? tail : head;
  const words = splitNames(named, resolve)
    .slice(0, MAX_NAMES)
    .map((one) => bare(one).replace(/^executor-/i, ''));
  if (!words.every((one) => NAME.test(one) || resolve(one) !== null)) return [];
  let at = 0;
  return words.map((written) => {
    const found = indexOfWords(text, written, at);
    at = Math.max(at, found + written.length);
    const character = from + Math.max(0, found);
    const end = found < 0 ? from + text.trimEnd().length : character + written.length;
    return {
      written,
      name: resolve(written),
      isEveryone: /^(?:all|every(?:one|body)?|each|everything|rest|others?)\b/i.test(written),
      range: { start: { line, character }, end: { line, character: end } },
    };
  });
}
