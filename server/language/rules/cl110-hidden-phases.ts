import type { ParsedDocument } from '../parse-document.ts';
import { readPhases } from '../prd.ts';
import { readHiddenPhases } from '../prd/hidden-phases.ts';
import type { HiddenPhases } from '../prd/hidden-phases.ts';
import { editToText } from '../prd/insert-block.ts';
import { revealPhases } from '../prd/reveal-phases.ts';
import type { Rule } from './rule.ts';

export const hiddenPhases: Rule = {
  id: 'CL110',
  title: 'Phases only in a code fence or in prose',
  rationale:
    'A phase is introduced by a heading, a bold line or a row of a table. One that stands only in a code fence is an example, and one that begins a sentence is talk, so neither is run, although a reader takes both for the plan.',
  kinds: ['prd'],
  defaultSeverity: 'error',
  check: (document, { path }) => {
    const hidden = hiddenPhasesOf(document);
    const [first] = hidden?.phases ?? [];
    if (!hidden || !first) return [];
    const { fence, phases } = hidden;
    const one = phases.length === 1;
    const ids = phases.slice(0, 6).map(({ id }) => id);
    const names = `Phase${one ? '' : 's'} ${ids.join(', ')}${phases.length > ids.length ? ', …' : ''}`;
    const where = fence
      ? `${one ? 'stands' : 'stand'} only in a code fence, and what is in a fence is read as an example`
      : `${one ? 'stands' : 'stand'} only in running text, where nothing reads ${one ? 'it' : 'them'} as a phase`;
    const drawn = fence !== null && holdsDrawing(document, hidden);
    return [
      {
        range: first.range,
        message: `${names} ${where}: there is nothing to run. Give each phase a heading of its own, such as "### Phase ${first.id}${first.title.length > 40 ? '' : `: ${first.title}`}"${fence ? ', outside of the fence' : ''}.`,
        fixes: drawn
          ? []
          : [
              {
                title: fence ? 'Take the phases out of the fence' : 'Turn the phases into headings',
                safe: false,
                changes: () => [editToText(document, path, revealPhases(document, hidden))],
              },
            ],
      },
    ];
  },
};

/** Null where phases are read: then whatever else speaks of them is an overview or an example. */
export function hiddenPhasesOf(document: ParsedDocument): HiddenPhases | null {
  return readPhases(document).length > 0 ? null : readHiddenPhases(document);
}

/** Boxes and trees made of lines are lost when they are no longer in a fence. */
function holdsDrawing(document: ParsedDocument, { fence }: HiddenPhases): boolean {
  if (!fence) return false;
  const { lines } = document;
  const text = document.text.slice(lines.start(fence.line), lines.end(Math.max(fence.line, fence.endLine - 1)));
  return /[\u2500-\u257F]|\+--|\|__/.test(text.slice(0, 200_000));
}
