import type { PlanFacts } from '../facts.ts';
import { patternsOverlap } from '../glob-overlap.ts';
import type { ProjectView } from '../project-view.ts';
import type { Workstream } from '../workstreams.ts';
import { codeSpan, escaped, listed } from './markdown-text.ts';
import { lines } from './phase-hover.ts';

/** A plan with more patterns is not compared to its end. */
const MAX_PATTERNS = 2000;

/** Which workstream of the PRP owns a file, and whether the file is there, as markdown. */
export function fileMarkdown(path: string, prp: PlanFacts | null, project: ProjectView): string {
  const entry = project.entry(path);
  const state =
    entry === 'file' || entry === 'folder'
      ? [`The ${entry} exists.`]
      : entry === 'nothing' && !/[*?{}]/.test(path)
        ? ['It does not exist yet.']
        : [];
  return lines(codeSpan(path), [...(prp ? [ownerLine(path, prp)] : []), ...state]);
}

function ownerLine(path: string, prp: PlanFacts): string {
  const owners = ownersOf(path, prp.workstreams);
  const words = owners.map(({ workstream, pattern }) => {
    const covering = pattern === path ? '' : ` as ${codeSpan(pattern, 120)}`;
    return `${escaped(workstream.name, 80)}${covering}`;
  });
  if (owners.length === 0) return 'No workstream of this phase owns it.';
  if (owners.length === 1) return `Owned by workstream ${words[0] ?? ''}.`;
  return `Owned by ${owners.length} workstreams: ${listed(words, 6)}. Only one of them may own it.`;
}

function ownersOf(
  path: string,
  workstreams: readonly Workstream[],
): readonly { readonly workstream: Workstream; readonly pattern: string }[] {
  let asked = 0;
  return workstreams.flatMap((workstream) => {
    const files = workstream.files.slice(0, Math.max(0, MAX_PATTERNS - asked));
    asked += files.length;
    const found = files.find((file) => file.path === path) ?? files.find((file) => patternsOverlap(file.path, path));
    return found ? [{ workstream, pattern: found.path }] : [];
  });
}
