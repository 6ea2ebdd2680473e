import type { PlanFacts } from './facts.ts';
import { phaseIdOfFileName } from './phase-id.ts';
import type { ProjectView } from './project-view.ts';
import { isSamePrd } from './tracker/read-trackers.ts';
import type { Tracker } from './tracker/read-trackers.ts';

/**
 * Which PRPs are those of a phase, best first. The id in the file's name must be the phase's own (phase 1 is neither 10
 * nor 2.1), and a PRP that carries another PRD's name is not taken. All paths are relative to the project.
 */
export function choosePrps(
  prps: readonly string[],
  prds: readonly string[],
  prd: string,
  phaseId: string,
): readonly string[] {
  const own = prdKey(prd);
  const others = prds.map(prdKey).filter((key) => key !== own && key !== '');
  return prps
    .filter((path) => phaseIdOfFileName(nameOf(path)) === phaseId)
    .filter((path) => !/(?:^|\/)(?:templates?|planning|contracts|ai_docs)\//i.test(path))
    .flatMap((path) => {
      const name = nameOf(path).toLowerCase();
      const foreign = others.filter((key) => carries(name, key)).reduce((most, key) => Math.max(most, key.length), 0);
      const ours = own !== '' && carries(name, own) ? own.length : 0;
      // PRP-PRD-foo-bar carries "foo" as well: the longest name says whose it is.
      return foreign > ours ? [] : [{ path, ours, kept: isArchived(path) ? 0 : 1 }];
    })
    .sort((a, b) => b.ours - a.ours || b.kept - a.kept || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
}

/** The PRPs of a phase, best first. */
export function prpsOfPhase(project: ProjectView, prd: string, phaseId: string): readonly PlanFacts[] {
  const prps = project.documents('prp');
  const prds = project.documents('prd').map(({ path }) => path);
  const chosen = choosePrps(
    prps.map(({ path }) => path),
    prds,
    prd,
    phaseId,
  );
  return chosen.flatMap((path) => prps.find((prp) => prp.path === path) ?? []);
}

/** The PRD that a PRP is for: the one whose name it carries, or the only one there is; null when that is not certain. */
export function prdOfPrp(project: ProjectView, prp: string): PlanFacts | null {
  const prds = project.documents('prd');
  const name = nameOf(prp).toLowerCase();
  const named = prds
    .filter(({ path }) => prdKey(path) !== '' && carries(name, prdKey(path)))
    .sort((a, b) => prdKey(b.path).length - prdKey(a.path).length);
  return named[0] ?? (prds.length === 1 ? (prds[0] ?? null) : null);
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

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isArchived(path: string): boolean {
  return /(?:^|\/)(?:completed|archive|archived|old)\//i.test(path);
}

/** `PRDs/PRD-Foo.md` → `foo`; empty for `PRD.md`, whose name says nothing. */
function prdKey(path: string): string {
  return nameOf(path.replaceAll('\\', '/'))
    .toLowerCase()
    .replace(/\.md$/, '')
    .replace(/^prd(?:[-_. ]+|$)|[-_. ]+prd$/g, '');
}

function carries(name: string, key: string): boolean {
  const at = name.indexOf(key);
  if (at < 0) return false;
  return !/[a-z0-9]/.test(name[at - 1] ?? '') && !/[a-z0-9]/.test(name[at + key.length] ?? '');
}
