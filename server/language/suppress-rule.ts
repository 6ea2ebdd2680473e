import type { ParsedDocument } from './parse-document.ts';
import type { Fix } from './rules/rule.ts';
import type { TextEdit } from './text-edit.ts';
import { newlineOf } from './text-edit.ts';

/**
 * Ways to switch a rule off by a comment (see suppressions.ts): for one line (zero-based), and for the whole document.
 * Never safe: only a person can say that a finding does not matter.
 */
export function suppressRule(path: string, document: ParsedDocument, rule: string, line: number): readonly Fix[] {
  const fix = (title: string, edits: readonly TextEdit[]): Fix => {
    return { title, safe: false, changes: () => [{ kind: 'edit', path, edits }] };
  };
  const here = editsForLine(document, rule, line);
  return [
    ...(here === null ? [] : [fix(`Disable ${rule} for this line`, here)]),
    fix(`Disable ${rule} in this document`, [fileComment(document, rule)]),
  ];
}

/**
 * A comment at the end of the line changes least: it splits no table and no list, and stays with its line when lines
 * move. In a code block a comment is only text, so there it goes around the block; in front matter there is no place.
 */
function editsForLine(document: ParsedDocument, rule: string, line: number): readonly TextEdit[] | null {
  const { fences, frontMatter, lines, text } = document;
  if (frontMatter && line < frontMatter.endLine) return null;
  const fence = fences.find((one) => line >= one.line && line < one.endLine);
  if (!fence) return [insertAt(line, lines.text(line).length, ` <!-- clutch-disable-line ${rule} -->`)];
  if (!fence.closed) return null;
  const newline = newlineOf(text);
  const indent = /^[ \t]*/.exec(lines.text(fence.line).slice(0, 200))?.[0] ?? '';
  const last = fence.endLine - 1;
  return [
    insertAt(fence.line, 0, `${indent}<!-- clutch-disable ${rule} -->${newline}`),
    insertAt(last, lines.text(last).length, `${newline}${indent}<!-- clutch-enable ${rule} -->`),
  ];
}

/** Above the first heading: what stands before that, a name or front matter, says what the document is. */
function fileComment({ headings, lines, text }: ParsedDocument, rule: string): TextEdit {
  const newline = newlineOf(text);
  const comment = `<!-- clutch-disable-file ${rule} -->`;
  const first = headings[0];
  if (first)
    return insertAt(
      first.line,
      first.line === 0 && text.startsWith('\uFEFF') ? 1 : 0,
      `${comment}${newline}${newline}`,
    );
  const last = lines.count - 1;
  return insertAt(last, lines.text(last).length, `${newline}${newline}${comment}${newline}`);
}

function insertAt(line: number, character: number, newText: string): TextEdit {
  return { range: { start: { line, character }, end: { line, character } }, newText };
}
