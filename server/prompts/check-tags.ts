import { nearestName } from '../language/nearest-name.ts';
import { MAX_DEPTH, type Problem, type Tag } from './read-tags.ts';
import type { Fields, Shape } from './shape.ts';

/** What names mean at one place of a template: those of the innermost section go first. */
export interface Scope {
  readonly fields: Fields;
  /** What `{{.}}` stands for. */
  readonly item: Shape | null;
  /** Whether the section is repeated. */
  readonly repeats: boolean;
}

export interface Known {
  /** Name of the prompt, for messages. */
  readonly prompt: string;
  /** Tags of the parts by name. */
  readonly parts: ReadonlyMap<string, readonly Tag[]>;
}

/**
 * What in these tags cannot be rendered, or would be rendered otherwise than it reads. Where nothing is found, the time
 * that rendering takes is bounded by template and values: no list is gone through once for every item of another one.
 */
export function checkTags(tags: readonly Tag[], scopes: readonly Scope[], known: Known): Problem[] {
  return tags.flatMap((tag) => checkTag(tag, scopes, known));
}

function checkTag(tag: Tag, scopes: readonly Scope[], known: Known): Problem[] {
  const problem = (message: string): Problem[] => [{ line: tag.line, message }];
  if (tag.kind === 'part') return checkPart(tag, scopes, known);
  if (tag.kind === 'unescaped') return problem(`nothing is escaped in a prompt. Write {{${tag.name}}} instead.`);
  const found = resolve(tag.name, scopes);
  if (found === null) return problem(unknownName(tag.name, scopes, known));
  if (tag.kind === 'value') {
    if (found.shape.kind === 'text') return [];
    const what = { flag: 'yes or no', list: 'a list', group: 'a group' }[found.shape.kind];
    return problem(`{{${tag.name}}} is ${what}. Write {{#${tag.name}}} … {{/${tag.name}}} instead.`);
  }
  if (scopes.length > MAX_DEPTH) return problem(`sections are nested more than ${MAX_DEPTH} deep. Close some.`);
  if (tag.kind === 'inverted') return checkTags(tag.inside, [...scopes, PLAIN], known);
  const repeats = found.shape.kind === 'list';
  if (repeats && scopes.slice(found.depth + 1).some((scope) => scope.repeats)) {
    return problem(`{{#${tag.name}}} stands in a section that is repeated itself. Close that one first.`);
  }
  return checkTags(tag.inside, [...scopes, scopeOf(found.shape)], known);
}

const PLAIN: Scope = { fields: new Map(), item: null, repeats: false };

function scopeOf(shape: Shape): Scope {
  const item = shape.kind === 'list' ? shape.item : shape;
  return { fields: item.kind === 'group' ? item.fields : new Map(), item, repeats: shape.kind === 'list' };
}

/** A part is checked where it stands, because it names variables of its surroundings. */
function checkPart(tag: Tag, scopes: readonly Scope[], known: Known): Problem[] {
  const part = known.parts.get(tag.name);
  if (!part) {
    const names = [...known.parts.keys()];
    const meant = nearestName(tag.name, names);
    const guess = meant === null ? '' : ` Did you mean {{> ${meant}}}?`;
    return [{ line: tag.line, message: `there is no part ${tag.name}.${guess} Known are: ${names.join(', ')}.` }];
  }
  const [first] = checkTags(part, scopes, known);
  return first ? [{ line: tag.line, message: `{{> ${tag.name}}} does not fit here: ${first.message}` }] : [];
}

interface Found {
  readonly shape: Shape;
  /** Index of the scope that has it. */
  readonly depth: number;
}

const FLAG: Shape = { kind: 'flag', description: '' };

/** `name`, `name.field`, `.` for the item itself, and `name?` for whether a list holds anything. */
function resolve(name: string, scopes: readonly Scope[]): Found | null {
  const innermost = scopes.length - 1;
  if (name === '.') {
    const item = scopes[innermost]?.item;
    return item ? { shape: item, depth: innermost } : null;
  }
  if (name.endsWith('?')) {
    const list = resolve(name.slice(0, -1), scopes);
    return list?.shape.kind === 'list' ? { ...list, shape: FLAG } : null;
  }
  const [first = '', ...rest] = name.split('.');
  const depth = scopes.findLastIndex(({ fields }) => fields.has(first));
  let shape = scopes[depth]?.fields.get(first);
  for (const field of rest) shape = shape?.kind === 'group' ? shape.fields.get(field) : undefined;
  return shape ? { shape, depth } : null;
}

function unknownName(name: string, scopes: readonly Scope[], { prompt }: Known): string {
  const fields = scopes.flatMap((scope) => [...scope.fields]);
  const names = fields.flatMap(([known, { kind }]) => (kind === 'list' ? [known, `${known}?`] : [known]));
  const each = [...new Set(names)];
  const meant = nearestName(name, each);
  const guess = meant === null ? '' : ` Did you mean {{${meant}}}?`;
  return `{{${name}}} is no variable of ${prompt} here.${guess} Known are: ${each.join(', ')}.`;
}
