import type { ParsedDocument } from '../parse-document.ts';
import type { ProjectView } from '../project-view.ts';
import { insertPrpSections, missingPrpSections } from '../prp-sections.ts';
import type { PrpSectionTemplate } from '../templates/prp.ts';
import { readWorkstreams } from '../workstreams.ts';
import { workstreamBody } from './add-workstreams.ts';
import type { Refactoring } from './refactoring.ts';

/** Sections that say how several workstreams fit together. */
const SHARED: ReadonlySet<string> = new Set(['Contract Chain', 'Cross-Cutting Concerns']);

/** Puts in what a PRP lacks of the template, each section at its place; null when nothing is missing. */
export function addMissingPrpSections(
  document: ParsedDocument,
  path: string,
  project: ProjectView,
): Refactoring | null {
  const workstreams = readWorkstreams(document).length;
  const missing = missingPrpSections(document).filter(
    ({ title }) => (workstreams > 1 || !SHARED.has(title)) && (workstreams === 0 || title !== 'Workstreams'),
  );
  if (missing.length === 0) return null;
  const bodyOf = ({ title, body }: PrpSectionTemplate): string =>
    title === 'Workstreams' ? workstreamBody(document, project) : body;
  return {
    title: 'Add the missing sections of the PRP',
    kind: 'refactor.rewrite',
    changes: () => [{ kind: 'edit', path, edits: insertPrpSections(document, missing, bodyOf) }],
  };
}
