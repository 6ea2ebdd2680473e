import type { Position, TextRange } from '../line-index.ts';
import type { Mention } from '../mentions.ts';
import type { ProjectView } from '../project-view.ts';
import { prdOfTracker, prpsOfPhase } from '../relations.ts';
import { existingFile } from './existing-file.ts';
import type { Here } from './here.ts';
import { mentionAt } from './mention-at.ts';
import { startOf } from './place.ts';
import type { Place } from './place.ts';
import { createTargets } from './target.ts';
import type { Target, Targets } from './target.ts';

/**
 * Where to go from a mention. A reference leads to where its phase or workstream is introduced; from there a phase leads
 * on to its PRPs and its checkpoint, and a workstream to its line in the tracker, so that the way from a phase to its
 * PRP, workstream, file and back is never a dead end.
 */
export function definitionsAt(here: Here, position: Position, project: ProjectView): readonly Place[] {
  const mention = mentionAt(here, position);
  if (mention === null) return [];
  if (mention.type === 'file') {
    const path = existingFile(project, mention.path);
    return path === null ? [] : [startOf(path)];
  }
  const targets = createTargets(here, project);
  const target = targets.of(here.facts, mention);
  const ways =
    target?.type === 'phase'
      ? phasePlaces(targets, target, isDefinition(mention))
      : target?.type === 'workstream'
        ? workstreamPlaces(targets, target, isDefinition(mention))
        : [];
  if (ways.length > 0 || !isDefinition(mention)) return ways;
  return [{ path: here.path, range: mention.range }];
}

function isDefinition(mention: Mention): boolean {
  return (mention.type === 'phase' || mention.type === 'workstream') && mention.role === 'definition';
}

type PhaseTarget = Extract<Target, { type: 'phase' }>;
type WorkstreamTarget = Extract<Target, { type: 'workstream' }>;

function phasePlaces({ view }: Targets, { prd, id }: PhaseTarget, fromDefinition: boolean): readonly Place[] {
  if (fromDefinition) {
    const prps = prpsOfPhase(view, prd.path, id).map(({ path }) => startOf(path));
    return [...prps, ...checkpointPlaces(view, prd.path, id)];
  }
  const definition = prd.mentions.find((one) => one.type === 'phase' && one.id === id && one.role === 'definition');
  return definition ? [{ path: prd.path, range: definition.range }] : [];
}

/** The sections of trackers that speak of the phase, or its rows where it has no section yet. */
function checkpointPlaces(view: ProjectView, prd: string, id: string): readonly Place[] {
  return view.documents('workflow').flatMap(({ path, trackers }) =>
    trackers
      .filter((tracker) => tracker.phases.length + tracker.summary.length > 0)
      .filter((tracker) => prdOfTracker(view, tracker)?.path === prd)
      .flatMap((tracker): readonly Place[] => {
        const known: { id: string; idRange: TextRange } | undefined =
          tracker.phases.find((phase) => phase.id === id) ?? tracker.summary.find((row) => row.id === id);
        return known ? [{ path, range: known.idRange }] : [];
      }),
  );
}

function workstreamPlaces(targets: Targets, target: WorkstreamTarget, fromDefinition: boolean): readonly Place[] {
  const { prp, name } = target;
  if (fromDefinition) {
    return targets
      .occurrences(target)
      .filter(({ facts }) => facts.kind === 'workflow')
      .map(({ facts, mention }) => ({ path: facts.path, range: mention.range }));
  }
  const definition = prp.mentions.find(
    (one) => one.type === 'workstream' && one.name === name && one.role === 'definition',
  );
  return definition ? [{ path: prp.path, range: definition.range }] : [];
}
