import type {
  ContractAspect,
  ContractDifference,
  ContractEndpoint,
  ContractShape,
} from '#schemas/document/contract.ts';
import { compareShapes } from './compare-shapes.ts';
import type { ShapeDifference } from './compare-shapes.ts';
import {
  areNearPaths,
  compareEndpoints as byPath,
  describeEndpoint,
  methodKey,
  pathKey,
  withoutSlash,
} from './endpoint-paths.ts';
import { describeShape, statedShape, viewOfShape } from './shapes.ts';

/** An endpoint with what it is looked up by. */
interface Known {
  readonly endpoint: ContractEndpoint;
  readonly method: string;
  readonly path: string;
  readonly bare: string;
}

type Endpoints = readonly ContractEndpoint[];

/** What consumers ask of endpoints that are not published, or not published so. */
export function compareEndpoints(published: Endpoints, consumed: Endpoints): readonly ContractDifference[] {
  const given = published.toSorted(byPath).map(knownAs);
  const wanted = consumed.toSorted(byPath).map(knownAs);
  const called = new Set(wanted.map(({ method, path }) => `${method} ${path}`));
  // What somebody calls as it is published is not what another call meant.
  const free = given.filter(({ method, path }) => !called.has(`${method} ${path}`));
  return wanted.flatMap((one) => ofEndpoint(one, given, free));
}

function knownAs(endpoint: ContractEndpoint): Known {
  const path = pathKey(endpoint.path);
  return { endpoint, method: methodKey(endpoint), path, bare: withoutSlash(path) };
}

function ofEndpoint(wanted: Known, given: readonly Known[], free: readonly Known[]): readonly ContractDifference[] {
  const sameMethod = given.filter(({ method }) => method === wanted.method);
  const exact = sameMethod.find(({ path }) => path === wanted.path);
  if (exact) return ofCall(exact.endpoint, wanted.endpoint);
  const slashed = sameMethod.find(({ bare }) => bare === wanted.bare);
  if (slashed) {
    const message = `${describeEndpoint(wanted.endpoint)} is published as ${slashed.endpoint.path}: the slash at the end differs.`;
    return [difference('trailing-slash', slashed, wanted, message), ...ofCall(slashed.endpoint, wanted.endpoint)];
  }
  const otherMethod = given.find(({ path }) => path === wanted.path) ?? given.find(({ bare }) => bare === wanted.bare);
  if (otherMethod) {
    const message = `${wanted.endpoint.path} is published with ${otherMethod.method}, not with ${wanted.method}.`;
    return [difference('method', otherMethod, wanted, message)];
  }
  const near = free.find(({ method, path }) => method === wanted.method && areNearPaths(path, wanted.path));
  if (near) {
    const message = `${describeEndpoint(wanted.endpoint)} is not published; ${near.endpoint.path} may be meant.`;
    return [difference('path', near, wanted, message)];
  }
  const where = describeEndpoint(wanted.endpoint);
  const message = `${where} is consumed, but not published.`;
  return [{ aspect: 'missing', where, published: '', consumed: where, message }];
}

function difference(aspect: ContractAspect, given: Known, wanted: Known, message: string): ContractDifference {
  const consumed = describeEndpoint(wanted.endpoint);
  return { aspect, where: consumed, published: describeEndpoint(given.endpoint), consumed, message };
}

/** What is sent and what comes back, once both mean the same endpoint. */
function ofCall(given: ContractEndpoint, wanted: ContractEndpoint): readonly ContractDifference[] {
  const where = describeEndpoint(wanted);
  const taken = takenQuery(given);
  return [
    ...sent('query', where, taken ?? {}, sentQuery(wanted, taken) ?? {}, 'query'),
    ...sent('request', where, statedShape(given.request), statedShape(wanted.request), 'request'),
    ...Object.entries(wanted.responses).flatMap(([status, body]) => ofResponse(given, status, body, where)),
  ];
}

/** What a consumer sends must be all that is required, and nothing else. */
function sent(
  aspect: ContractAspect,
  where: string,
  wanted: ContractShape | null,
  given: ContractShape | null,
  root: string,
): readonly ContractDifference[] {
  if (wanted === null && given === null) return [];
  if (wanted === null) {
    const message = `${where} takes no body, but one is sent.`;
    return [{ aspect, where: `${where} → ${root}`, published: '', consumed: describeShape(given ?? ''), message }];
  }
  return compareShapes(given ?? {}, wanted ?? {}, { root, wantedBy: 'receiver' }).map((found) => ({
    aspect,
    where: `${where} → ${found.where}`,
    published: found.wanted,
    consumed: found.given,
    message: `In ${where}, “${found.where}” ${found.clause}${bothSides(found.wanted, found.given)}.`,
  }));
}

/** Parameters that were written into a path have no type, and nothing says that one is required. */
function takenQuery({ path, query }: ContractEndpoint): ContractShape | undefined {
  const names = namesInPath(path);
  if (names.length === 0) return query;
  return { ...Object.fromEntries(names.map((name) => [`${name}?`, 'any'])), ...query };
}

/** What a caller writes into the path has whatever type is taken there. */
function sentQuery({ path, query }: ContractEndpoint, taken: ContractShape | undefined): ContractShape | undefined {
  const names = namesInPath(path);
  if (names.length === 0) return query;
  const view = viewOfShape(taken ?? {});
  const types = names.map((name) => [name, (view.kind === 'object' && view.fields.get(name)?.shape) || 'any']);
  return { ...Object.fromEntries(types), ...query };
}

function namesInPath(path: string): readonly string[] {
  const written = /\?([^#]*)/.exec(path)?.[1] ?? '';
  return written
    .split('&')
    .map((part) => part.split('=', 1)[0] ?? '')
    .filter((name) => name !== '');
}

function ofResponse(
  given: ContractEndpoint,
  status: string,
  wanted: ContractShape | null,
  endpoint: string,
): readonly ContractDifference[] {
  const where = `${endpoint} → ${status}`;
  const statuses = Object.keys(given.responses);
  if (!statuses.includes(status)) {
    const published = statuses.join(', ');
    const message = `${endpoint} never answers ${status}; it answers ${published || 'nothing that its contract names'}.`;
    return [{ aspect: 'status', where, published, consumed: status, message }];
  }
  const body = statedShape(given.responses[status]);
  if (wanted === null || (body === null && statedShape(wanted) === null)) return [];
  if (body === null) {
    const message = `${where} has no body, but one is read.`;
    return [{ aspect: 'shape', where, published: '', consumed: describeShape(wanted), message }];
  }
  return readDifferences('shape', where, body, wanted, 'body');
}

/** Where a consumer reads something else than what is published. */
export function readDifferences(
  aspect: ContractAspect,
  where: string,
  published: ContractShape,
  consumed: ContractShape,
  root: string,
): readonly ContractDifference[] {
  return compareShapes(published, consumed, { root, wantedBy: 'reader' }).map((found) => ({
    aspect,
    where: where === '' ? found.where : `${where} → ${found.where}`,
    published: found.given,
    consumed: found.wanted,
    message: sentence(where, found),
  }));
}

function sentence(where: string, { where: place, clause, given, wanted }: ShapeDifference): string {
  return `${where === '' ? '' : `In ${where}, `}“${place}” ${clause}${bothSides(given, wanted)}.`;
}

function bothSides(published: string, consumed: string): string {
  return ` (published: ${published || 'nothing'}; consumed: ${consumed || 'nothing'})`;
}
