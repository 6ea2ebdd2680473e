import type { Fence } from '../fences.ts';
import type { Heading, ParsedDocument } from '../parse-document.ts';
import { readPhases } from '../prd.ts';
import { sectionEnd } from '../sections.ts';
import { isIntentPrd, prdSection } from './prd-sections.ts';
import { prdSectionKey } from './section-names.ts';

/** How something is built, in front of the phases. Lines are zero-based; `endLine` is the first one behind it. */
export type EngineeringPart =
  | { readonly kind: 'section'; readonly heading: Heading; readonly line: number; readonly endLine: number }
  | { readonly kind: 'code'; readonly fence: Fence; readonly line: number; readonly endLine: number };

const HOW =
  /^(?:(?:core|system|technical|software|application|backend|frontend|high level|proposed|target|data|database|db|api|rest|solution|project|code|repository|folder|directory|file|class|deployment|infrastructure) )*(?:architectures?|tech(?:nology|nical)? stack|(?:api|technical|interface) (?:specifications?|specs?|design|reference)|(?:api )?endpoints|(?:database|db|sql|data) (?:schemas?|models?|tables)|schemas?|(?:system|software|technical|database|api|module|component|class) (?:design|approach|details|implementation)|implementation (?:details|notes|approach)|(?:folder|directory|repository|project|file|code) (?:structure|layout)|class diagrams?|infrastructure|deployment|data structures|code structure)(?: (?:overview|patterns?|diagrams?|decisions|design|details|summary))?$/;

const CODE = new Set(
  'ts typescript tsx js javascript jsx mjs python py java kotlin kt go golang rust rs c cpp c++ cc h hpp cs csharp c# ruby rb php swift scala sql postgresql mysql graphql gql prisma proto protobuf solidity sol lua dart r elixir ex erlang haskell hs clojure zig vue svelte html css scss dockerfile hcl terraform'.split(
    ' ',
  ),
);

/** Sections whose matter may be the engineering, because it is what they leave out or look up. */
const EXEMPT =
  /^(?:non goals|what is deliberately not|risks|open questions|out of scope|appendi|annex|glossary|references)/;

/** The engineering in front of the phases of an intent PRD; a part of a part is not named again. */
export function readEngineering(document: ParsedDocument): readonly EngineeringPart[] {
  if (!isIntentPrd(document)) return [];
  const end = startOfPhases(document);
  const parts: EngineeringPart[] = [];
  const skipped: { readonly line: number; readonly endLine: number }[] = [];
  let behind = 0;
  for (const heading of document.headings) {
    if (heading.line >= end) break;
    if (heading.line < behind || heading.level === 1) continue;
    const key = prdSectionKey(heading.text);
    const isExempt = EXEMPT.test(key);
    if (!isExempt && !HOW.test(key)) continue;
    const { line } = heading;
    behind = Math.min(end, sectionEnd(document, heading));
    skipped.push({ line, endLine: behind });
    if (!isExempt) parts.push({ kind: 'section', heading, line, endLine: behind });
  }
  let next = 0;
  for (const fence of document.fences) {
    if (fence.line >= end) break;
    while (next < skipped.length && (skipped[next]?.endLine ?? 0) <= fence.line) next += 1;
    if (!CODE.has(fence.language) || (skipped[next]?.line ?? end) < fence.line) continue;
    parts.push({ kind: 'code', fence, line: fence.line, endLine: fence.endLine });
  }
  return parts.sort((a, b) => a.line - b.line);
}

function startOfPhases(document: ParsedDocument): number {
  const section = prdSection(document, 'implementation phases')?.heading.line;
  const phase = readPhases(document)[0]?.line;
  return Math.min(section ?? document.lines.count, phase ?? document.lines.count);
}
