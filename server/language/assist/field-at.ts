import { labelKey } from '../inline-text.ts';

/** A labelled field and what stands in it in front of a position. */
export interface FieldText {
  /** Lower case, words only; empty above the first label. */
  readonly key: string;
  readonly value: string;
}

const LABEL =
  /^\s{0,12}(?:[-*+]\s+)?(?:\*\*|__|`)?([\p{L}][\p{L} _/-]{1,40}?)(?:\*\*|__|`)?\s*[:：](?:\*\*|__|`)?\s?(.*)$/u;
const ITEM = /^(\s*)(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$/;
const MAX_LINES = 40;

/**
 * The field that the end of `before` belongs to: the label on this line, or for an item of a list the label above it.
 * `isLabel` tells labels from other words with a colon behind them; `textOf` gives the lines above.
 */
export function fieldAt(
  before: string,
  line: number,
  first: number,
  isLabel: (key: string) => boolean,
  textOf: (line: number) => string,
): FieldText | null {
  const own = labelOf(before, isLabel);
  if (own) return own;
  const item = ITEM.exec(before);
  if (!item) return null;
  for (let above = line - 1; above >= Math.max(first, line - MAX_LINES); above -= 1) {
    const text = textOf(above).slice(0, 400);
    const field = labelOf(text, isLabel);
    if (field)
      return field.value.trim() === '' && isBelow(before, text) ? { key: field.key, value: item[2] ?? '' } : null;
    if (text.trim() !== '' && !ITEM.test(text)) return null;
  }
  return null;
}

function labelOf(text: string, isLabel: (key: string) => boolean): FieldText | null {
  const match = LABEL.exec(text);
  const key = labelKey(match?.[1] ?? '');
  return match && key !== '' && isLabel(key) ? { key, value: match[2] ?? '' } : null;
}

/** An item belongs to a label that is no item itself, or that stands further to the left. */
function isBelow(item: string, label: string): boolean {
  const indent = (text: string): number => text.length - text.trimStart().length;
  return indent(item) > indent(label) || !/^\s*[-*+]\s/.test(label);
}
