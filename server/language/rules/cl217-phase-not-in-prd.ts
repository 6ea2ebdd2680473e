import { phaseOfPrp, rangeOfTitle } from '../prp-phase.ts';
import { isNamedFor } from '../relations.ts';
import type { Rule } from './rule.ts';

const MAX_NAMED = 8;

export const phaseNotInPrd: Rule = {
  id: 'CL217',
  title: 'PRP for a phase that the PRD does not have',
  rationale:
    'A run goes through the phases of the PRD and looks for the PRP of each. A PRP for any other phase is never executed, most often because the phases were numbered anew and the file was not.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, { path, project }) => {
    const { id, prd } = phaseOfPrp(project, path);
    if (id === null || !prd || prd.phases.length === 0 || prd.phases.some((phase) => phase.id === id)) return [];
    // With a name of its own it may be the PRP of a PRD that lies elsewhere, though this one is the only one here.
    if (!isNamedFor(path, prd.path) && !hasNoName(path)) return [];
    const ids = prd.phases.map((phase) => phase.id);
    const known = `${ids.slice(0, MAX_NAMED).join(', ')}${ids.length > MAX_NAMED ? ', …' : ''}`;
    return [
      {
        range: rangeOfTitle(document),
        message: `This PRP is for phase ${id}, which ${prd.path} does not have (it has ${known}). Rename the file, or add the phase to the PRD.`,
      },
    ];
  },
};

/** `PRP-phase-3.md` and `PRP-PRD-phase-3.md` name a phase and nothing else. */
function hasNoName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/i, '');
  return name.split(/[-_. ]+/).every((part) => /^(?:prp|prd|phase|p)?(?:\d{1,4}[a-z]?)?$/i.test(part));
}
