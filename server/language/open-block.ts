import type { ParsedDocument } from './parse-document.ts';

/**
 * What closes the code block or comment that its author never closed and that hides this line; null where there is
 * none. Whatever is written behind such a line would be hidden too.
 */
export function closingMarks(document: ParsedDocument, line: number): string | null {
  const fence = document.fences.findLast((one) => one.line <= line);
  if (fence && line < fence.endLine) {
    if (fence.closed) return null;
    const [, indent = '', marks = '```'] =
      /^([ \t]*).{0,200}?(`{3,}|~{3,})/.exec(document.lines.text(fence.line)) ?? [];
    return indent + marks;
  }
  const isHidden = document.visibleLine(line).trim() === '' && document.lines.text(line).trim() !== '';
  if (!isHidden || line < (document.frontMatter?.endLine ?? 0)) return null;
  const open = document.text.lastIndexOf('<!--', document.lines.end(line));
  return open >= 0 && document.text.indexOf('-->', open) < 0 ? '-->' : null;
}
