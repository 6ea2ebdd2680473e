import { createPatternIndex } from '../pattern-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { actionOf, readTaskFiles } from '../task-files.ts';
import type { TaskFile } from '../task-files.ts';
import { withFile } from '../workstream-edits.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { Workstream } from '../workstreams.ts';
import type { Fix, Report, Rule, RuleContext } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_PATTERNS = 400;

export const taskInNoWorkstream: Rule = {
  id: 'CL212',
  title: 'Task in no workstream',
  rationale:
    'Only what belongs to a workstream is executed, and a workstream may change nothing but its own files. A task whose file nobody owns is not done, or its result is not accepted.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, context) => {
    const workstreams = readWorkstreams(document);
    const patterns = workstreams.flatMap(({ files }) => files).slice(0, MAX_PATTERNS);
    // Where no workstream says what it owns, none of them is known to leave a task out.
    if (patterns.length === 0) return [];
    const files = readTaskFiles(document);
    if (files.length === 0) return [];
    const owned = createPatternIndex<true>();
    for (const file of patterns) owned.add(file.path, true);
    const mentioned = mentionedTasks(workstreams);
    const reports: Report[] = [];
    for (const file of files) {
      const { task } = file;
      if (mentioned.has(task.id) || owned.firstOverlap(file.path)) continue;
      if (reports.length >= MAX_REPORTS) break;
      const verb = file.action === 'create' ? 'creates' : 'modifies';
      reports.push({
        range: file.range,
        message: `Task ${task.id} ${verb} "${file.path}", which no workstream owns. Add the file to the workstream that does the task.`,
        fixes: fixesFor(document, context, file, workstreams),
      });
    }
    return reports;
  },
};

/** Ids of the tasks that workstreams name: `Task 3`, `Tasks 1-3, 5`, or numbers alone where their tasks are listed. */
function mentionedTasks(workstreams: readonly Workstream[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { text } of workstreams.flatMap(({ tasks }) => tasks)) {
    const named = text
      .slice(0, 500)
      .replace(/\([^()]*\)/g, '')
      .replaceAll('#', '');
    const lists = /^[\d\s.,&–-]+$/.test(named)
      ? [named]
      : [...named.matchAll(/\btasks?\s+#?([\d.]+[a-z]?(?:\s*(?:[,&–-]|and|to)\s*[\d.]+[a-z]?){0,30})/gi)].map(
          (one) => one[1] ?? '',
        );
    for (const list of lists) for (const id of idsOf(list)) ids.add(id);
  }
  return ids;
}

const MAX_RANGE = 200;

function idsOf(list: string): readonly string[] {
  return [...list.matchAll(/(\d[\d.]*[a-z]?)(?:\s*(?:[–-]|to)\s*(\d+))?/gi)].flatMap(([, first = '', last]) => {
    const from = Number(first);
    const to = Number(last ?? first);
    const id = first.replace(/\.$/, '');
    if (!Number.isInteger(from) || to <= from || to - from > MAX_RANGE) return last === undefined ? [id] : [id, last];
    return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
  });
}

/** Whose file it is can be told where there is one workstream, or one alone owns files beside it. */
function fixesFor(
  document: ParsedDocument,
  { path, project }: RuleContext,
  taskFile: TaskFile,
  workstreams: readonly Workstream[],
): readonly Fix[] {
  const file = taskFile.path;
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const beside = workstreams.filter(
    ({ files }) => folder !== '' && files.some((one) => one.path.slice(0, one.path.lastIndexOf('/') + 1) === folder),
  );
  const [owner, ...others] = workstreams.length === 1 ? workstreams : beside;
  if (!owner || others.length > 0) return [];
  return [
    {
      title: `Add "${file}" to the files of "${owner.name}"`,
      safe: false,
      changes: () => [{ kind: 'edit', path, edits: withFile(document, owner, actionOf(taskFile, project), file) }],
    },
  ];
}
