import { MAX_LINE } from '../inline-text.ts';
import type { Mention } from '../mentions.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { MAX_MENTIONS, rangeIn } from './collect.ts';
import { fenceAt } from './document-references.ts';

/** A mark that a line must hold, and the form of the line, up to where the path begins. */
const FORMS: readonly (readonly [string, RegExp])[] = [
  ['file:', /^\s{0,12}(?:[-*+]\s+)?[*_`"']{0,2}(?:doc)?file[*_`"']{0,2}:[*_]{0,2}\s*[`"']?/],
  ['doc:', /^\s{0,12}(?:[-*+]\s+)?[*_`"']{0,2}doc[*_`"']{0,2}:[*_]{0,2}\s*[`"']?/],
  ['file**:', /^\s{0,12}[-*+]\s+\*\*(?:doc)?file\*\*:\s*[`"']?/],
  [
    'CREATE',
    /^\s{0,12}(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?:Task\s[\d.]{1,8}[a-z]?:\s+)?[*_`"']{0,2}CREATE[*_`"']{0,2}:?\s+[`"']?/,
  ],
  [
    'MODIFY',
    /^\s{0,12}(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?:Task\s[\d.]{1,8}[a-z]?:\s+)?[*_`"']{0,2}MODIFY[*_`"']{0,2}:?\s+[`"']?/,
  ],
  ['MIRROR', /^\s{0,12}(?:[-*+]\s+)?[*_`"']{0,2}MIRROR[*_`"']{0,2} (?:pattern |patterns )?from:?\s+[`"']?/],
];

const PATH = /[\p{L}\p{N}_.@()[\]+~$/-]{1,400}/uy;
const FENCES_OF_PLANS = /^(?:|ya?ml|te?xt|plaintext|markdown|md)$/;

/** Files of context items (`- file: src/a.ts`) and of tasks (`CREATE src/b.ts`), in YAML fences and in lists. */
export function referencedFiles(document: ParsedDocument): readonly Mention[] {
  const { text, lines } = document;
  const found: Mention[] = [];
  for (const [mark, form] of FORMS) {
    for (
      let at = text.indexOf(mark);
      at >= 0 && found.length < MAX_MENTIONS;
      at = text.indexOf(mark, at + mark.length)
    ) {
      const line = lines.lineAt(at);
      if (at - lines.start(line) > 60 || !isPlan(document, line)) continue;
      const whole = lines.text(line).slice(0, MAX_LINE);
      const lead = form.exec(whole)?.[0];
      const path = lead === undefined ? null : readPath(whole, lead.length);
      if (lead === undefined || path === null) continue;
      const from = lead.length + (whole.startsWith('./', lead.length) ? 2 : 0);
      found.push({ type: 'file', path, range: rangeIn(line, from, from + path.length) });
    }
  }
  return found;
}

/** Whether the line is one that people and agents read as the plan: visible, or in a fence that is no program. */
function isPlan(document: ParsedDocument, line: number): boolean {
  const fence = fenceAt(document, line);
  return fence === null ? document.visibleLine(line).trim() !== '' : FENCES_OF_PLANS.test(fence.language);
}

/** A path inside the project, without `./` in front and without lines (`:12-30`) or punctuation behind. */
function readPath(text: string, at: number): string | null {
  const from = text.startsWith('./', at) ? at + 2 : at;
  PATH.lastIndex = from;
  const path = (PATH.exec(text)?.[0] ?? '').replace(/[.,)\]]+$/, '');
  if (text.startsWith('://', from + path.length) || /^[/~$]|^\.\.|^[A-Za-z]$/.test(path)) return null;
  return /[\p{L}\p{N}_)\]]\/|\/[\p{L}\p{N}_.([]|[\p{L}\p{N}_]\.[\p{L}\p{N}]|^\.[\p{L}]/u.test(path) ? path : null;
}
