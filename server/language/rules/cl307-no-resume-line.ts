import { insertLines, replaceRange } from '../line-edits.ts';
import { labelKey } from '../inline-text.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { fencesBetween, headingBehind } from '../sections.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { TrackedPhase } from '../tracker/read-trackers.ts';
import { resumeCommand } from '../tracker/resume-command.ts';
import type { Rule } from './rule.ts';

export const noResumeLine: Rule = {
  id: 'CL307',
  title: 'No resume line',
  rationale:
    'The next session begins with nothing but the PRD, this tracker and git. The last checkpoint has to name the command that goes on; otherwise the session must guess where the plan stands.',
  kinds: ['workflow'],
  defaultSeverity: 'warning',
  check: (document, { path, project }) =>
    readTrackers(document).flatMap((tracker) => {
      const last = tracker.phases.findLast(({ status }) => status === 'completed' || status === 'in-progress');
      if (!tracker.strict || !last || hasResumeLine(document, last)) return [];
      const place = last.places.get('resume instructions');
      const command = resumeCommand(project, tracker, last);
      const line = `\`${command.replaceAll('`', "'")}\``;
      return [
        {
          range: place?.label ?? last.idRange,
          message: `Phase ${last.id} is the last one here and does not say how to go on. Add "- **Resume Instructions**: ${line}".`,
          fixes: [
            {
              title: `Add the resume line: ${command}`,
              safe: true,
              changes: () =>
                place
                  ? replaceRange(path, place.value, `${spaceBefore(document, place.value.start)}${line}`)
                  : [
                      {
                        kind: 'edit',
                        path,
                        edits: [insertLines(document, last.bodyEnd, [`- **Resume Instructions**: ${line}`])],
                      },
                    ],
            },
          ],
        },
      ];
    }),
};

const NO_WORDS = /^(?:tbd|todo|none|n\/?a|-+|—|…|\.{3})?\.?$/i;

function hasResumeLine(document: ParsedDocument, phase: TrackedPhase): boolean {
  const place = phase.places.get('resume instructions');
  if (place) {
    const { line } = place.label.start;
    const { start, end } = place.value;
    const written = document.visibleLine(start.line).slice(start.character, end.character);
    if (!NO_WORDS.test(written.replace(/[*`]/g, '').trim()) || place.lastLine > line) return true;
    if (fencesBetween(document, line, phase.bodyEnd).length > 0) return true;
  }
  let heading = headingBehind(document, phase.line);
  while (heading && heading.line < phase.endLine) {
    if (/\bresume\b|\bnext phase\b/.test(labelKey(heading.text))) return true;
    heading = headingBehind(document, heading.line);
  }
  return false;
}

function spaceBefore(document: ParsedDocument, { line, character }: { line: number; character: number }): string {
  return /\s$/.test(document.lines.text(line).slice(0, character)) ? '' : ' ';
}
