import type { ParsedDocument } from '../parse-document.ts';
import { normalizePhaseId } from '../phase-id.ts';
import { phaseOfPrp, rangeOfTitle } from '../prp-phase.ts';
import { isNamedFor, prpsOfPhase, rivalPrps, withoutNameOf } from '../relations.ts';
import type { Rule, RuleContext } from './rule.ts';

export const ambiguousFileName: Rule = {
  id: 'CL216',
  title: 'File name does not say which phase',
  rationale:
    'A run finds the PRP of a phase by the name of its file. A name without a phase, with several of them, or as good as that of another PRP leaves open what will be executed.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, context) => {
    const message = messageFor(document, context);
    return message === null ? [] : [{ range: rangeOfTitle(document), message }];
  },
};

function messageFor(document: ParsedDocument, { path, project }: RuleContext): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const { id, prd } = phaseOfPrp(project, path);
  if (!prd || prd.phases.length === 0) return null;
  const named = phasesNamed(withoutNameOf(path, prd.path));
  if (named.length > 1) {
    return `The file name "${name}" names the phases ${named.join(' and ')}, but a PRP is for one. Split it, or leave one of them in the name.`;
  }
  if (id === null) {
    // Many PRPs are for a feature and no phase; this one says by its name that it belongs to the PRD.
    if (!isNamedFor(path, prd.path) && !/^prp\.md$/i.test(name)) return null;
    if (/mini|base|template|example/i.test(name)) return null;
    const free = prd.phases.find((phase) => prpsOfPhase(project, prd.path, phase.id).length === 0);
    const meant = /\bphase\s+(\d{1,3}(?:\.\d{1,3})?[a-z]?)\b/i.exec(titleOf(document))?.[1] ?? free?.id ?? '1';
    return `The file name "${name}" does not say which phase this PRP is for, so no run will find it. Rename it, for example to "${name.replace(/\.md$/i, '')}-phase-${meant.toLowerCase()}.md".`;
  }
  const rivals = rivalPrps(project, prd.path, id);
  const others = rivals.filter((one) => one !== path);
  if (others.length === 0 || others.length === rivals.length) return null;
  const taken = rivals[0] === path ? 'this one' : (rivals[0] ?? '');
  return `${others.slice(0, 3).join(', ')} ${others.length === 1 ? 'is' : 'are'} for phase ${id} of ${prd.path} as well, and a run would take ${taken}. Rename or remove what is not meant.`;
}

function titleOf(document: ParsedDocument): string {
  const heading = document.headings.find(({ level }) => level === 1)?.text ?? '';
  return `${heading.slice(0, 300)} ${document.frontMatter?.fields.get('name') ?? ''}`;
}

/** The ids of the phases in a file's name; `p3` may as well be a priority or a part. */
function phasesNamed(name: string): readonly string[] {
  const pattern =
    /(?:^|[-_. ])phases?[-_. ]?(\d{1,4}(?:\.\d{1,4})*[a-z]?)(?:[-_. ](?:to|and|bis|und|et)[-_. ](\d{1,4}[a-z]?))?(?=$|[-_. ])/gi;
  const stem = name.replace(/\.md$/i, '').slice(0, 500);
  const ids = [...stem.matchAll(pattern)].flatMap((match) => [match[1], match[2]]);
  return [...new Set(ids.map((id) => normalizePhaseId(id ?? '')).filter((id) => id !== null))];
}
