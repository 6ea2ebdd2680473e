import type { ContractShape } from '#schemas/document/contract.ts';
import { describeShape, viewOfShape } from './shapes.ts';
import type { ShapeField, ShapeView } from './shapes.ts';

/** One place in which what is given does not satisfy what is wanted. */
export interface ShapeDifference {
  /** `body.items[].name` */
  readonly where: string;
  readonly given: string;
  readonly wanted: string;
  /** What is wrong, to follow “The field …”: a clause without a subject. */
  readonly clause: string;
}

export interface ShapeComparison {
  /** Name of the outermost value: `body`. */
  readonly root: string;
  /**
   * `reader`: wants a part of what is given, and every field that it names must be there. `receiver`: wants each field
   * without `?`, and nothing else may be given.
   */
  readonly wantedBy: 'reader' | 'receiver';
}

/** Where `given` may be something that `wanted` does not allow, in the order of the wanted fields' names. */
export function compareShapes(
  given: ContractShape,
  wanted: ContractShape,
  { root, wantedBy }: ShapeComparison,
): readonly ShapeDifference[] {
  return differences(given, wanted, root, wantedBy);
}

type WantedBy = ShapeComparison['wantedBy'];

function differences(
  given: ContractShape,
  wanted: ContractShape,
  where: string,
  wantedBy: WantedBy,
): readonly ShapeDifference[] {
  const [from, to] = [viewOfShape(given), viewOfShape(wanted)];
  if (from.kind === 'object' && to.kind === 'object') return ofFields(from.fields, to.fields, where, wantedBy);
  if (from.kind === 'list' && to.kind === 'list') return differences(from.item, to.item, `${where}[]`, wantedBy);
  if (isAllowed(from, to)) return [];
  return [{ where, given: describeShape(given), wanted: describeShape(wanted), clause: 'has another type' }];
}

function isAllowed(given: ShapeView, wanted: ShapeView): boolean {
  if (wanted.kind !== 'words') return false;
  if (wanted.words.includes('any')) return true;
  return wordsOf(given).every((word) => wanted.words.some((other) => isWithin(word, other)));
}

/** `[string]` is `string[]` beside other words. */
function wordsOf(view: ShapeView): readonly string[] {
  if (view.kind === 'words') return view.words;
  return view.kind === 'list' && typeof view.item === 'string' ? [`${view.item}[]`] : ['object'];
}

/** Every whole number is a number, and every fixed text is a text. */
function isWithin(word: string, other: string): boolean {
  if (word === other) return true;
  return (word === 'integer' && other === 'number') || (word.startsWith("'") && other === 'string');
}

type Fields = ReadonlyMap<string, ShapeField>;

function ofFields(given: Fields, wanted: Fields, where: string, wantedBy: WantedBy): readonly ShapeDifference[] {
  const missing = [...wanted].flatMap(([name, { optional }]) =>
    given.has(name) || (optional && wantedBy === 'receiver') ? [] : [name],
  );
  const nested = nestedIn(given, wanted, missing, where);
  // One sentence for all that is in another place, instead of one for each field.
  const names = [...wanted.keys()].filter((name) => !nested || !missing.includes(name)).toSorted();
  const inPlace = names.flatMap((name) => ofField(name, given, wanted, where, wantedBy));
  const found = nested ? [nested, ...inPlace] : inPlace;
  if (wantedBy === 'reader') return found;
  const extra = [...given].filter(([name]) => !wanted.has(name)).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [
    ...found,
    ...extra.map(([name, { shape }]) => ({
      where: `${where}.${name}`,
      given: describeShape(shape),
      wanted: '',
      clause: 'is not expected',
    })),
  ];
}

function ofField(
  name: string,
  given: Fields,
  wanted: Fields,
  where: string,
  wantedBy: WantedBy,
): readonly ShapeDifference[] {
  const [from, to] = [given.get(name), wanted.get(name)];
  if (!to) return [];
  const place = `${where}.${name}`;
  if (!from) {
    if (to.optional && wantedBy === 'receiver') return [];
    return [flattened(name, to, given, place) ?? absent(place, to)];
  }
  const optional: ShapeDifference = {
    where: place,
    given: `${describeShape(from.shape)} (optional)`,
    wanted: `${describeShape(to.shape)} (required)`,
    clause: 'may be left out, but is required',
  };
  const inner = differences(from.shape, to.shape, place, wantedBy);
  return from.optional && !to.optional ? [optional, ...inner] : inner;
}

function absent(where: string, { shape }: ShapeField): ShapeDifference {
  return { where, given: '', wanted: describeShape(shape), clause: 'is missing' };
}

/** All that is missing here lies together in one field: a body that is wrapped, read as if it were not. */
function nestedIn(given: Fields, wanted: Fields, missing: readonly string[], where: string): ShapeDifference | null {
  if (missing.length === 0) return null;
  for (const [holder, { shape }] of given) {
    const view = viewOfShape(shape);
    if (wanted.has(holder) || view.kind !== 'object' || !missing.every((name) => view.fields.has(name))) continue;
    return {
      where,
      given: listed(missing.map((name) => `${holder}.${name}`)),
      wanted: listed(missing),
      clause: `has its fields in “${holder}” on one side and flat on the other`,
    };
  }
  return null;
}

/** The other way round: what is wanted inside of a field is given beside it. */
function flattened(name: string, { shape }: ShapeField, given: Fields, where: string): ShapeDifference | null {
  const view = viewOfShape(shape);
  if (view.kind !== 'object' || view.fields.size === 0) return null;
  const inner = [...view.fields.keys()];
  if (!inner.every((one) => given.has(one))) return null;
  return {
    where,
    given: listed(inner),
    wanted: listed(inner.map((one) => `${name}.${one}`)),
    clause: 'is nested on one side and flat on the other',
  };
}

function listed(names: readonly string[]): string {
  return names.length <= 6 ? names.join(', ') : `${names.slice(0, 6).join(', ')}, …`;
}
