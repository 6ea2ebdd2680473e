import type { Span } from '../tracker/places.ts';

const LABEL = /^(?<lead>\s{0,3}(?:[-*+]\s+)?(?<mark>\*{1,3}|_{1,2}|`)?)(?<label>[^:：]{1,70})[:：]/u;

/** A line that begins with a label: where its words stand, and the column where its value begins. */
export function labelSpan(text: string): { readonly label: Span; readonly value: number } | null {
  const match = LABEL.exec(text.slice(0, 120));
  const { lead = '', mark = '', label = '' } = match?.groups ?? {};
  if (!match) return null;
  // The marks around a label close before or behind its colon.
  const inside = mark !== '' && label.trimEnd().endsWith(mark);
  const words = inside ? label.trimEnd().slice(0, -mark.length) : label;
  let value = match[0].length;
  if (mark !== '' && !inside) {
    const closing = text.indexOf(mark, value);
    if (closing < 0 || text.slice(value, closing).trim() !== '') return null;
    value = closing + mark.length;
  }
  while (value < text.length && /\s/.test(text[value] ?? '')) value += 1;
  return { label: { from: lead.length, to: lead.length + words.trimEnd().length }, value };
}
