import type { TextRange } from '../line-index.ts';
import { replaceRange } from '../line-edits.ts';
import type { ProjectView } from '../project-view.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { Tracker } from '../tracker/read-trackers.ts';
import { isSameCommit } from '../tracker/sha.ts';
import type { Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;
/** More than any plan has phases; each of them is a question to git. */
const MAX_COMMITS = 300;

export const unknownCommit: Rule = {
  id: 'CL302',
  title: 'Commit unknown to git, or not part of the branch',
  rationale:
    'PRD, tracker and git together must be enough to go on from. A commit that git does not know, or that the current branch does not contain, is work that a new session cannot build on.',
  kinds: ['workflow'],
  defaultSeverity: 'warning',
  check: (document, { path, project }) =>
    readTrackers(document)
      .flatMap(namedCommits)
      .slice(0, MAX_COMMITS)
      .flatMap(({ sha, phase, range, inSummary, other }): readonly Report[] => {
        const facts = project.commit(sha);
        if (facts === null || (facts.state === 'known' && facts.ancestor)) return [];
        const short = sha.slice(0, 12);
        const message =
          facts.state === 'unknown'
            ? `Git does not know commit ${short} of phase ${phase}. Fetch it, or name the commit that holds the phase.`
            : `Commit ${short} of phase ${phase} is not part of the current branch. Merge it, or name the commit on this branch that holds the phase.`;
        const fixes = isPart(project, other)
          ? [
              {
                title: `Use ${other}, which the ${inSummary ? 'section' : 'summary'} names`,
                safe: false,
                changes: () => replaceRange(path, range, other),
              },
            ]
          : [];
        return [{ range, message, fixes }];
      })
      .slice(0, MAX_REPORTS),
};

interface NamedCommit {
  readonly sha: string;
  readonly phase: string;
  readonly range: TextRange;
  readonly inSummary: boolean;
  /** The commit that the other place names for the same phase. */
  readonly other: string | null;
}

/** Every commit of the sections, and of the rows where the section does not name the same one. */
function namedCommits(tracker: Tracker): readonly NamedCommit[] {
  const rows = new Map(tracker.summary.map((row) => [row.id, row] as const));
  const sections = new Map(tracker.phases.map((phase) => [phase.id, phase] as const));
  const ofSections = tracker.phases.flatMap(({ id, commit }) => {
    const other = rows.get(id)?.commit ?? null;
    return commit ? [{ sha: commit.sha, phase: id, range: commit.range, inSummary: false, other }] : [];
  });
  const ofRows = tracker.summary.flatMap(({ id, commit, commitRange }) => {
    const other = sections.get(id)?.commit?.sha ?? null;
    if (commit === null || commitRange === null || (other !== null && isSameCommit(commit, other))) return [];
    return [{ sha: commit, phase: id, range: commitRange, inSummary: true, other: other?.slice(0, 12) ?? null }];
  });
  return [...ofSections, ...ofRows];
}

function isPart(project: ProjectView, sha: string | null): sha is string {
  const facts = sha === null ? null : project.commit(sha);
  return facts?.state === 'known' && facts.ancestor;
}
