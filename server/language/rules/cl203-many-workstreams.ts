import { rangeOfLine } from '../line-index.ts';
import { MAX_WORKSTREAMS, mostCoupled, smallestGroups } from '../merge-choices.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { mergeWorkstreams } from '../refactorings/merge-workstreams.ts';
import { readWorkstreams, workstreamsSection } from '../workstreams.ts';
import type { Workstream } from '../workstreams.ts';
import type { Fix, Rule } from './rule.ts';

export const manyWorkstreams: Rule = {
  id: 'CL203',
  title: 'More than four workstreams',
  rationale:
    'Two to four workstreams are worth to be executed side by side. With more of them, agents spend their time on agreeing with one another, and each merge is one more place for a conflict.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const workstreams = readWorkstreams(document);
    const [, , , , fifth] = workstreams;
    if (!fifth) return [];
    const line = workstreamsSection(document)?.line ?? fifth.line;
    return [
      {
        range: rangeOfLine(document.lines, line),
        message: `This PRP has ${workstreams.length} workstreams. Merge the smallest, or those that share most, until ${MAX_WORKSTREAMS} are left.`,
        fixes: fixesFor(document, path, workstreams),
      },
    ];
  },
};

function fixesFor(document: ParsedDocument, path: string, workstreams: readonly Workstream[]): readonly Fix[] {
  const fixOf = (title: string, groups: readonly (readonly Workstream[])[]): Fix => ({
    title,
    safe: false,
    changes: () => mergeWorkstreams(document, path, groups),
  });
  const groups = smallestGroups(workstreams);
  const [[first, second] = []] = groups ?? [];
  if (!groups || !first || !second) return [];
  if (workstreams.length > MAX_WORKSTREAMS + 1) return [fixOf('Merge the smallest until four are left', groups)];
  const coupled = mostCoupled(document, workstreams);
  const isSame = coupled !== null && coupled[0] === first && coupled[1] === second;
  return [
    fixOf(`Merge "${second.name}" into "${first.name}", the two smallest`, groups),
    ...(coupled && !isSame
      ? [fixOf(`Merge "${coupled[1].name}" into "${coupled[0].name}", the two that share most`, [coupled])]
      : []),
  ];
}
