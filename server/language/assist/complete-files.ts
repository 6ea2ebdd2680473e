import { propose } from './completion-place.ts';
import type { Complete, CompletionPlace, Proposal } from './completion-place.ts';
import { trackedPhaseAt } from './plan-of.ts';
import { fieldAt } from './field-at.ts';
import { isFilesLabel, isWorkstreamLabel, workstreamAt } from './workstream-at.ts';

/** `file:` items, and the verbs of a task that name a file. */
const YAML_FILE =
  /^\s*(?:[-*]\s+)?(?:(?:file|docfile)\s*:|(?:CREATE|MODIFY)\b\s*:?|MIRROR\b.*\bfrom\b\s*:?)\s*["'`]?(\S*)$/;
const TRACKED_FILES = /\(files?:\s*([^)]*)$/i;

/** Paths of the project in the fields that name files, one folder at a time. */
export const completeFiles: Complete = (place) => {
  const written = writtenPath(place);
  if (written === null) return null;
  const slash = written.lastIndexOf('/');
  const folder = written
    .slice(0, slash + 1)
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/$/, '');
  if (written.startsWith('/') || written.includes('\\') || folder.split('/').includes('..')) return [];
  return propose(place, 'file', written.length - slash - 1, entries(place, folder), /^[^\s`"',;()[\]]*/);
};

/** The path that is being written; null where none is. */
function writtenPath(place: CompletionPlace): string | null {
  const { here, before, fence } = place;
  if (fence) {
    const yaml = here.facts.kind === 'prp' && /^ya?ml$/.test(fence.language);
    return yaml ? (YAML_FILE.exec(before)?.[1] ?? fieldPath(place)) : null;
  }
  if (here.facts.kind === 'prp') return fieldPath(place);
  if (here.facts.kind !== 'workflow') return null;
  const list = trackedPhaseAt(here, place.position.line) ? TRACKED_FILES.exec(before)?.[1] : undefined;
  return list === undefined ? null : lastPath(list);
}

function fieldPath({ here, position, before }: CompletionPlace): string | null {
  const workstream = workstreamAt(here, position.line);
  if (!workstream) return null;
  const { lines } = here.document;
  const field = fieldAt(before, position.line, workstream.line + 1, isWorkstreamLabel, (line) => lines.text(line));
  return field && isFilesLabel(field.key) ? lastPath(field.value) : null;
}

/** What stands behind the last comma, quotes off; null behind an end, where an explanation may follow. */
function lastPath(value: string): string | null {
  const part = (value.split(/[,;[]/).at(-1) ?? '').trimStart();
  const quotes = part.split('`').length - 1;
  if (quotes === 2 || (quotes === 0 && /\s/.test(part))) return null;
  return part.replace(/^["'`]/, '');
}

function entries({ project, here }: CompletionPlace, folder: string): readonly Proposal[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const owners = new Map(
    here.facts.workstreams.flatMap(({ name, files }) => files.map((file) => [file.path, name] as const)),
  );
  return project
    .list(folder)
    .filter(({ name }) => !/[\s`"',;()[\]]/.test(name))
    .map(({ name, kind }) => {
      const owner = owners.get(`${prefix}${name}`) ?? owners.get(`${prefix}${name}/`);
      const label = kind === 'folder' ? `${name}/` : name;
      return owner === undefined ? { label } : { label, detail: `owned by ${owner}` };
    })
    .sort((a, b) => Number(a.label.startsWith('.')) - Number(b.label.startsWith('.')));
}
