import type { PlanFacts } from '../facts.ts';
import type { Here } from '../navigation/here.ts';
import type { PrdPhase } from '../prd.ts';
import type { ProjectView } from '../project-view.ts';
import { prdOfPrp, prdOfTracker, prpsOfPhase, trackersOf } from '../relations.ts';
import { isSamePrd } from '../tracker/read-trackers.ts';
import type { SummaryRow, TrackedPhase, Tracker } from '../tracker/read-trackers.ts';

/** The PRD that a line of the document belongs to; null when that is not certain. */
export function prdAt(here: Here, line: number, project: ProjectView): PlanFacts | null {
  switch (here.facts.kind) {
    case 'prd':
      return here.facts;
    case 'prp':
      return prdOfPrp(project, here.path);
    case 'workflow': {
      const tracker = trackerAt(here, line);
      return tracker ? prdOfTracker(project, tracker) : null;
    }
    default:
      return null;
  }
}

/** The PRD that the document calls so, or the one that its place tells. */
export function prdNamed(here: Here, written: string | null, line: number, project: ProjectView): PlanFacts | null {
  if (written === null) return prdAt(here, line, project);
  if (here.facts.kind === 'prd' && isSamePrd(written, here.path)) return here.facts;
  return project.documents('prd').find(({ path }) => isSamePrd(written, path)) ?? null;
}

/** The phase that a line belongs to: that of a PRP, or the section of a PRD or a tracker around the line. */
export function phaseIdAt(here: Here, line: number): string | null {
  const { kind, phaseId, phases } = here.facts;
  if (kind === 'prp') return phaseId;
  if (kind === 'prd') return phases.find((phase) => line >= phase.line && line < phase.endLine)?.id ?? null;
  return trackedPhaseAt(here, line)?.id ?? null;
}

export function trackerAt(here: Here, line: number): Tracker | null {
  return here.facts.trackers.find((tracker) => line >= tracker.line && line < tracker.endLine) ?? null;
}

export function trackedPhaseAt(here: Here, line: number): TrackedPhase | null {
  return trackerAt(here, line)?.phases.find((phase) => line >= phase.line && line < phase.endLine) ?? null;
}

export function phaseOf(prd: PlanFacts | null, id: string): PrdPhase | null {
  return prd?.phases.find((phase) => phase.id === id) ?? null;
}

/** The PRP of a phase that is worked by; the document itself where it is one of them. */
export function prpOf(here: Here, prd: PlanFacts | null, id: string, project: ProjectView): PlanFacts | null {
  if (here.facts.kind === 'prp' && here.facts.phaseId === id) return here.facts;
  return prd ? (prpsOfPhase(project, prd.path, id)[0] ?? null) : null;
}

/** What a tracker says of a phase, and the document in which it does; its section where there is one, else its row. */
export function trackedOf(
  here: Here,
  prd: PlanFacts,
  id: string,
  project: ProjectView,
): { readonly path: string; readonly section: TrackedPhase | null; readonly row: SummaryRow | null } | null {
  const own =
    here.facts.kind === 'workflow' ? here.facts.trackers.map((tracker) => ({ facts: here.facts, tracker })) : [];
  const around = trackersOf(project, prd.path).filter(({ facts }) => facts.path !== here.path);
  for (const { facts, tracker } of [...own.filter(({ tracker: one }) => isSamePrd(one.prd, prd.path)), ...around]) {
    const section = tracker.phases.findLast((phase) => phase.id === id) ?? null;
    const row = tracker.summary.findLast((one) => one.id === id) ?? null;
    if (section ?? row) return { path: facts.path, section, row };
  }
  return null;
}
