import type { PlanFacts } from './facts.ts';
import type { ProjectView } from './project-view.ts';
import { indexPrps, nameOf, prdKey } from './prp-index.ts';
import type { PrpIndex } from './prp-index.ts';
import { isSamePrd } from './tracker/read-trackers.ts';
import type { Tracker } from './tracker/read-trackers.ts';

/** The index of a project, made once for each state of its lists; nothing but paths is read for it. */
function prpIndex(project: ProjectView): { prps: readonly PlanFacts[]; index: PrpIndex } {
  const prps = project.documents('prp');
  const prds = project.documents('prd');
  const known = indexes.get(prps);
  if (known?.prds === prds) return { prps, index: known.index };
  const index = indexPrps(
    prps.map(({ path }) => path),
    prds.map(({ path }) => path),
  );
  indexes.set(prps, { prds, index });
  return { prps, index };
}

const indexes = new WeakMap<readonly PlanFacts[], { readonly prds: readonly PlanFacts[]; readonly index: PrpIndex }>();

/** The PRPs of a phase, best first. */
export function prpsOfPhase(project: ProjectView, prd: string, phaseId: string): readonly PlanFacts[] {
  return prpIndex(project)
    .index.ofPhase(prd, phaseId)
    .flatMap(({ path }) => project.document(path) ?? []);
}

/** The PRPs of all phases of a PRD. */
export function prpsOfPrd(project: ProjectView, prd: string): readonly PlanFacts[] {
  return prpIndex(project)
    .index.ofPrd(prd)
    .flatMap((path) => project.document(path) ?? []);
}

/** The paths of PRPs of a phase that are as good as the best of them; more than one where only their paths differ. */
export function rivalPrps(project: ProjectView, prd: string, phaseId: string): readonly string[] {
  const ranked = prpIndex(project).index.ofPhase(prd, phaseId);
  const best = ranked[0];
  return ranked.filter((one) => one.ours === best?.ours && one.kept === best.kept).map(({ path }) => path);
}

/** Whether the name of a PRP carries that of the PRD. */
export function isNamedFor(prp: string, prd: string): boolean {
  return indexPrps([], [prd]).prdsOf(prp).length > 0;
}

/** The name of a PRP, in small letters, without that of the PRD which it carries. */
export function withoutNameOf(prp: string, prd: string): string {
  const name = nameOf(prp).toLowerCase();
  return isNamedFor(prp, prd) ? name.replace(prdKey(prd), '') : name;
}

/** The PRD that a PRP is for: the one whose name it carries, or the only one there is; null when that is not certain. */
export function prdOfPrp(project: ProjectView, prp: string): PlanFacts | null {
  const [named] = prpIndex(project).index.prdsOf(prp);
  if (named !== undefined) return project.document(named);
  const prds = project.documents('prd');
  return prds.length === 1 ? (prds[0] ?? null) : null;
}

/** The trackers that speak of a PRD, and the documents in which they stand. */
export function trackersOf(project: ProjectView, prd: string): readonly { facts: PlanFacts; tracker: Tracker }[] {
  return project
    .documents('workflow')
    .flatMap((facts) => facts.trackers.map((tracker) => ({ facts, tracker })))
    .filter(({ tracker }) => isSamePrd(tracker.prd, prd));
}

/** The PRD that a tracker speaks of: the one it names, or the only one there is; null when that is not certain. */
export function prdOfTracker(project: ProjectView, tracker: Tracker): PlanFacts | null {
  const prds = project.documents('prd');
  const named = tracker.prd === null ? [] : prds.filter(({ path }) => isSamePrd(tracker.prd, path));
  return named[0] ?? (tracker.prd === null && prds.length === 1 ? (prds[0] ?? null) : null);
}
