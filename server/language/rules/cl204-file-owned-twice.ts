import type { TextRange } from '../line-index.ts';
import { rangeOfLine } from '../line-index.ts';
import { createPatternIndex } from '../pattern-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { OwnedFile } from '../workstreams.ts';
import type { Report, Rule } from './rule.ts';

/** Enough to mend a plan by; a plan with more has one cause for all of them. */
const MAX_REPORTS = 50;
const MAX_PATTERNS = 400;
const MAX_WORKSTREAMS = 200;

export const fileOwnedTwice: Rule = {
  id: 'CL204',
  title: 'File owned by two workstreams',
  rationale:
    'Workstreams are executed apart from each other and merged afterwards. A file that two of them may change is lost or in conflict after the merge; a folder or a glob owns every file that it covers.',
  kinds: ['prp'],
  defaultSeverity: 'error',
  check: (document) => {
    const reports: Report[] = [];
    const earlier = createPatternIndex<{ readonly file: OwnedFile; readonly workstream: string }>();
    let known = 0;
    for (const workstream of readWorkstreams(document).slice(0, MAX_WORKSTREAMS)) {
      const own = workstream.files.slice(0, MAX_PATTERNS);
      for (const file of own) {
        if (reports.length >= MAX_REPORTS) return reports;
        const other = earlier.firstOverlap(file.path);
        if (!other) continue;
        const same = other.file.path === file.path;
        const covered = same ? '' : ` as "${other.file.path}"`;
        reports.push({
          range: rangeOfPath(document, file),
          message: `"${file.path}" belongs to workstream "${workstream.name}" and${covered} to "${other.workstream}" (line ${other.file.line + 1}). Leave it to one of them, or merge the two.`,
        });
      }
      if (known >= MAX_PATTERNS) continue;
      for (const file of own) earlier.add(file.path, { file, workstream: workstream.name });
      known += own.length;
    }
    return reports;
  },
};

function rangeOfPath(document: ParsedDocument, { path, line }: OwnedFile): TextRange {
  const character = document.lines.text(line).indexOf(path);
  if (character < 0) return rangeOfLine(document.lines, line);
  return { start: { line, character }, end: { line, character: character + path.length } };
}
