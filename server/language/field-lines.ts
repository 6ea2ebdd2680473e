import { labelKey, MAX_LINE } from './inline-text.ts';
import type { ParsedDocument } from './parse-document.ts';
import { fencesBetween } from './sections.ts';

/** `- **Label:** value` with the list items below it. Lines are zero-based. */
export interface Field {
  /** Lower case, words only. */
  readonly key: string;
  readonly line: number;
  /** What stands behind the colon, as written. */
  readonly value: string;
  readonly items: readonly FieldItem[];
}

export interface FieldItem {
  readonly line: number;
  /** Without its list marker. */
  readonly text: string;
  /** Columns of indentation. */
  readonly indent: number;
}

// The marks around a label close before or behind its colon; marks behind that belong to the value, such as `**/*.md`.
const FIELD =
  /^(?<indent>\s*)(?:[-*+]\s+)?(?:(?<mark>\*{1,3}|_{1,2}|`)(?<marked>\p{L}[\p{L}\p{N} _/&()-]{0,60}?)(?:\k<mark>\s*[:：]|[:：]\s*\k<mark>)|(?<label>\p{L}[\p{L}\p{N} _/&()-]{0,60}?)\s*[:：])\s*(?<value>.*)$/u;
const ITEM = /^(\s*)(?:[-*+]|\d{1,4}[.)])\s+(?:\[[ xX~-]\]\s+)?(.*)$/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;

/**
 * Reads labelled fields in the lines `from` to `to` (not included). A line is a field only when `isLabel` knows its
 * key, so that an item such as `src/a.ts: the parser` stays an item. YAML fences are read like prose.
 */
export function readFields(
  document: ParsedDocument,
  from: number,
  to: number,
  isLabel: (key: string) => boolean,
): readonly Field[] {
  const yaml = fencesBetween(document, from - 1, to).filter((fence) => /^ya?ml$/.test(fence.language));
  const contentOf = (line: number): string => {
    const inYaml = yaml.some((fence) => line > fence.line && line < fence.endLine - 1);
    return inYaml ? document.lines.text(line) : document.visibleLine(line);
  };
  const fields: { key: string; line: number; value: string; items: FieldItem[]; indent: number }[] = [];
  for (let line = from; line < to; line += 1) {
    const text = contentOf(line).slice(0, MAX_LINE).trimEnd();
    if (text.trim() === '') continue;
    const field = FIELD.exec(text)?.groups;
    const key = field ? labelKey(field['marked'] ?? field['label'] ?? '') : '';
    if (field && isLabel(key)) {
      const indent = (field['indent'] ?? '').length;
      fields.push({ key, line, value: (field['value'] ?? '').trim(), items: [], indent });
      continue;
    }
    const heading = HEADING.exec(text);
    if (heading) {
      const headingKey = labelKey(heading[1] ?? '');
      fields.push({ key: isLabel(headingKey) ? headingKey : '', line, value: '', items: [], indent: -1 });
      continue;
    }
    const current = fields.at(-1);
    if (!current) continue;
    const item = ITEM.exec(text);
    const indent = (item?.[1] ?? /^\s*/.exec(text)?.[0] ?? '').length;
    if (item) {
      // A list item at the label's own depth is a new point, unless the label stands alone on its line.
      const listed = /^\s*[-*+]\s/.test(contentOf(current.line));
      if (listed && indent <= current.indent) fields.push({ key: '', line, value: '', items: [], indent });
      else current.items.push({ line, text: (item[2] ?? '').trim(), indent });
    } else if (indent > Math.max(0, current.indent) && current.items.length === 0 && current.value !== '') {
      current.value = `${current.value} ${text.trim()}`;
    } else if (current.items.length === 0 && current.value === '') current.value = text.trim();
  }
  return fields.filter((field) => field.key !== '');
}

/** The value and the items of a field as one list of texts, the value first where there is one. */
export function fieldEntries(field: Field): readonly { text: string; line: number }[] {
  const value = field.value === '' ? [] : [{ text: field.value, line: field.line }];
  return [...value, ...field.items.map(({ text, line }) => ({ text, line }))];
}
