import { MAX_LINE } from '../inline-text.ts';
import type { Mention } from '../mentions.ts';
import type { Heading, ParsedDocument } from '../parse-document.ts';
import { normalizePhaseId } from '../phase-id.ts';
import { readPhaseMention } from '../phase-mention.ts';
import { rangeIn } from './collect.ts';
import { documentReferences } from './document-references.ts';
import { phaseReferences } from './phase-mentions.ts';
import type { PhaseMention } from './phase-mentions.ts';
import { referencedFiles } from './referenced-files.ts';
import { workstreamMentions } from './workstream-mentions.ts';

/** What a PRP names: the phase it is for, its workstreams, the files that they own or that it refers to, other plans. */
export function prpMentions(path: string, document: ParsedDocument): readonly Mention[] {
  return [
    ...workstreamMentions(document),
    ...referencedFiles(document),
    ...documentReferences(path, document, 'visible'),
    ...headPhases(document),
    ...textPhases(document),
  ];
}

const PHASE_KEY = /^(["']?)phase(?:_id|_number)?\1\s*:\s*["']?/i;

/** Phases in the front matter: `phase: 2`, and words such as `PRP for phase 2 of PRD-shop`. */
function headPhases(document: ParsedDocument): readonly PhaseMention[] {
  const { frontMatter, lines } = document;
  if (frontMatter === null) return [];
  const found: PhaseMention[] = [];
  for (let line = 0; line < frontMatter.endLine; line += 1) {
    const text = lines.text(line).slice(0, MAX_LINE).trimEnd();
    const key = PHASE_KEY.exec(text)?.[0];
    const written = key === undefined ? '' : text.slice(key.length).replace(/["']?(?:\s+#.*)?$/, '');
    const id = normalizePhaseId(written);
    if (key === undefined || id === null) continue;
    const range = rangeIn(line, key.length, key.length + written.length);
    found.push({ type: 'phase', id, prd: null, role: 'reference', range, written, anchor: false });
  }
  return [...found, ...phaseReferences(document, { from: 0, to: lines.start(frontMatter.endLine), hidden: true })];
}

/** Phases in the text. A PRP that has phases of its own speaks of the PRD's in its title only. */
function textPhases(document: ParsedDocument): readonly PhaseMention[] {
  const title = document.headings.find((heading) => heading.level === 1);
  const inHeadings = document.headings.some((heading) => heading !== title && introducesPhase(heading));
  const all = inHeadings ? [] : phaseReferences(document, { from: 0, to: document.visible.length });
  if (!inHeadings && !all.some((mention) => isBoldTitle(document, mention))) return all;
  if (!title) return [];
  return phaseReferences(document, { from: document.lines.start(title.line), to: document.lines.end(title.line) });
}

function introducesPhase({ text }: Heading): boolean {
  return /\d|[一-十]/u.test(text) && (readPhaseMention(text)?.separated ?? false);
}

/** `**Phase 1: Set-up**` at the start of a line. */
function isBoldTitle(document: ParsedDocument, { range }: PhaseMention): boolean {
  const { line, character } = range.start;
  if (character > 40) return false;
  const text = document.visibleLine(line).slice(0, range.end.character + 4);
  const isBehind = /^\s{0,8}(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?:\*\*|__)\p{L}+\s*$/u.test(text.slice(0, character));
  return isBehind && /^\s?[:：—–-]/u.test(text.slice(range.end.character));
}
