import type { DocumentKind } from '#schemas/document/outline.ts';
import { awaySectionKey } from '../away/section-keys.ts';
import { sectionKey } from '../known-sections.ts';
import { knownPrdSection } from '../prd/section-names.ts';
import { newlineOf } from '../text-edit.ts';
import { propose } from './completion-place.ts';
import type { Complete, CompletionPlace, Proposal } from './completion-place.ts';
import { checkpointSnippet, phaseSnippet, workstreamSnippet } from './heading-snippets.ts';
import { prdAt, trackerAt } from './plan-of.ts';
import { sectionsFor } from './template-sections.ts';
import type { TemplateSection } from './template-sections.ts';

const MAX_CHECKPOINTS = 50;

interface Candidate extends Proposal {
  readonly level: number;
}

/** Headings behind `#`: the next phase, workstream or checkpoint, and the sections of the template that are missing. */
export const completeHeadings: Complete = (place) => {
  const marks = /^(#{1,6})(?:[ \t]+.*)?$/.exec(place.before)?.[1];
  if (marks === undefined) return null;
  const newline = newlineOf(place.here.document.text);
  const candidates = [...numbered(place), ...missingSections(place)].filter(({ level }) => level >= marks.length);
  const proposals = candidates.map(({ level, label, newText, ...rest }) => {
    const text = `${'#'.repeat(level)} ${newText ?? label}`;
    return { ...rest, label: `${'#'.repeat(level)} ${label}`, newText: text.replaceAll('\n', newline) };
  });
  return propose(place, 'heading', place.before.length, proposals, /^.*$/);
};

/** The next phase in a PRD's list, the next workstream in a PRP's, a checkpoint for each phase that has none. */
function numbered(place: CompletionPlace): readonly Candidate[] {
  const { here, position, headings } = place;
  const inSection = (name: RegExp): boolean => headings.some(({ text }) => name.test(sectionKey(text)));
  switch (here.facts.kind) {
    case 'prd': {
      if (!inSection(/\bphases\b|^phase /)) return [];
      const others = here.facts.phases.filter(({ line }) => line !== position.line);
      const last = others.reduce((most, { id }) => Math.max(most, Number.parseInt(id, 10) || 0), 0);
      const id = String(last + 1);
      return [{ label: `Phase ${id}`, level: 3, newText: phaseSnippet(id), snippet: true, detail: 'the next phase' }];
    }
    case 'prp': {
      if (!inSection(/^(?:parallel )?work ?streams?\b/)) return [];
      const others = here.facts.workstreams.filter(({ line }) => line !== position.line);
      const key = nextKey(others.at(-1)?.key ?? null, others.length);
      const newText = workstreamSnippet(key, others.at(-1)?.dialect !== 'B');
      return [{ label: `Workstream ${key}`, level: 3, newText, snippet: true, detail: 'the next workstream' }];
    }
    case 'workflow':
      return checkpoints(place);
    default:
      return [];
  }
}

function checkpoints({ here, position: { line }, project }: CompletionPlace): readonly Candidate[] {
  // A lone `#` that is being typed begins a tracker of its own, which nobody wants yet.
  const trackers = [trackerAt(here, line), trackerAt(here, line - 1)];
  const known = new Set(
    trackers.flatMap((tracker) => tracker?.phases.filter((phase) => phase.line !== line).map(({ id }) => id) ?? []),
  );
  const phases = prdAt(here, line - 1, project)?.phases ?? [];
  return phases
    .filter(({ id }) => !known.has(id))
    .slice(0, MAX_CHECKPOINTS)
    .map(({ id, title }) => ({
      label: `Phase ${id}${title === '' ? '' : `: ${title}`}`,
      level: 2,
      newText: checkpointSnippet(id, title),
      snippet: true,
      detail: 'a checkpoint',
    }));
}

/** `2` behind `1`, `C` behind `B`. */
function nextKey(last: string | null, count: number): string {
  if (last !== null && /^\d{1,3}$/.test(last)) return String(Number(last) + 1);
  if (last !== null && /^[A-Y]$/.test(last)) return String.fromCharCode(last.charCodeAt(0) + 1);
  return String(count + 1);
}

/** In template order, beginning behind the last section in front of the line that the template knows. */
function missingSections({ here, position }: CompletionPlace): readonly Candidate[] {
  const { kind } = here.facts;
  const present = new Map<string, number>();
  for (const { line, text } of here.document.headings) {
    if (line !== position.line) present.set(keyOf(text, kind), line);
  }
  return sectionsFor(here).flatMap(({ sections, detail }) => {
    const passed = sections.findLastIndex(({ title }) => (present.get(keyOf(title, kind)) ?? Infinity) < position.line);
    const order = [...sections.slice(passed + 1), ...sections.slice(0, passed + 1)];
    const missing = order.filter(({ title }) => !present.has(keyOf(title, kind)));
    return missing.map((section) => candidate(section, detail));
  });
}

function candidate({ title, level, body }: TemplateSection, detail: string): Candidate {
  const text = body.trim() === '' ? title : `${title}\n\n${body.trim()}`;
  return { label: title, level, newText: text, detail, documentation: body.trim() };
}

/** Numbered headings are the same whatever they are called: `Level 1: Lint` is the template's first level. */
function keyOf(heading: string, kind: DocumentKind): string {
  const named = kind === 'prd' ? knownPrdSection(heading)?.key : kind === 'away' ? awaySectionKey(heading) : null;
  const key = named ?? sectionKey(heading);
  return /^(?:level|phase|workstream) [0-9a-z]{1,4}\b/.exec(key)?.[0] ?? key.replace(/^workstreams .*/, 'workstreams');
}
