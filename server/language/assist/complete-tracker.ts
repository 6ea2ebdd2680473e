import { nameKey } from '../inline-text.ts';
import type { TrackedPhase } from '../tracker/read-trackers.ts';
import { propose } from './completion-place.ts';
import type { Complete, Completion, CompletionPlace, Proposal } from './completion-place.ts';
import { prdAt, prpOf, trackedPhaseAt, trackerAt } from './plan-of.ts';
import { columnAt } from './table-column.ts';
import { isCheckpointLabel, MODES, PHASE_STATUSES, WORKSTREAM_STATUSES } from './tracker-words.ts';
import { fieldAt } from './field-at.ts';

/** Statuses, modes, names and numbers of a WORKFLOW.md. */
export const completeTracker: Complete = (place) => {
  if (place.here.facts.kind !== 'workflow') return null;
  const phase = trackedPhaseAt(place.here, place.position.line);
  return (phase ? inCheckpoint(place, phase) : null) ?? inSummary(place);
};

function inCheckpoint(place: CompletionPlace, phase: TrackedPhase): readonly Completion[] | null {
  const { here, position, before } = place;
  const workstream = /^\s{2,}[-*+]\s+([^:：]{1,200})[:：]\s*([a-z-]*)$/i.exec(before);
  if (workstream) return propose(place, 'status', (workstream[2] ?? '').length, workstreamStatuses());
  const { lines } = here.document;
  const field = fieldAt(before, position.line, phase.line + 1, isCheckpointLabel, (line) => lines.text(line));
  if (!field) return null;
  if (/^workstreams?(?: status)?$/.test(field.key)) return workstreamNames(place, phase, field.value);
  const proposals = VALUES[field.key];
  if (field.key === 'next phase') return nextPhases(place, phase, field.value);
  if (!proposals || !Object.hasOwn(VALUES, field.key)) return null;
  return propose(place, field.key === 'status' ? 'status' : 'value', field.value.length, proposals, /^[^|]*$/);
}

function statuses(names: readonly string[]): readonly Proposal[] {
  return names.map((label) => ({ label, documentation: PHASE_STATUSES[label] ?? '' }));
}

const VALUES: Readonly<Record<string, readonly Proposal[]>> = {
  status: statuses(['completed', 'in-progress', 'deferred']),
  'execution mode': [
    { label: 'team', newText: 'team (${1:3} executors)', snippet: true, documentation: MODES['team'] ?? '' },
    { label: 'sequential', documentation: MODES['sequential'] ?? '' },
    { label: 'solo', documentation: MODES['solo'] ?? '' },
  ],
  'team failure': [
    { label: 'none' },
    { label: 'yes', newText: 'yes (fell back to sequential at turn ${1:1})', snippet: true },
  ],
  validation: [{ label: 'PASS', newText: 'PASS in ${1:1} cycle', snippet: true }],
  tests: [{ label: 'passing', newText: '${1:12} passing (${2:4} new)', snippet: true }],
  'files changed': [{ label: '+N -M lines', newText: '+${1:120} -${2:14} lines across ${3:6} files', snippet: true }],
  'context budget': [{ label: '~X% remaining', newText: '~${1:60}% remaining after this phase', snippet: true }],
};

function workstreamStatuses(): readonly Proposal[] {
  const behind: Readonly<Record<string, string>> = { completed: 'files: `${1:src/file.ts}`' };
  return Object.entries(WORKSTREAM_STATUSES).map(([label, documentation]) => ({
    label,
    documentation,
    newText: `${label} (${behind[label] ?? 'reason: ${1:why}'})`,
    snippet: true,
  }));
}

/** The workstreams of the phase's PRP that the checkpoint does not name yet. */
function workstreamNames(place: CompletionPlace, phase: TrackedPhase, value: string): readonly Completion[] {
  const { here, position, project } = place;
  if (/[:：]/.test(value)) return [];
  const prp = prpOf(here, prdAt(here, position.line, project), phase.id, project);
  const known = new Set(
    phase.workstreams.filter(({ line }) => line !== position.line).map(({ name }) => nameKey(name)),
  );
  const missing = (prp?.workstreams ?? []).filter(({ name }) => !known.has(nameKey(name))).slice(0, 100);
  const proposals = missing.map(({ name, owner }) => ({ label: name, newText: `${name}: `, detail: owner ?? '' }));
  return propose(place, 'id', value.length, proposals, /^[\w-]*[:：]?\s*/);
}

function nextPhases(place: CompletionPlace, phase: TrackedPhase, value: string): readonly Completion[] {
  const { here, position, project } = place;
  const phases = (prdAt(here, position.line, project)?.phases ?? []).filter(({ id }) => id !== phase.id);
  const after = phases.findIndex(({ line }) => line > (lineOf(place, phase.id) ?? -1));
  const ordered = after > 0 ? [...phases.slice(after), ...phases.slice(0, after)] : phases;
  const proposals = ordered
    .slice(0, 100)
    .map(({ id, title }) => ({ label: `Phase ${id}${title === '' ? '' : `: ${title}`}` }));
  const none = { label: 'none', detail: 'this was the last phase' };
  return propose(place, 'id', value.length, [...proposals, none], /^[^|]*$/);
}

function lineOf({ here, position, project }: CompletionPlace, id: string): number | undefined {
  return prdAt(here, position.line, project)?.phases.find((phase) => phase.id === id)?.line;
}

/** Cells of the table of phases. */
function inSummary(place: CompletionPlace): readonly Completion[] | null {
  const { here, position, project } = place;
  const tracker = trackerAt(here, position.line);
  const column = columnAt(here.document, position);
  if (!tracker || !column || tracker.summaryTable?.line !== column.header) return null;
  if (column.key === 'status') {
    return propose(place, 'status', column.before.length, statuses(Object.keys(PHASE_STATUSES)), /^[^|\s]*/);
  }
  if (column.key === 'mode') {
    const modes = Object.entries(MODES).map(([label, documentation]) => ({ label, documentation }));
    return propose(place, 'value', column.before.length, modes, /^[^|\s]*/);
  }
  if (column.key !== 'phase') return null;
  const known = new Set(tracker.summary.filter(({ line }) => line !== position.line).map(({ id }) => id));
  const phases = (prdAt(here, position.line, project)?.phases ?? []).filter(({ id }) => !known.has(id)).slice(0, 100);
  const proposals = phases.map(({ id, title }) => {
    const label = `${id}${title === '' ? '' : `: ${title}`}`;
    return { label, newText: label.replaceAll('|', '\\|') };
  });
  return propose(place, 'id', column.before.length, proposals, /^[^|]*?(?=\s*(?:\||$))/);
}
