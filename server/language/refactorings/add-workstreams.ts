import { readContractChain } from '../contract-chain.ts';
import { readConcerns } from '../cross-cutting.ts';
import { nameKey } from '../inline-text.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { insertBlock } from '../prd/insert-block.ts';
import { insertPrpSections } from '../prp-sections.ts';
import { actionOf, readTaskFiles } from '../task-files.ts';
import type { ProjectView } from '../project-view.ts';
import { readTasks } from '../tasks.ts';
import { prpTemplate } from '../templates/prp.ts';
import type { FileChange } from '../text-edit.ts';
import { workstreamsSection } from '../workstreams.ts';

const MAX_TASKS = 30;

/** More workstreams than this are too many for one phase. */
const MAX_NAMES = 4;

/**
 * Puts a Workstreams section in at its place in the template: one workstream with the files that the tasks create and
 * modify, or with everything where they name none. Where contracts and concerns speak of workstreams already, there is
 * one for each of them, and the first has the files.
 */
export function addWorkstreams(document: ParsedDocument, path: string, project: ProjectView): readonly FileChange[] {
  const body = workstreamBody(document, project);
  const section = workstreamsSection(document);
  if (section) {
    const marks = '#'.repeat(Math.min(6, section.level + 1));
    return [
      {
        kind: 'edit',
        path,
        edits: [insertBlock(document, endOfIntroduction(document, section), body.replace(/^###(?= )/gm, marks))],
      },
    ];
  }
  const template = prpTemplate.filter(({ title }) => title === 'Workstreams');
  return [{ kind: 'edit', path, edits: insertPrpSections(document, template, () => body) }];
}

/** Behind the words below the heading, in front of whatever comes first. */
function endOfIntroduction(document: ParsedDocument, section: { readonly line: number }): number {
  return document.headings.find(({ line }) => line > section.line)?.line ?? document.lines.count;
}

/** The workstream that does all tasks of the document, in the words of the template. */
export function workstreamBody(document: ParsedDocument, project: ProjectView): string {
  const files = readTaskFiles(document).map((file) => ({ path: file.path, action: actionOf(file, project) }));
  const created = unique(files.filter(({ action }) => action === 'create').map(({ path }) => path));
  const modified = unique(files.filter(({ action }) => action === 'modify').map(({ path }) => path));
  const tasks = readTasks(document)
    .slice(0, MAX_TASKS)
    .map(({ id, title }, index) => `  ${index + 1}. Task ${id}${title === '' ? '' : `: ${title}`}`);
  const [name = 'implementation', ...others] = namesSpokenOf(document);
  const first = workstreamText({
    name,
    create: created,
    modify: modified.filter((path) => !created.includes(path)),
    tasks: tasks.length > 0 ? tasks : ['  1. Do what the list of tasks says'],
  });
  return [first, ...others.map((other, index) => emptyWorkstream(index + 2, other))].join('\n\n');
}

/** The names that the rest of the document uses, in its order; none where they are too many to be those of a phase. */
function namesSpokenOf(document: ParsedDocument): readonly string[] {
  const hops = readContractChain(document)?.hops ?? [];
  const ends = hops.flatMap(({ from, to }) => [from, to]).filter(({ isEveryone }) => !isEveryone);
  const owners = readConcerns(document).flatMap((concern) => concern.owners);
  const names = new Map(
    [...ends, ...owners].map(({ written }) => [nameKey(written), written.replace(/^executor-/i, '')]),
  );
  return names.size > MAX_NAMES ? [] : [...names.values()];
}

/** A workstream that is named but has nothing to do yet. */
function emptyWorkstream(number: number, name: string): string {
  return [
    `### Workstream ${number}: ${name}`,
    '',
    `- **Owner**: executor-${nameKey(name)}`,
    '- **Files owned**: none',
    '- **Depends on**: none',
  ].join('\n');
}

/** A workstream in the words of the template; one without files owns everything. */
export function workstreamText(workstream: {
  readonly name: string;
  readonly create: readonly string[];
  readonly modify: readonly string[];
  /** Whole lines. */
  readonly tasks: readonly string[];
}): string {
  const { name, create, modify, tasks } = workstream;
  const paths = (all: readonly string[]): string => all.map((path) => `\`${path}\``).join(', ') || 'none';
  const files =
    create.length + modify.length === 0
      ? ['- **Files owned**: `**/*`']
      : [`- **Files to create**: ${paths(create)}`, `- **Files to modify**: ${paths(modify)}`];
  return [
    `### Workstream 1: ${name}`,
    '',
    `- **Owner**: executor-${nameKey(name)}`,
    ...files,
    '- **Depends on**: none',
    '- **Tasks**:',
    ...tasks,
  ].join('\n');
}

function unique(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)];
}
