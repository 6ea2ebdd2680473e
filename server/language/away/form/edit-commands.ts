import type { AwayPlan, AwayText } from '#schemas/document/away-plan.ts';
import { insertLines, removeLines } from '../../line-edits.ts';
import type { ParsedDocument } from '../../parse-document.ts';
import type { TextEdit } from '../../text-edit.ts';
import { addSection, addToSection } from '../plan-edits.ts';
import { changedLines } from './changed-lines.ts';

/** Makes the verification section run `wanted`, one command a line, in the block or the points that it has. */
export function editCommands(document: ParsedDocument, plan: AwayPlan, wanted: readonly string[]): readonly TextEdit[] {
  const old = plan.verification;
  const section = plan.sections.find(({ key }) => key === 'verification');
  const block = ['```bash', ...wanted, '```'];
  if (!section) return wanted.length === 0 ? [] : addSection(document, plan, 'verification', block);
  if (old.length === 0) return wanted.length === 0 ? [] : addToSection(document, section, block);
  const { from, oldTo, newTo } = changedLines(
    old.map(({ text }) => text),
    wanted,
  );
  const both = Math.min(oldTo, newTo);
  const replaced = old
    .slice(from, both)
    .map((command, index) => replace(document, command, wanted[from + index] ?? ''));
  const removed = old.slice(both, oldTo).map((command) => remove(document, command));
  const added = wanted.slice(both, newTo);
  if (added.length === 0) return [...replaced, ...removed];
  const neighbour = old[both - 1] ?? old[both];
  return neighbour ? [...replaced, insertBeside(document, neighbour, added, both > 0)] : [];
}

/** Where the words of the command stand in its first line; of one that goes on over lines, nothing fits. */
function replace(document: ParsedDocument, { text, range }: AwayText, wanted: string): TextEdit {
  const { line } = range.start;
  const at = document.lines.text(line).indexOf(text, isLine(document, range) ? 0 : range.start.character);
  const start = at < 0 ? range.start.character : at;
  return {
    range: { start: { line, character: start }, end: { line, character: start + text.length } },
    newText: wanted,
  };
}

const isLine = (document: ParsedDocument, { start, end }: AwayText['range']): boolean =>
  start.character === 0 && end.character === document.lines.text(start.line).length;

const remove = (document: ParsedDocument, { range }: AwayText): TextEdit =>
  removeLines(document, range.start.line, range.start.line + 1);

/** A point that quotes its command gets points beside it, a line of a block lines. */
function insertBeside(
  document: ParsedDocument,
  { text, range }: AwayText,
  added: readonly string[],
  behind: boolean,
): TextEdit {
  const { line } = range.start;
  const written = document.lines.text(line);
  const lead = /^\s*(?:[-*+]\s+)?/.exec(written)?.[0] ?? '';
  const quoted = document.visibleLine(line).includes(`\`${text}\``);
  return insertLines(
    document,
    line + (behind ? 1 : 0),
    added.map((command) => lead + (quoted ? `\`${command}\`` : command)),
  );
}
