import type { z } from 'zod';
import { type PlaybookVerb, playbookVerbs } from '#schemas/playbook.ts';
import { nearest } from './nearest.ts';

export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly at: 'key' | 'value';
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

const VERBS = Object.keys(playbookVerbs);

/** Turns what zod says about a playbook into sentences about the verbs that the person wrote. */
export function describeIssues(issues: readonly Issue[], value: unknown): readonly Problem[] {
  return issues.flatMap((issue) => describeIssue(issue, issue.path, value));
}

function describeIssue(issue: Issue, path: readonly PropertyKey[], root: unknown): readonly Problem[] {
  if (isStep(path)) return describeStep(path, root);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], at: 'key', message: `unknown field "${key}".` }));
  }
  const field = path.at(-1);
  const named = typeof field === 'string' ? `"${field}": ` : '';
  return [{ path, at: 'value', message: `${named}${issue.message}.` }];
}

function isStep(path: readonly PropertyKey[]): boolean {
  return typeof path.at(-1) === 'number' && (path.at(-2) === 'steps' || path.at(-3) === 'onAnswer');
}

/** zod says of a step only that none of all verbs fits; the verb that was meant has more to say. */
function describeStep(path: readonly PropertyKey[], root: unknown): readonly Problem[] {
  const step = valueAt(root, path);
  const verbs = isRecord(step) ? Object.keys(step) : [];
  const unknown = verbs.find((verb) => !isVerb(verb));
  if (unknown !== undefined) return [{ path: [...path, unknown], at: 'key', message: unknownVerb(unknown) }];
  const [verb] = verbs;
  if (verb === undefined || verbs.length > 1 || !isVerb(verb)) {
    const found = verbs.length > 1 ? `; this one has ${verbs.join(' and ')}` : '';
    return [{ path, at: 'value', message: `a step is one verb and what it needs, such as "say: hello"${found}.` }];
  }
  if (verb === 'ask' && path.at(-2) !== 'steps') {
    return [{ path: [...path, verb], at: 'key', message: 'ask cannot stand under onAnswer.' }];
  }
  const inner = [...path, verb];
  const result = playbookVerbs[verb].safeParse(valueAt(root, inner));
  return (result.error?.issues ?? []).flatMap((issue) => describeIssue(issue, [...inner, ...issue.path], root));
}

function unknownVerb(verb: string): string {
  const meant = nearest(verb, VERBS);
  const hint = meant === null ? '' : ` Did you mean "${meant}"?`;
  return `unknown verb "${verb}".${hint} Known verbs: ${VERBS.join(', ')}.`;
}

function isVerb(name: string): name is PlaybookVerb {
  return Object.hasOwn(playbookVerbs, name);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), root);
}

function isRecord(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null;
}
