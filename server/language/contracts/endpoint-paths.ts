import type { ContractEndpoint } from '#schemas/document/contract.ts';
import { commonEnds } from '../common-ends.ts';

/** The path without its parameters' names and without what stands behind a `?`, so that `{id}`, `:id` and `<id>` are equal. */
export function pathKey(path: string): string {
  const [address = ''] = path.split(/[?#]/, 1);
  return address
    .split('/')
    .map((segment) => (/^:[\p{L}_]/u.test(segment) ? '{}' : segment.replace(/\{[^{}]*\}|<[^<>]*>/g, '{}')))
    .join('/');
}

export function hasParameter(path: string): boolean {
  return pathKey(path).includes('{}');
}

/** The same path with and without the slash at its end. */
export function withoutSlash(key: string): string {
  return key.length > 1 && key.endsWith('/') ? key.slice(0, -1) : key;
}

export function methodKey({ method }: ContractEndpoint): string {
  return method.trim().toUpperCase();
}

export function describeEndpoint(endpoint: ContractEndpoint): string {
  return `${methodKey(endpoint)} ${endpoint.path}`;
}

/** Whether one path was probably meant by the other: one character or one segment apart, and not wholly another. */
export function areNearPaths(one: string, other: string): boolean {
  const [a, b] = [withoutSlash(one), withoutSlash(other)];
  const { head, tail } = commonEnds(a, b);
  if (Math.max(a.length, b.length) - head - tail <= 1) return true;
  const [left, right] = [a.split('/').slice(1), b.split('/').slice(1)];
  if (Math.abs(left.length - right.length) > 1) return false;
  let before = 0;
  while (before < left.length && left[before] === right[before]) before += 1;
  let behind = 0;
  const shorter = Math.min(left.length, right.length) - before;
  while (behind < shorter && left.at(-1 - behind) === right.at(-1 - behind)) behind += 1;
  const shared = [...left.slice(0, before), ...left.slice(left.length - behind)];
  // A parameter alone says nothing of what it is a parameter of.
  return Math.max(left.length, right.length) - before - behind <= 1 && shared.some((segment) => segment !== '{}');
}

/** Code units, not a language's order: the same on every machine. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** By path, then by method. */
export function compareEndpoints(one: ContractEndpoint, other: ContractEndpoint): number {
  return compareTexts(one.path, other.path) || compareTexts(methodKey(one), methodKey(other));
}
