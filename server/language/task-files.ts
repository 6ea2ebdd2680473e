import type { TextRange } from './line-index.ts';
import type { ParsedDocument } from './parse-document.ts';
import { perDocument } from './per-document.ts';
import type { ProjectView } from './project-view.ts';
import { fencesBetween, headingBehind } from './sections.ts';
import { readTasks } from './tasks.ts';
import type { PlanTask } from './tasks.ts';

/** A file that a task of a PRP's list creates or modifies. */
export interface TaskFile {
  readonly task: PlanTask;
  readonly action: 'create' | 'modify';
  /** With `/` and without a leading `./`. */
  readonly path: string;
  /** Exactly the path as it is written. */
  readonly range: TextRange;
}

/**
 * Under which of the two a workstream lists the file: what the task says, unless the disk tells that there is nothing
 * to modify, or nothing left to create.
 */
export function actionOf({ action, path }: TaskFile, project: ProjectView): TaskFile['action'] {
  const entry = project.entry(path);
  if (entry === 'file') return 'modify';
  return entry === 'nothing' ? 'create' : action;
}

const MAX_TASKS = 500;
const MAX_LINES = 60;
const MAX_COLUMNS = 600;
const MAX_PATHS = 10;

const ACTION = /(?:^|[\s*`"'(-])(CREATE|MODIFY)\b[\s:*`"']*(?:file:?\s+)?/;

/** The files behind CREATE and MODIFY, task by task; what is a placeholder, a glob or a URL is no file. */
export const readTaskFiles = perDocument((document: ParsedDocument): readonly TaskFile[] => {
  const tasks = readTasks(document)
    .toSorted((a, b) => a.line - b.line)
    .slice(0, MAX_TASKS);
  return tasks.flatMap((task, index) => {
    const [fence] = fencesBetween(document, task.line - 1 - MAX_LINES * 10, task.line).slice(-1);
    const inFence = fence !== undefined && fence.endLine > task.line;
    const bound = inFence ? fence.endLine - 1 : (headingBehind(document, task.line)?.line ?? document.lines.count);
    const end = Math.min(bound, tasks[index + 1]?.line ?? bound, task.line + MAX_LINES);
    const found: TaskFile[] = [];
    for (let line = task.line; line < end; line += 1) {
      const text = inFence ? document.lines.text(line) : document.visibleLine(line);
      if (text.length <= MAX_COLUMNS) found.push(...filesOfLine(task, text, line));
    }
    return found;
  });
});

function filesOfLine(task: PlanTask, text: string, line: number): readonly TaskFile[] {
  if (!text.includes('CREATE') && !text.includes('MODIFY')) return [];
  const match = ACTION.exec(text);
  if (!match) return [];
  const action = match[1] === 'CREATE' ? 'create' : 'modify';
  const files: TaskFile[] = [];
  const from = match.index + match[0].length;
  for (const word of text.slice(from).matchAll(/[^\s`"',;()]+/g)) {
    if (/^(?:and|&|\+)$/.test(word[0])) continue;
    const written = word[0].replace(/[:.]+$/, '');
    if (!isPath(written) || files.length >= MAX_PATHS) break;
    const character = from + word.index;
    const range = { start: { line, character }, end: { line, character: character + written.length } };
    files.push({ task, action, path: written.replaceAll('\\', '/').replace(/^(?:\.\/)+/, ''), range });
  }
  return files;
}

/** Whether a word of a plan is a path inside of the project: neither a placeholder, nor a glob, nor a URL. */
export function isPath(word: string): boolean {
  return /^[\w.@~[\]()$/\\-]+$/.test(word) && /[\w\])]\/[\w.[(]|[\w\])]\.\w{1,8}$/.test(word) && !/^[~/]/.test(word);
}
