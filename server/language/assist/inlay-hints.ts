import { nameKey } from '../inline-text.ts';
import type { Position, TextRange } from '../line-index.ts';
import type { Here } from '../navigation/here.ts';
import type { ProjectView } from '../project-view.ts';
import type { LivePlans } from './live-plans.ts';
import { liveText } from './live-words.ts';
import { prdAt } from './plan-of.ts';

/** A few words behind a line, set apart from it by the editor. */
export interface InlayHint {
  readonly position: Position;
  readonly label: string;
  /** Plain text: what shows that the label is true. */
  readonly tooltip: string;
}

const MAX_HINTS = 200;
const MAX_LABEL = 60;

/**
 * Behind phases and workstreams what a run says of them, behind checkpoints the budget that was left. Only lines in the
 * range are asked about; nothing where nothing is known.
 */
export function inlayHintsOf(
  here: Here,
  range: TextRange,
  project: ProjectView,
  live: LivePlans,
): readonly InlayHint[] {
  const inRange = ({ line }: { readonly line: number }): boolean => line >= range.start.line && line <= range.end.line;
  switch (here.facts.kind) {
    case 'prd':
      return here.facts.phases
        .filter(inRange)
        .slice(0, MAX_HINTS)
        .flatMap((phase) => phaseHint(here, here.path, phase, project, live));
    case 'prp':
      return workstreamHints(here, inRange, project, live);
    case 'workflow':
      return here.facts.trackers.flatMap((tracker) => {
        const phases = tracker.phases.filter(inRange).slice(0, MAX_HINTS);
        const prd = phases.length === 0 ? null : prdAt(here, tracker.line, project);
        return phases.flatMap((phase) => [
          ...(prd ? phaseHint(here, prd.path, phase, project, live) : []),
          ...budgetHint(here, phase),
        ]);
      });
    default:
      return [];
  }
}

function phaseHint(
  here: Here,
  prd: string,
  { id, line }: { readonly id: string; readonly line: number },
  project: ProjectView,
  live: LivePlans,
): readonly InlayHint[] {
  const phase = live.phase(prd, id);
  // A phase that a run has not come to is what everybody expects of it.
  if (!phase || phase.status === 'pending') return [];
  return [hint(here, line, phase.words, liveText(phase, project.now()))];
}

function workstreamHints(
  here: Here,
  inRange: (place: { readonly line: number }) => boolean,
  project: ProjectView,
  live: LivePlans,
): readonly InlayHint[] {
  const prd = prdAt(here, 0, project);
  const phase = prd && here.facts.phaseId !== null ? live.phase(prd.path, here.facts.phaseId) : null;
  if (!phase) return [];
  const known = new Map(phase.workstreams.map((workstream) => [nameKey(workstream.name), workstream] as const));
  return here.facts.workstreams
    .filter(inRange)
    .slice(0, MAX_HINTS)
    .flatMap(({ name, line }) => {
      const workstream = known.get(nameKey(name));
      if (!workstream || workstream.status === 'pending') return [];
      return [hint(here, line, workstream.words, liveText(workstream, project.now()))];
    });
}

/** `~62% remaining after this phase` in the checkpoint; words without a number say nothing that could be shown. */
function budgetHint(
  here: Here,
  { line, fields }: { readonly line: number; readonly fields: ReadonlyMap<string, string> },
): readonly InlayHint[] {
  const written = /(?<!\d)(\d{1,3})(?:\.\d{1,3})?\s?%/.exec(fields.get('context budget')?.slice(0, 200) ?? '')?.[1];
  const percent = Number(written ?? Number.NaN);
  if (!(percent <= 100)) return [];
  return [hint(here, line, `${percent} % budget left`, 'The context budget that this checkpoint records.')];
}

function hint({ document }: Here, line: number, label: string, tooltip: string): InlayHint {
  const short = label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label;
  const position = { line, character: document.lines.text(line).trimEnd().length };
  return { position, label: short, tooltip: tooltip.slice(0, 400) };
}
