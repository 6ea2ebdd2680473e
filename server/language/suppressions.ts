import type { ParsedDocument } from './parse-document.ts';
import { perDocument } from './per-document.ts';

/** Whether a comment in the document switches the rule off on that line (zero-based). */
export type IsSuppressed = (rule: string, line: number) => boolean;

const COMMENT =
  /<!--\s*clutch-(?<verb>disable-next-line|disable-line|disable-file|disable|enable)\b(?<ids>[\sA-Z0-9,]*?)(?:--\s.*?)?-->/gs;

const ALL = '*';

/**
 * `<!-- clutch-disable CL204 -->` holds until `clutch-enable` or the end, `clutch-disable-next-line`,
 * `clutch-disable-line` and `clutch-disable-file` say what they mean; without ids they mean every rule. Words behind
 * ` -- ` say why. Comments in code fences are text.
 */
export const readSuppressions: (document: ParsedDocument) => IsSuppressed = perDocument((document) => {
  const file = new Set<string>();
  const lines = new Map<number, Set<string>>();
  const spans: { rule: string; from: number; to: number }[] = [];
  const open = new Map<string, number>();
  if (document.text.includes('<!--') && document.text.includes('clutch-')) {
    for (const { verb, ids, line, endLine } of commentsOf(document)) {
      switch (verb) {
        case 'disable-file':
          for (const id of ids) file.add(id);
          break;
        case 'disable-next-line':
          addTo(lines, endLine + 1, ids);
          break;
        case 'disable-line':
          addTo(lines, line, ids);
          break;
        case 'disable':
          for (const id of ids) if (!open.has(id)) open.set(id, line);
          break;
        default:
          for (const id of ids.includes(ALL) ? [...open.keys()] : ids) {
            const from = open.get(id);
            if (from !== undefined) spans.push({ rule: id, from, to: line });
            open.delete(id);
          }
      }
    }
  }
  for (const [rule, from] of open) spans.push({ rule, from, to: Number.POSITIVE_INFINITY });
  if (file.size + lines.size + spans.length === 0) return () => false;
  const names = (ids: ReadonlySet<string> | undefined, rule: string): boolean =>
    ids !== undefined && (ids.has(rule) || ids.has(ALL));
  return (rule, line) =>
    names(file, rule) ||
    names(lines.get(line), rule) ||
    spans.some((span) => (span.rule === rule || span.rule === ALL) && line >= span.from && line < span.to);
});

function* commentsOf(
  document: ParsedDocument,
): Generator<{ verb: string; ids: readonly string[]; line: number; endLine: number }> {
  for (const match of document.text.matchAll(COMMENT)) {
    const line = document.lines.lineAt(match.index);
    // What is still visible, or stands in a fence, is no comment.
    if (document.fences.some((fence) => line >= fence.line && line < fence.endLine)) continue;
    const ids = (match.groups?.['ids'] ?? '').split(/[\s,]+/).filter((id) => id !== '');
    const endLine = document.lines.lineAt(match.index + match[0].length);
    yield { verb: match.groups?.['verb'] ?? '', ids: ids.length === 0 ? [ALL] : ids, line, endLine };
  }
}

function addTo(lines: Map<number, Set<string>>, line: number, ids: readonly string[]): void {
  const known = lines.get(line) ?? new Set<string>();
  for (const id of ids) known.add(id);
  lines.set(line, known);
}
