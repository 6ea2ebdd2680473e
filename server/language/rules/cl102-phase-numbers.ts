import { rangeOfLine } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { phaseIdOfFileName } from '../phase-id.ts';
import { readPhaseMention } from '../phase-mention.ts';
import { readPhases } from '../prd.ts';
import type { PrdPhase } from '../prd.ts';
import { insertBlock } from '../prd/insert-block.ts';
import { isNumberInUse, isReferredTo, numberPhases } from '../prd/number-phases.ts';
import type { Renumbering } from '../prd/number-phases.ts';
import { readPhaseIntroductions } from '../prd/phase-introductions.ts';
import { phaseParts } from '../templates/prd-phase.ts';
import type { Fix, Report, Rule, RuleContext } from './rule.ts';

const MAX_REPORTS = 50;

export const phaseNumbers: Rule = {
  id: 'CL102',
  title: 'Phase missing from the sequence, or introduced twice',
  rationale:
    'Phases are run, resumed and recorded by their number. Where one is missing, its text was lost or the others are numbered wrong; where two share a number, only one of them is run. Inserted phases such as 2.1 or 5b leave no gap, and a plan may begin with 0 or 1.',
  kinds: ['prd'],
  defaultSeverity: 'warning',
  check: (document, context) => {
    const duplicates = duplicateReports(document, context);
    return [...gapReports(document, context, duplicates.length > 0), ...duplicates].slice(0, MAX_REPORTS);
  },
};

function gapReports(document: ParsedDocument, context: RuleContext, hasDuplicates: boolean): readonly Report[] {
  const phases = numbered(document);
  const [start] = phases;
  if (!start || phases.length < 2) return [];
  const reports: Report[] = [];
  const gaps = gapsOf(phases);
  const isPlain = start.phase.form === 'heading' && start.phase.id === String(start.number);
  if (start.number > 1 && isPlain && !isOneOfSeveralPlans(document, context.path)) {
    const missing = list(Array.from({ length: Math.min(3, start.number - 1) }, (_, index) => String(index + 1)));
    reports.push({
      range: rangeOfLine(document.lines, start.phase.line),
      message: `The phases begin with ${start.phase.id}: there is no phase ${missing}. Add what is missing, or begin to count at 1.`,
      fixes: gaps.length > 0 || hasDuplicates ? [] : renumberFixes(document, context, phases, start.number - 1, 0),
    });
  }
  for (const { index, from, to } of gaps) {
    const here = phases[index];
    if (!here) continue;
    const alone = gaps.length === 1 && start.number <= 1 && !hasDuplicates;
    const missing = to - from === 2 ? `phase ${from + 1}` : `phase ${from + 1} to ${to - 1}`;
    reports.push({
      range: rangeOfLine(document.lines, here.phase.line),
      message: `Phase ${here.phase.id} comes after phase ${from}, but there is no ${missing}. Add what is missing, or number the phases without a gap.`,
      fixes: [
        ...(alone ? renumberFixes(document, context, phases, to - from - 1, index) : []),
        ...(to - from === 2 ? insertFixes(document, context.path, phases[index - 1]?.phase, from + 1) : []),
      ],
    });
  }
  return reports;
}

interface NumberedPhase {
  readonly phase: PrdPhase;
  /** `2` of `2`, `2.1` and `2b`. */
  readonly number: number;
}

/** Phases that have numbers, by number; lettered ones such as `A` have none. */
function numbered(document: ParsedDocument): readonly NumberedPhase[] {
  return readPhases(document)
    .map((phase) => ({ phase, number: Number.parseInt(phase.id, 10) }))
    .filter(({ number }) => Number.isFinite(number))
    .sort((a, b) => a.number - b.number || a.phase.line - b.phase.line);
}

function gapsOf(phases: readonly NumberedPhase[]): readonly { index: number; from: number; to: number }[] {
  return phases.flatMap(({ number }, index) => {
    const from = phases[index - 1]?.number ?? number;
    return number > from + 1 ? [{ index, from, to: number }] : [];
  });
}

/** A document whose name or title says which phase it is for holds a part of a plan. */
function isOneOfSeveralPlans(document: ParsedDocument, path: string): boolean {
  if (phaseIdOfFileName(path.slice(path.lastIndexOf('/') + 1)) !== null) return true;
  const title = document.headings.find(({ level }) => level === 1);
  return title !== undefined && readPhaseMention(title.text) !== null;
}

/** Counts the phases from `index` on down by `by`, where every number is a plain one and no other document uses it. */
function renumberFixes(
  document: ParsedDocument,
  context: RuleContext,
  phases: readonly NumberedPhase[],
  by: number,
  index: number,
): readonly Fix[] {
  const changed = phases.slice(index).map(({ phase, number }) => ({ phase, number }));
  if (phases.some(({ phase, number }) => phase.id !== String(number) || phase.form === 'table')) return [];
  const renumberings = changed.map(({ phase, number }) => ({
    line: phase.line,
    from: phase.id,
    to: String(number - by),
  }));
  return renumbering(document, context, renumberings);
}

function renumbering(
  document: ParsedDocument,
  { path, project }: RuleContext,
  renumberings: readonly Renumbering[],
): readonly Fix[] {
  const ids = renumberings.map(({ from }) => from);
  const edits = renumberings.length === 0 ? null : numberPhases(document, path, renumberings);
  if (edits === null || isNumberInUse(project, path, ids)) return [];
  const [first] = renumberings;
  const title =
    renumberings.length === 1
      ? `Call phase ${first?.from ?? ''} phase ${first?.to ?? ''}`
      : `Number the phases from ${first?.to ?? ''} on without a gap`;
  return [{ title, safe: false, changes: () => [{ kind: 'edit', path, edits: edits() }] }];
}

function insertFixes(
  document: ParsedDocument,
  path: string,
  before: PrdPhase | undefined,
  number: number,
): readonly Fix[] {
  const text = before ? document.lines.text(before.line).slice(0, 400) : '';
  const marks = /^(?:#{1,6} |\*\*(?=\p{L}))/u.exec(text)?.[0];
  if (!before || marks === undefined || (before.form !== 'heading' && before.form !== 'bold')) return [];
  const name = `Phase ${number}: What comes between`;
  const opening = marks === '**' ? `**${name}**` : `${marks}${name}`;
  const changes: Fix['changes'] = () => [
    { kind: 'edit', path, edits: [insertBlock(document, before.endLine, `${opening}\n\n${phaseParts}`)] },
  ];
  return [{ title: `Add phase ${number}`, safe: false, changes }];
}

function duplicateReports(document: ParsedDocument, context: RuleContext): readonly Report[] {
  const introductions = readPhaseIntroductions(document);
  const first = new Map<string, number>();
  const again: { readonly index: number; readonly line: number }[] = [];
  for (const [index, { plan, id, line }] of introductions.entries()) {
    const known = first.get(`${plan} ${id}`);
    if (known === undefined) first.set(`${plan} ${id}`, line);
    else again.push({ index, line: known });
  }
  return again.slice(0, MAX_REPORTS).flatMap(({ index, line }) => {
    const here = introductions[index];
    if (!here) return [];
    return [
      {
        range: rangeOfLine(document.lines, here.line),
        message: `Phase ${here.id} is introduced a second time; the first is on line ${line + 1}. Only one of them is run: give this one a number of its own, or join the two.`,
        fixes: again.length === 1 ? renumberDuplicate(document, context, index) : [],
      },
    ];
  });
}

/** From the second of the two on, every phase takes the next number that is free, where the plan's order says which. */
function renumberDuplicate(document: ParsedDocument, context: RuleContext, index: number): readonly Fix[] {
  const introductions = readPhaseIntroductions(document);
  const twice = introductions[index];
  if (!twice || introductions.some(({ id, plan }) => !/^\d+$/.test(id) || plan !== twice.plan)) return [];
  if (introductions.some(({ id }, at) => Number(id) < Number(introductions[at - 1]?.id ?? id))) return [];
  // Where nothing but that one number is used, and it is not the first, the two would begin with it.
  if (Number(twice.id) > 1 && introductions.every(({ id }) => id === twice.id)) return [];
  const renumberings: Renumbering[] = [];
  let last = Number(twice.id);
  for (const { id, line } of introductions.slice(index)) {
    if (Number(id) > last) break;
    last += 1;
    renumberings.push({ line, from: id, to: String(last) });
  }
  // A reference to the number that two phases had may mean either.
  const lines = new Set(introductions.map(({ line }) => line));
  return isReferredTo(document, twice.id, lines) ? [] : renumbering(document, context, renumberings);
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
