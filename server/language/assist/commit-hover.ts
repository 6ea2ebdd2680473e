import type { Here } from '../navigation/here.ts';
import type { ProjectView } from '../project-view.ts';
import { codeSpan, escaped } from './markdown-text.ts';
import { lines } from './phase-hover.ts';
import { trackedPhaseAt } from './plan-of.ts';

const MAX_FILES = 10;

/** What git knows of a commit, and what the tracker says of it, as markdown. */
export function commitMarkdown(sha: string, here: Here, line: number, project: ProjectView): string {
  const facts = project.commit(sha);
  const commit = trackedPhaseAt(here, line)?.commit;
  const message =
    commit?.sha === sha && commit.message !== '' ? [`Message in the tracker: ${escaped(commit.message)}`] : [];
  const title = `**Commit** ${codeSpan(sha.slice(0, 12))}`;
  if (!facts) return lines(title, message);
  if (facts.state === 'unknown') return lines(title, [...message, 'Git does not know this commit here.']);
  const more = facts.files.length > MAX_FILES ? [`and ${facts.files.length - MAX_FILES} more`] : [];
  return [
    lines(title, [
      ...message,
      facts.ancestor ? 'It is part of the current branch.' : 'It is not part of the current branch.',
      `${facts.files.length} ${facts.files.length === 1 ? 'file' : 'files'} changed${facts.files.length === 0 ? '.' : ':'}`,
    ]),
    ...[...facts.files.slice(0, MAX_FILES).map((file) => codeSpan(file, 160)), ...more].map((file) => `  - ${file}`),
  ].join('\n');
}
