import type { ContractShape } from '#schemas/document/contract.ts';

export interface ShapeField {
  readonly optional: boolean;
  readonly shape: ContractShape;
}

/** A shape as a program looks at it; how it was written no longer matters. */
export type ShapeView =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'list'; readonly item: ContractShape }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, ShapeField> };

const SIMPLE = new Set(['string', 'number', 'integer', 'boolean', 'null']);

/** Where the body stands in an envelope. */
export const DATA_PLACE = '$data';

/** Whether the word says what a value is; `any`, `object` and prose do not. */
export function isExactWord(word: string): boolean {
  const item = word.replace(/(?:\[\])+$/, '');
  return SIMPLE.has(item) || /^'[^']*'$/.test(item);
}

/** No body and the body `null` are the same to who sends and who reads; so are a field that is empty and one that is not there. */
export function statedShape(shape: ContractShape | null | undefined): ContractShape | null {
  return shape === undefined || shape === 'null' ? null : shape;
}

export function viewOfShape(shape: ContractShape): ShapeView {
  if (typeof shape === 'string') {
    const words = wordsOf(shape);
    const [only = ''] = words;
    // `string[]` is `[string]` in the words of many languages.
    if (words.length === 1 && only.endsWith('[]')) return { kind: 'list', item: only.slice(0, -2) };
    return { kind: 'words', words };
  }
  if (isList(shape)) return { kind: 'list', item: shape[0] ?? 'any' };
  const fields = new Map<string, ShapeField>();
  for (const [key, value] of Object.entries(shape)) {
    const optional = key.endsWith('?') && key.length > 1;
    fields.set(optional ? key.slice(0, -1) : key, { optional, shape: value });
  }
  return { kind: 'object', fields };
}

function isList(shape: Exclude<ContractShape, string>): shape is readonly ContractShape[] {
  return Array.isArray(shape);
}

/** The alternatives of a type, each once and in order; a `|` in single quotes separates nothing. */
function wordsOf(text: string): readonly string[] {
  const words = text.match(/(?:'[^']*'|[^|'])+|'/g) ?? [];
  return [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))].toSorted();
}

/** The shape in one line, cut where it would be longer than a person reads at a glance. */
export function describeShape(shape: ContractShape, longest = 120): string {
  const text = lineOf(shape, longest);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** `room` ends the walk early: a description shows a small part of a large shape. */
function lineOf(shape: ContractShape, room: number): string {
  const view = viewOfShape(shape);
  if (view.kind === 'words') return view.words.join(' | ');
  if (view.kind === 'list') return `[${lineOf(view.item, room)}]`;
  let text = '';
  for (const [name, field] of view.fields) {
    if (text.length > room) break;
    text += `${text === '' ? '' : ', '}${name}${field.optional ? '?' : ''}: ${lineOf(field.shape, room - text.length)}`;
  }
  return text === '' ? '{}' : `{ ${text} }`;
}
