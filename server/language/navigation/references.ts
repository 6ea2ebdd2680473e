import type { Position } from '../line-index.ts';
import type { Mention } from '../mentions.ts';
import type { ProjectView } from '../project-view.ts';
import type { Here } from './here.ts';
import { mentionAt } from './mention-at.ts';
import type { Place } from './place.ts';
import { createTargets } from './target.ts';

/** Every place of the same plan that names what stands at the position; two plans never mix. */
export function referencesAt(
  here: Here,
  position: Position,
  project: ProjectView,
  includeDeclaration: boolean,
): readonly Place[] {
  const mention = mentionAt(here, position);
  if (mention === null) return [];
  const targets = createTargets(here, project);
  const target = targets.of(here.facts, mention);
  if (target === null) return [];
  return targets
    .occurrences(target)
    .filter((one) => includeDeclaration || !isDeclaration(one.mention))
    .map((one) => ({ path: one.facts.path, range: one.mention.range }));
}

function isDeclaration(mention: Mention): boolean {
  return (mention.type === 'phase' || mention.type === 'workstream') && mention.role === 'definition';
}
