import type { PlanFacts } from './facts.ts';
import { rangeOfLine } from './line-index.ts';
import type { TextRange } from './line-index.ts';
import type { ParsedDocument } from './parse-document.ts';
import type { ProjectView } from './project-view.ts';
import { phaseIdOfFileName } from './phase-id.ts';
import { prdOfPrp, trackersOf } from './relations.ts';
import type { TrackerStatus } from './tracker/read-trackers.ts';

/** The phase that a PRP is for, as its file's name and the project say. */
export interface PrpPhase {
  readonly id: string | null;
  readonly prd: PlanFacts | null;
}

/** `path` is that of the PRP, relative to the project. */
export function phaseOfPrp(project: ProjectView, path: string): PrpPhase {
  return { id: phaseIdOfFileName(path.slice(path.lastIndexOf('/') + 1)), prd: prdOfPrp(project, path) };
}

/** What the trackers of the project say of the phase; null where they say nothing. */
export function statusOfPrp(project: ProjectView, path: string): TrackerStatus | null {
  const { id, prd } = phaseOfPrp(project, path);
  if (id === null) return null;
  const trackers = prd
    ? trackersOf(project, prd.path).map(({ tracker }) => tracker)
    : project.documents('workflow').flatMap((facts) => facts.trackers);
  const rows = trackers.flatMap(({ summary, phases }) => [...phases, ...summary]);
  return rows.find((row) => row.id === id && row.status !== null)?.status ?? null;
}

/** Where to say what concerns a document as a whole: its title, or else the first line with words. */
export function rangeOfTitle(document: ParsedDocument): TextRange {
  const title = document.headings.find(({ level }) => level === 1);
  if (title) return rangeOfLine(document.lines, title.line);
  let line = 0;
  while (line + 1 < document.lines.count && document.lines.text(line).trim() === '') line += 1;
  return rangeOfLine(document.lines, line);
}
