import { classifyDocument } from '../classify.ts';
import { mergeClosesCycle } from '../dependency-graph.ts';
import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readPhases } from '../prd.ts';
import type { ProjectView } from '../project-view.ts';
import { prpsOfPhase } from '../relations.ts';
import { sectionEnd } from '../sections.ts';
import { readWorkstreams, workstreamsSection } from '../workstreams.ts';
import { addMissingPrdSections } from './add-prd-sections.ts';
import { addMissingPrpSections } from './add-prp-sections.ts';
import { addWorkstreams } from './add-workstreams.ts';
import { toCreateAndModify, toFilesOwned } from './convert-workstreams.ts';
import { createPrp, prpPathOf } from './create-prp.ts';
import { mergeWorkstreams } from './merge-workstreams.ts';
import type { Refactoring } from './refactoring.ts';

export type { Refactoring } from './refactoring.ts';

/** How many other workstreams one can be merged into from the menu. */
const MAX_TARGETS = 12;

/** What can be done to a document at a place, the nearest first. `path` is relative to the project. */
export function refactoringsAt(
  path: string,
  document: ParsedDocument,
  range: TextRange,
  project: ProjectView,
): readonly Refactoring[] {
  const { line } = range.start;
  switch (classifyDocument(path, document)) {
    case 'prd':
      return [...createPrpAt(path, document, line, project), ...prdSections(path, document)];
    case 'prp':
      return [
        ...mergesAt(path, document, line),
        ...conversionsAt(path, document, line, project),
        ...firstWorkstream(path, document, project),
        ...[addMissingPrpSections(document, path, project)].filter((one) => one !== null),
      ];
    default:
      return [];
  }
}

function createPrpAt(
  path: string,
  document: ParsedDocument,
  line: number,
  project: ProjectView,
): readonly Refactoring[] {
  const phase = readPhases(document).find((one) => line >= one.line && line < one.endLine);
  if (!phase || prpsOfPhase(project, path, phase.id).length > 0) return [];
  // Where nothing is known of the disk, a file of that name may well be there.
  if (project.entry(prpPathOf(path, phase.id)) !== 'nothing') return [];
  const { title, changes } = createPrp(document, phase, path, project);
  return [{ title, kind: 'refactor.extract', changes }];
}

function prdSections(path: string, document: ParsedDocument): readonly Refactoring[] {
  const fix = addMissingPrdSections(document, path);
  return fix ? [{ title: fix.title, kind: 'refactor.rewrite', changes: () => fix.changes() }] : [];
}

function mergesAt(path: string, document: ParsedDocument, line: number): readonly Refactoring[] {
  const workstreams = readWorkstreams(document);
  const here = workstreams.find((one) => line >= one.line && line < one.endLine);
  if (!here || workstreams.length > MAX_TARGETS) return [];
  const names = workstreams.map(({ name }) => name);
  if (new Set(names).size < names.length) return [];
  return workstreams
    .filter((other) => other !== here && !mergeClosesCycle(workstreams, [[other.name, here.name]]))
    .map((other) => ({
      title: `Merge "${here.name}" into "${other.name}"`,
      kind: 'refactor.rewrite',
      changes: () => mergeWorkstreams(document, path, [[other, here]]),
    }));
}

function conversionsAt(
  path: string,
  document: ParsedDocument,
  line: number,
  project: ProjectView,
): readonly Refactoring[] {
  const workstreams = readWorkstreams(document).filter(({ files }) => files.length > 0);
  const section = workstreamsSection(document);
  const isInside =
    (section !== null && line >= section.line && line < sectionEnd(document, section)) ||
    workstreams.some((one) => line >= one.line && line < one.endLine);
  if (!isInside) return [];
  const has = (dialect: 'A' | 'B'): boolean => workstreams.some((one) => one.dialect === dialect);
  return [
    ...(has('A')
      ? [
          {
            title: 'Write workstreams with Files owned, Produces and Consumes',
            kind: 'refactor.rewrite' as const,
            changes: () => toFilesOwned(document, path),
          },
        ]
      : []),
    ...(has('B')
      ? [
          {
            title: 'Write workstreams with Owner, Files to create and Files to modify',
            kind: 'refactor.rewrite' as const,
            changes: () => toCreateAndModify(document, path, project),
          },
        ]
      : []),
  ];
}

function firstWorkstream(path: string, document: ParsedDocument, project: ProjectView): readonly Refactoring[] {
  if (readWorkstreams(document).length > 0) return [];
  return [
    {
      title: workstreamsSection(document) ? 'Add a first workstream' : 'Add a Workstreams section',
      kind: 'refactor.rewrite',
      changes: () => addWorkstreams(document, path, project),
    },
  ];
}
