import { existsSync, readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { classify } from '../language/classify.ts';
import { indexPrps } from '../language/prp-index.ts';
import { ROOT_MARKS } from './project-roots.ts';
import { readDocument } from './read-document.ts';

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

/** Absolute path of the PRP for a phase of a PRD; null when there is none. */
export function findPrp(root: string, prdPath: string, phaseId: string): string | null {
  const [best] = indexPrps(listMarkdown(root, 'PRPs'), listPrds(root)).ofPhase(prdPath, phaseId);
  return best === undefined ? null : join(root, best.path);
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
