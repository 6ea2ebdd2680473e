import { readContextItems } from '../context-items.ts';
import { editList, lineLike } from '../field-edits.ts';
import type { Field } from '../field-lines.ts';
import { isPlainPattern } from '../glob-overlap.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { perDocument } from '../per-document.ts';
import type { ProjectView } from '../project-view.ts';
import { statusOfPrp } from '../prp-phase.ts';
import { prdOfPrp, prpsOfPrd } from '../relations.ts';
import type { FileChange, TextEdit } from '../text-edit.ts';
import { newlineOf } from '../text-edit.ts';
import { isNoFile, partWithoutPaths } from '../workstream-edits.ts';
import { readWorkstreams, roleOfField, workstreamFields } from '../workstreams.ts';
import type { OwnedFile, Workstream } from '../workstreams.ts';
import type { Report, Rule, RuleContext } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_FILES = 1000;

export const fileMissing: Rule = {
  id: 'CL213',
  title: 'Referenced file missing, or file to create exists',
  rationale:
    'An executor is sent to files by their paths. One that is not there is looked for at length or written anew, and one that is to be created but exists already is overwritten.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, context) => {
    const missing = [...missingItems(document, context), ...missingFiles(document, context)];
    const existing = existingFiles(document, context);
    if (missing.length + existing.length === 0) return [];
    // What a finished phase referred to may be gone by now, and what it was to create is there.
    const status = statusOfPrp(context.project, context.path);
    if (status === 'completed') return [];
    return [...missing, ...(status === 'in-progress' ? [] : existing)].slice(0, MAX_REPORTS);
  },
};

function missingItems(document: ParsedDocument, { path, project }: RuleContext): readonly Report[] {
  const missing = readContextItems(document).flatMap(({ kind, text, range }) => {
    const wanted = kind === 'file' || kind === 'docfile' ? pathToAsk(text) : null;
    return wanted !== null && isMissing(wanted, path, project) ? [{ wanted, range }] : [];
  });
  if (missing.length === 0) return [];
  const planned = new Set([...pathsOf(readWorkstreams(document)), ...pathsPlannedElsewhere(path, project)]);
  return missing
    .filter(({ wanted }) => !planned.has(wanted))
    .map(({ wanted, range }) => ({
      range,
      message: `"${wanted}" does not exist. Correct the path, or remove the item.`,
    }));
}

function missingFiles(document: ParsedDocument, { path, project }: RuleContext): readonly Report[] {
  const missing = filesOf(document, 'modify').flatMap(({ file }) => {
    const wanted = pathToAsk(file.path);
    return wanted !== null && isMissing(wanted, path, project) ? [{ wanted, range: file.range }] : [];
  });
  if (missing.length === 0) return [];
  const created = filesOf(document, 'create').map(({ file }) => file.path);
  const planned = new Set([...created, ...pathsPlannedElsewhere(path, project)]);
  return missing
    .filter(({ wanted }) => !planned.has(wanted))
    .map(({ wanted, range }) => ({
      range,
      message: `"${wanted}" is to be modified, but does not exist. Correct the path, or list it under "Files to create".`,
    }));
}

function existingFiles(document: ParsedDocument, { path, project }: RuleContext): readonly Report[] {
  return filesOf(document, 'create').flatMap(({ file, workstream }) => {
    const wanted = pathToAsk(file.path);
    // A folder to create files in may well be there.
    if (wanted === null || project.entry(wanted) !== 'file') return [];
    const changes = (): readonly FileChange[] => [
      { kind: 'edit', path, edits: moveToModify(document, workstream, file.path) },
    ];
    return [
      {
        range: file.range,
        message: `"${wanted}" is to be created, but exists already. List it under "Files to modify", or choose another name.`,
        fixes: [{ title: 'Move it to "Files to modify"', safe: false, changes }],
      },
    ];
  });
}

/** Nearly all paths; what is left has to be looked at more closely. */
const PLAIN = /^\w[\w-]{0,100}(?:[./][\w-]{1,100}){1,20}$/;

/** Null for what names no single path below the project: a glob, a placeholder, a URL, a sentence, an absolute path. */
function pathToAsk(written: string): string | null {
  if (PLAIN.test(written) && !written.includes('path/to/')) return written;
  const path = written
    .slice(0, 500)
    .trim()
    .replaceAll('\\', '/')
    .replace(/(?:::|#).*$/, '')
    .replace(/:L?\d[\d,:L-]*$/i, '')
    .replace(/^(?:\.\/)+/, '');
  if (!isPlainPattern(path) || /[\s}<>$|"'`()[\]…]|\.\.|:|^[~/@-]|(?:^|\/)path\/to\//.test(path)) return null;
  return /\/|\w\.\w/.test(path) ? path.replace(/\/$/, '') : null;
}

/** A path may be meant from the PRP's own folder as well. */
function isMissing(wanted: string, prp: string, project: ProjectView): boolean {
  if (project.entry(wanted) !== 'nothing') return false;
  const folder = prp.slice(0, prp.lastIndexOf('/') + 1);
  return folder === '' || project.entry(folder + wanted) === 'nothing';
}

/** What the PRPs of the plan's other phases work on: it may be there when the turn of this one comes. */
function pathsPlannedElsewhere(prp: string, project: ProjectView): readonly string[] {
  const prd = prdOfPrp(project, prp);
  const others = prd === null ? [] : prpsOfPrd(project, prd.path);
  return others.flatMap(({ path, workstreams }) => (path === prp ? [] : pathsOf(workstreams)));
}

function pathsOf(workstreams: readonly Workstream[]): readonly string[] {
  return workstreams.flatMap(({ files }) => files.map(({ path }) => path));
}

interface PlannedFile {
  readonly role: 'create' | 'modify';
  readonly file: OwnedFile;
  readonly workstream: Workstream;
}

const plannedFiles = perDocument((document): readonly PlannedFile[] => {
  const found: PlannedFile[] = [];
  for (const workstream of readWorkstreams(document)) {
    if (workstream.dialect !== 'A' || found.length >= MAX_FILES) continue;
    let known: { readonly line: number; readonly role: PlannedFile['role'] | null } = {
      line: workstream.line,
      role: null,
    };
    for (const file of workstream.files.slice(0, MAX_FILES)) {
      known = { line: file.line, role: roleAt(document, file.line, known) };
      if (known.role !== null) found.push({ role: known.role, file, workstream });
    }
  }
  return found;
});

const LABEL = /^[\s>#*+-]{0,40}[`_]{0,2}(\p{L}[\p{L} _]{0,60}?)[*_`]{0,3}\s{0,8}[:：]/u;

/**
 * What the nearest label at or above the line says of the files there. Reading all fields of all workstreams once more
 * would cost as much as all other rules together.
 */
function roleAt(
  document: ParsedDocument,
  line: number,
  known: { readonly line: number; readonly role: PlannedFile['role'] | null },
): PlannedFile['role'] | null {
  const first = known.line <= line ? known.line : line;
  for (let at = line; at > first; at -= 1) {
    const label = LABEL.exec(document.lines.text(at).slice(0, 120))?.[1];
    if (label === undefined) continue;
    if (/\b(?:created?|new)\b/i.test(label)) return 'create';
    return /\b(?:modif|chang|edit)/i.test(label) ? 'modify' : null;
  }
  return known.role;
}

function filesOf(document: ParsedDocument, role: PlannedFile['role']): readonly PlannedFile[] {
  return plannedFiles(document).filter((one) => one.role === role);
}

function moveToModify(document: ParsedDocument, workstream: Workstream, path: string): readonly TextEdit[] {
  const fields = workstreamFields(document, workstream);
  const created = fields.filter((field) => roleOfField(field) === 'create');
  const change = (part: string): string | null => partWithoutPaths(part, (one) => one === path);
  const removal = created.flatMap((field) => editList(document, field, { change }));
  const modified = fields.find((field) => roleOfField(field) === 'modify');
  const add = [`\`${path}\``];
  if (modified) return [...removal, ...editList(document, modified, { add, isNothing: isNoFile })];
  const [first] = created;
  return first ? [...removal, lineInFrontOf(document, first, `\`${path}\``)] : removal;
}

/** A new field stands in front of the one that loses the file: behind it, the edits of its last item would touch it. */
function lineInFrontOf(document: ParsedDocument, field: Field, value: string): TextEdit {
  const at = { line: field.line, character: 0 };
  return {
    range: { start: at, end: at },
    newText: lineLike(document, field, 'Files to modify', value) + newlineOf(document.text),
  };
}
