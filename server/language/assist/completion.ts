import type { Position } from '../line-index.ts';
import type { Here } from '../navigation/here.ts';
import type { ProjectView } from '../project-view.ts';
import { completeAway } from './complete-away.ts';
import { completeContracts, completeOwnerCells } from './complete-contracts.ts';
import { completeFieldKeys } from './complete-field-keys.ts';
import { completeFiles } from './complete-files.ts';
import { completeHeadings } from './complete-headings.ts';
import { completePhaseIds } from './complete-phase-ids.ts';
import { completeRuleIds } from './complete-rule-ids.ts';
import { completeTracker } from './complete-tracker.ts';
import { completeWorkstreams } from './complete-workstreams.ts';
import { completeFrontMatter, completeYamlKeys } from './complete-yaml-keys.ts';
import { placeOf } from './completion-place.ts';
import type { Complete, Completion } from './completion-place.ts';

/** The first that knows the place speaks. */
const PROVIDERS: readonly Complete[] = [
  completeFrontMatter,
  completeFiles,
  completeYamlKeys,
  completeContracts,
  completeWorkstreams,
];

/** These speak in the text of a plan only, never inside of code. */
const PROSE_PROVIDERS: readonly Complete[] = [
  completeHeadings,
  completeAway,
  completeOwnerCells,
  completeTracker,
  completeFieldKeys,
  completePhaseIds,
];

/** What can be written at the position, the best first; nothing in ordinary markdown and in code. */
export function completionsAt(here: Here, position: Position, project: ProjectView): readonly Completion[] {
  const place = placeOf(here, position, project);
  if (!place) return [];
  const rules = completeRuleIds(place);
  if (rules) return rules;
  const { document } = here;
  const hidden = place.before.trim() !== '' && document.visibleLine(position.line).trim() === '';
  const inHead = position.line < (document.frontMatter?.endLine ?? 0);
  // What is neither visible, nor a fence, nor the head stands in a comment.
  if (hidden && !place.fence && !inHead) return [];
  const providers = place.fence || inHead ? PROVIDERS : [...PROVIDERS, ...PROSE_PROVIDERS];
  for (const complete of providers) {
    const found = complete(place);
    if (found) return found;
  }
  return [];
}
