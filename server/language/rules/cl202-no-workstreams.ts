import { rangeOfLine } from '../line-index.ts';
import { addWorkstreams } from '../refactorings/add-workstreams.ts';
import { readWorkstreams, workstreamsSection } from '../workstreams.ts';
import type { Rule } from './rule.ts';

export const noWorkstreams: Rule = {
  id: 'CL202',
  title: 'PRP has no workstreams',
  rationale:
    'Workstreams say which agent may change which files. Without them one agent does the whole phase, and nothing tells a change that belongs to it from one that does not.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, { path, project }) => {
    if (readWorkstreams(document).length > 0) return [];
    const section = workstreamsSection(document);
    const how = 'a heading such as "### Workstream 1: api" with the fields Owner, Files owned, Depends on and Tasks';
    return [
      {
        range: rangeOfLine(document.lines, section?.line ?? document.headings[0]?.line ?? 0),
        message: section
          ? `This section names no workstream. Add ${how}.`
          : `This PRP has no Workstreams section. Add "## Workstreams" and in it, for each workstream, ${how}.`,
        fixes: [
          {
            title: section ? 'Add a first workstream' : 'Add a Workstreams section',
            safe: false,
            changes: () => addWorkstreams(document, path, project),
          },
        ],
      },
    ];
  },
};
