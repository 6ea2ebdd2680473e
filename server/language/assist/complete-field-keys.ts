import { labelKey } from '../inline-text.ts';
import { propose } from './completion-place.ts';
import type { Complete, CompletionPlace } from './completion-place.ts';
import { trackedPhaseAt } from './plan-of.ts';
import { CHECKPOINT_LABELS } from './tracker-words.ts';
import { workstreamAt } from './workstream-at.ts';

const MAX_LINES = 300;

const WORKSTREAM_BY_KIND = ['Owner', 'Files to create', 'Files to modify', 'Depends on', 'Tasks'];
const WORKSTREAM_OWNED = ['Files owned', 'Depends on', 'Produces', 'Consumes', 'Tasks'];
const PHASE = ['Goal', 'Deliverables', 'Validation'];

/** Labels that a workstream, a checkpoint or a phase does not have yet, at the beginning of a line. */
export const completeFieldKeys: Complete = (place) => {
  const match = /^\s{0,3}([-*+]\s+)?(\*\*)?([\p{L}][\p{L} ]{0,30})?$/u.exec(place.before);
  if (!match || place.before.startsWith('  ')) return null;
  const labels = labelsAt(place);
  if (!labels) return null;
  const written = match[3] ?? '';
  const list = match[1] !== undefined || place.here.facts.kind === 'prd' ? '' : '- ';
  const open = match[2] === undefined ? `${match[1] === undefined && written === '' ? list : ''}**` : '';
  const begun = labels.filter((label) => label.toLowerCase().startsWith(written.toLowerCase()));
  const proposals = begun.map((label) => ({ label, newText: `${open}${label}**: ` }));
  return propose(place, 'key', written.length, proposals, /^\*{0,2}[:：]?[ \t]*/);
};

/** The labels that are missing around the line, in the order of the template; null where none belong. */
function labelsAt(place: CompletionPlace): readonly string[] | null {
  const { here, position } = place;
  const { line } = position;
  if (here.facts.kind === 'prp') {
    const workstream = workstreamAt(here, line);
    if (!workstream) return null;
    const known = labelsIn(place, workstream.line, workstream.endLine);
    const owned = known.has('files owned') || known.has('produces') || known.has('consumes');
    return (owned ? WORKSTREAM_OWNED : WORKSTREAM_BY_KIND).filter((label) => !known.has(labelKey(label)));
  }
  if (here.facts.kind === 'workflow') {
    const phase = trackedPhaseAt(here, line);
    if (!phase || line === phase.line || place.headings[0]?.line !== phase.line) return null;
    const known = labelsIn(place, phase.line, phase.endLine);
    return CHECKPOINT_LABELS.filter((label) => !known.has(labelKey(label)));
  }
  if (here.facts.kind !== 'prd') return null;
  const phase = here.facts.phases.find((one) => line > one.line && line < one.endLine && one.form !== 'table');
  if (!phase) return null;
  const known = [phase.hasGoal, phase.hasDeliverables, phase.hasValidation];
  return PHASE.filter((_, index) => known[index] !== true);
}

function labelsIn({ here, position }: CompletionPlace, from: number, to: number): ReadonlySet<string> {
  const known = new Set<string>();
  for (let line = from + 1; line < Math.min(to, from + MAX_LINES); line += 1) {
    const label = /^\s{0,3}(?:[-*+]\s+)?(?:\*\*|__)?([\p{L}][\p{L} _/-]{0,40}?)(?:\*\*|__)?\s*[:：]/u.exec(
      here.document.visibleLine(line).slice(0, 80),
    )?.[1];
    if (label !== undefined && line !== position.line) known.add(labelKey(label));
  }
  return known;
}
