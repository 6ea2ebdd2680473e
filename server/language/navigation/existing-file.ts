import type { ProjectView } from '../project-view.ts';

/** The file that a document means by a path; trackers give a PRP's name without its folder. Null when there is none. */
export function existingFile(project: ProjectView, path: string): string | null {
  const candidates = path.includes('/') || !path.endsWith('.md') ? [path] : [path, `PRPs/${path}`, `PRDs/${path}`];
  return candidates.find((one) => project.entry(one) === 'file') ?? null;
}
