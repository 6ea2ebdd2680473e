import type { DocumentKind } from '#schemas/document/outline.ts';
import type { PlanFacts } from '../facts.ts';
import { nameKey } from '../inline-text.ts';
import { lastBefore } from '../mentions/collect.ts';
import type { Mention } from '../mentions.ts';
import type { ProjectView } from '../project-view.ts';
import { prdOfPrp, prdOfTracker, prpsOfPhase, prpsOfPrd } from '../relations.ts';
import { isSameCommit } from '../tracker/sha.ts';
import { isSamePrd } from '../tracker/read-trackers.ts';
import type { Here } from './here.ts';

/** The one thing that a mention means, wherever it is mentioned. */
export type Target =
  | { readonly type: 'phase'; readonly prd: PlanFacts; readonly id: string }
  | { readonly type: 'workstream'; readonly prp: PlanFacts; readonly name: string }
  | { readonly type: 'file'; readonly plan: string; readonly path: string }
  | { readonly type: 'commit'; readonly sha: string };

/** A mention and the document in which it stands. */
export interface Occurrence {
  readonly facts: PlanFacts;
  readonly mention: Mention;
}

/** Tells what mentions mean in one state of the project, in which the document at hand is as it stands in the editor. */
export interface Targets {
  readonly view: ProjectView;
  /** Null where the plan cannot be told: two plans with a phase 1 each must not be mixed up. */
  of(facts: PlanFacts, mention: Mention): Target | null;
  /** Every mention of it in all documents, by path and place. */
  occurrences(target: Target): readonly Occurrence[];
}

export function createTargets(here: Here, project: ProjectView): Targets {
  const view = viewFrom(here, project);
  const prdOf = rememberBy(planKey, (facts: PlanFacts, mention: Mention) => findPrd(view, facts, mention));
  const prpsOf = rememberBy(
    (prd: PlanFacts | null, phase: string) => `${phase} ${prd?.path ?? ''}`,
    (prd, phase) => prpsOfPhase(view, prd?.path ?? '', phase),
  );
  const targetOf = (facts: PlanFacts, mention: Mention): Target | null => {
    switch (mention.type) {
      case 'phase': {
        const prd = prdOf(facts, mention);
        return prd && { type: 'phase', prd, id: mention.id };
      }
      case 'workstream': {
        if (mention.phase === null) return { type: 'workstream', prp: facts, name: mention.name };
        const prd = prdOf(facts, mention);
        if (prd === null && view.documents('prd').length > 0) return null;
        return workstreamIn(prpsOf(prd, mention.phase), mention.name);
      }
      case 'file':
        return { type: 'file', plan: (prdOf(facts, mention) ?? facts).path, path: mention.path };
      case 'commit':
        return { type: 'commit', sha: mention.sha };
    }
  };
  return {
    view,
    of: targetOf,
    occurrences: (target) => {
      const mayMean = quickTest(target);
      return documentsFor(view, target).flatMap((facts) =>
        facts.mentions
          .filter((mention) => mayMean(mention) && isSameTarget(targetOf(facts, mention), target))
          .map((mention) => ({ facts, mention })),
      );
    },
  };
}

/** The project with the document at hand as it stands in the editor, whatever the project knows of it. */
function viewFrom({ facts }: Here, project: ProjectView): ProjectView {
  // One list for each kind, because what is found out about a list is remembered with it.
  const lists = new Map<DocumentKind, readonly PlanFacts[]>();
  const listOf = (kind: DocumentKind): readonly PlanFacts[] => {
    const others = project.documents(kind).filter(({ path }) => path !== facts.path);
    return facts.kind === kind ? [...others, facts].sort((a, b) => (a.path < b.path ? -1 : 1)) : others;
  };
  return {
    ...project,
    documents: (kind) => {
      const list = lists.get(kind) ?? listOf(kind);
      lists.set(kind, list);
      return list;
    },
    document: (path) => (path === facts.path ? facts : project.document(path)),
  };
}

function rememberBy<Arguments extends readonly unknown[], Result>(
  keyOf: (...parts: Arguments) => string,
  find: (...parts: Arguments) => Result,
): (...parts: Arguments) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (...parts) => {
    const key = keyOf(...parts);
    const entry = known.get(key) ?? { result: find(...parts) };
    known.set(key, entry);
    return entry.result;
  };
}

/** The same for mentions that belong to the same plan. */
function planKey(facts: PlanFacts, mention: Mention): string {
  const tracker = lastBefore(facts.trackers, mention.range.start.line);
  return [facts.path, tracker?.line ?? '', mention.type === 'phase' ? (mention.prd ?? '') : ''].join('\n');
}

function findPrd(view: ProjectView, facts: PlanFacts, mention: Mention): PlanFacts | null {
  if (mention.type === 'phase' && mention.prd !== null) {
    const { prd } = mention;
    return view.documents('prd').find(({ path }) => isSamePrd(prd, path)) ?? null;
  }
  if (facts.kind === 'prd') return facts;
  if (facts.kind === 'prp') return prdOfPrp(view, facts.path);
  const tracker = lastBefore(facts.trackers, mention.range.start.line);
  return tracker ? prdOfTracker(view, tracker) : null;
}

/** The best PRP that has a workstream of that name, or else the best one. */
function workstreamIn(prps: readonly PlanFacts[], written: string): Target | null {
  const key = nameKey(written);
  for (const prp of prps) {
    const workstream = prp.workstreams.find(({ name }) => nameKey(name) === key);
    if (workstream) return { type: 'workstream', prp, name: workstream.name };
  }
  const [best] = prps;
  return best ? { type: 'workstream', prp: best, name: written } : null;
}

/** Where it may be named: what is no document of the plan does not have to be read. */
function documentsFor(view: ProjectView, target: Target): readonly PlanFacts[] {
  return [...view.documents('prd'), ...prpsFor(view, target), ...view.documents('workflow')];
}

function prpsFor(view: ProjectView, target: Target): readonly PlanFacts[] {
  switch (target.type) {
    case 'phase':
      return inPathOrder(prpsOfPrd(view, target.prd.path));
    case 'workstream':
      return [target.prp];
    case 'file': {
      const plan = view.document(target.plan);
      if (plan?.kind === 'prd') return inPathOrder(prpsOfPrd(view, plan.path));
      return plan?.kind === 'prp' ? [plan] : [];
    }
    case 'commit':
      return [];
  }
}

function inPathOrder(documents: readonly PlanFacts[]): readonly PlanFacts[] {
  return documents.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Leaves out most mentions before anything about their plan is asked, because a project has very many of them. */
function quickTest(target: Target): (mention: Mention) => boolean {
  switch (target.type) {
    case 'phase':
      return (mention) => mention.type === 'phase' && mention.id === target.id;
    case 'workstream': {
      const key = nameKey(target.name);
      const isNamed = rememberBy(
        (written: string) => written,
        (written) => nameKey(written) === key,
      );
      return (mention) => mention.type === 'workstream' && isNamed(mention.name);
    }
    case 'file':
      return (mention) => mention.type === 'file' && mention.path === target.path;
    case 'commit':
      return (mention) => mention.type === 'commit' && isSameCommit(mention.sha, target.sha);
  }
}

function isSameTarget(one: Target | null, other: Target): boolean {
  if (one?.type === 'phase' && other.type === 'phase') return one.prd.path === other.prd.path && one.id === other.id;
  if (one?.type === 'workstream' && other.type === 'workstream') {
    return one.prp.path === other.prp.path && nameKey(one.name) === nameKey(other.name);
  }
  if (one?.type === 'file' && other.type === 'file') return one.plan === other.plan && one.path === other.path;
  return one?.type === 'commit' && other.type === 'commit';
}
