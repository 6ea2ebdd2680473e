import type * as z from 'zod';
import { nearestName } from '../nearest-name.ts';

export interface ContractIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

const FIELDS = ['name', 'endpoints', 'functions', 'errorBody', 'envelope', 'events', 'concerns'];
const PART_FIELDS = ['method', 'path', 'query', 'request', 'responses', 'parameters', 'returns', 'type', 'optional'];

/** Says what zod found in words about the contract; a union is reported at the place where its nearest form fails. */
export function describeIssues(issues: readonly Issue[]): readonly ContractIssue[] {
  return issues.flatMap((issue) => describeIssue(issue, issue.path));
}

function describeIssue(issue: Issue, path: readonly PropertyKey[]): readonly ContractIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, 20).map((key) => ({ path: [...path, key], message: unknownField(key) }));
  }
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.map((branch) =>
      branch.flatMap((inner) => describeIssue(inner, [...path, ...inner.path])),
    );
    const nearest =
      branches.find((branch) => branch.some(({ path: inner }) => inner.length > path.length)) ??
      branches.find((_, index) => issue.errors[index]?.some(isOwnLimit));
    return nearest ?? [{ path, message: 'expected a shape: a type word, a list of one shape, or an object' }];
  }
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('undefined');
  if (missing) return [{ path, message: 'this field is missing' }];
  return [{ path, message: issue.message.replace(/^Invalid (?:input|string): /, '') }];
}

/** The right form of value that breaks a bound: too long, too many. */
function isOwnLimit({ code }: Issue): boolean {
  return code === 'too_big' || code === 'too_small' || code === 'custom' || code === 'invalid_format';
}

function unknownField(key: string): string {
  const meant = nearestName(key, [...FIELDS, ...PART_FIELDS]);
  return `a contract has no such field${meant === null ? '' : `; “${meant}” may be meant`}`;
}

/** `endpoints[0].responses.200` */
export function fieldName(path: readonly PropertyKey[]): string {
  let name = '';
  for (const step of path) {
    if (typeof step === 'number') name += `[${step}]`;
    else name += `${name === '' ? '' : '.'}${String(step)}`;
  }
  return name;
}
