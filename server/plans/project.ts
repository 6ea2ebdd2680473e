import { existsSync, readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { classify } from '../language/classify.ts';
import { phaseIdOfFileName } from '../language/phase-id.ts';
import { readDocument } from './read-document.ts';

const ROOT_MARKS = ['.clutch', 'PRDs', 'PRPs', '.git'];

/** The nearest folder at or above the path that holds `PRDs/`, `PRPs/`, `.clutch/` or `.git`; null when none does. */
export function findProjectRoot(path: string): string | null {
  let folder = resolve(path);
  for (;;) {
    if (hasMark(folder)) return folder;
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

function hasMark(folder: string): boolean {
  return ROOT_MARKS.some((mark) => existsSync(join(folder, mark)));
}

/** Whether the document belongs to a CLUTCH project, so that its findings are more than hints. */
export function isInClutchProject(path: string): boolean {
  const root = findProjectRoot(path);
  return root !== null && isClutchProject(root);
}

/** Whether people plan with CLUTCH here: `.clutch/`, or `PRDs/` and `PRPs/` in which a template of ours was used. */
export function isClutchProject(root: string): boolean {
  if (existsSync(join(root, '.clutch'))) return true;
  if (!existsSync(join(root, 'PRDs')) || !existsSync(join(root, 'PRPs'))) return false;
  const tracker = readDocument(join(root, 'WORKFLOW.md'));
  if (tracker.ok && /^# CLUTCH Workflow Tracker\b/m.test(tracker.text)) return true;
  for (const file of listMarkdown(root, 'PRPs').slice(0, 200)) {
    const prp = readDocument(join(root, file));
    if (prp.ok && /^#{2,3} (?:\d+\.? )?Workstreams?\b/im.test(prp.text)) return true;
  }
  return false;
}

/** Absolute paths of the project's PRDs, sorted. */
export function findPrds(root: string): readonly string[] {
  return listPrds(root).map((path) => join(root, path));
}

function listPrds(root: string): readonly string[] {
  const candidates = ['PRD.md', 'prd.md', 'docs/PRD.md', 'docs/prd.md'].filter((path) => existsSync(join(root, path)));
  const found = new Map<string, string>();
  for (const path of [...candidates, ...listMarkdown(root, 'PRDs')]) {
    const document = readDocument(join(root, path));
    // On a file system that ignores case, PRD.md and prd.md are one file.
    if (document.ok && classify(path, document.text) === 'prd') found.set(path.toLowerCase(), path);
  }
  return [...found.values()].sort();
}

/**
 * Absolute path of the PRP for a phase of a PRD; null when there is none. The id in the file's name must
 * be the phase's own (phase 1 is neither 10 nor 2.1), and a PRP that carries another PRD's name is not taken.
 */
export function findPrp(root: string, prdPath: string, phaseId: string): string | null {
  const own = prdKey(prdPath);
  const others = listPrds(root)
    .map(prdKey)
    .filter((key) => key !== own && key !== '');
  const ranked = listMarkdown(root, 'PRPs')
    .filter((path) => phaseIdOfFileName(basename(path)) === phaseId)
    .filter((path) => !/(?:^|\/)(?:templates?|planning|contracts|ai_docs)\//i.test(path))
    .flatMap((path) => {
      const name = basename(path).toLowerCase();
      const foreign = others.filter((key) => carries(name, key)).reduce((most, key) => Math.max(most, key.length), 0);
      const ours = own !== '' && carries(name, own) ? own.length : 0;
      // PRP-PRD-foo-bar carries "foo" as well: the longest name says whose it is.
      return foreign > ours
        ? []
        : [{ path, ours, kept: /(?:^|\/)(?:completed|archive|archived|old)\//i.test(path) ? 0 : 1 }];
    })
    .sort((a, b) => b.ours - a.ours || b.kept - a.kept || a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  return ranked[0] ? join(root, ranked[0].path) : null;
}

/** `PRDs/PRD-Foo.md` → `foo`; empty for `PRD.md`, whose name says nothing. */
function prdKey(path: string): string {
  return basename(path.replaceAll('\\', '/'))
    .toLowerCase()
    .replace(/\.md$/, '')
    .replace(/^prd(?:[-_. ]+|$)|[-_. ]+prd$/g, '');
}

function carries(name: string, key: string): boolean {
  const at = name.indexOf(key);
  if (at < 0) return false;
  return !/[a-z0-9]/.test(name[at - 1] ?? '') && !/[a-z0-9]/.test(name[at + key.length] ?? '');
}

function listFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Not there, or not ours to read: either way it holds no plan that we could use.
    return [];
  }
}

const MAX_FILES = 2000;
const MAX_DEPTH = 5;

/** Markdown files below a folder of the project, without following links; a folder that cannot be read has none. */
function listMarkdown(root: string, folder: string): readonly string[] {
  const found: string[] = [];
  const visit = (path: string, depth: number): void => {
    for (const entry of listFolder(join(root, path)).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= MAX_FILES) return;
      const child = `${path}/${entry.name}`;
      if (entry.isFile() && /\.md$/i.test(entry.name)) found.push(child);
      else if (entry.isDirectory() && depth < MAX_DEPTH && !/^(?:\.|node_modules$)/.test(entry.name)) {
        visit(child, depth + 1);
      }
    }
  };
  visit(folder, 0);
  return found;
}
