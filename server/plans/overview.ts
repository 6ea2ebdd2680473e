import path from 'node:path';
import type { PlannedPhase, PlannedPrd, ProjectView } from '#schemas/protocol/overview.ts';
import { outlineOf } from '../language/outline.ts';
import { trackedStatuses } from '../language/tracker/tracked-statuses.ts';
import { findPrds, findPrp } from './project.ts';
import { relativeTo } from './relative-to.ts';
import { readDocument } from './read-document.ts';

/** A project as its files on disk show it now. What cannot be read is said, not left out. */
export function readProject(project: { id: string; name: string; root: string }): ProjectView {
  const tracker = readDocument(path.join(project.root, 'WORKFLOW.md'));
  const problems = tracker.ok || tracker.code === 'missing' ? [] : [tracker.message];
  const prds: PlannedPrd[] = [];
  for (const file of findPrds(project.root)) {
    const prd = relativeTo(project.root, file);
    const document = readDocument(file, prd);
    if (!document.ok) {
      problems.push(document.message);
      continue;
    }
    const statuses = tracker.ok ? trackedStatuses(tracker.text, prd) : new Map<string, PlannedPhase['status']>();
    const phases: PlannedPhase[] = [];
    for (const { id, title, line } of outlineOf(prd, document.text).phases) {
      const prp = findPrp(project.root, file, id);
      phases.push({
        id,
        title,
        line,
        prp: prp && relativeTo(project.root, prp),
        status: statuses.get(id) ?? 'unknown',
      });
    }
    prds.push({ path: prd, title: titleOf(document.text) ?? path.basename(prd, '.md'), phases });
  }
  return { ...project, prds, problem: problems.length > 0 ? problems.join('\n') : null };
}

function titleOf(text: string): string | null {
  return /^#\s+(.+?)\s*#*\s*$/m.exec(text)?.[1] ?? null;
}
