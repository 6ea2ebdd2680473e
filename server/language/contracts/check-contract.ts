import type { Contract, ContractEndpoint, ContractFinding, ContractShape } from '#schemas/document/contract.ts';
import { compareTexts, describeEndpoint, hasParameter, methodKey, pathKey } from './endpoint-paths.ts';
import { DATA_PLACE, isExactWord, statedShape, viewOfShape } from './shapes.ts';

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
const MAX_FINDINGS = 200;

/** What a lead asks of a contract before others build on it, in the order of its fields; none where nothing is open. */
export function checkContract(contract: Contract): readonly ContractFinding[] {
  const { endpoints = [], functions = [], errorBody, envelope, events = {}, concerns = {} } = contract;
  const isEmpty = [endpoints, functions, Object.keys(events), Object.keys(concerns)].every(
    ({ length }) => length === 0,
  );
  return [
    ...(isEmpty ? [finding('', 'The contract names no endpoint, function, event or concern.')] : []),
    ...endpoints.flatMap((endpoint, index) => ofEndpoint(endpoint, `endpoints[${index}]`)),
    ...ofSlashes(endpoints),
    ...repeated(
      endpoints.map((endpoint) => `${methodKey(endpoint)} ${pathKey(endpoint.path)}`),
      'endpoints',
    ),
    ...functions.flatMap(({ name, returns }, index) =>
      returns !== undefined && !isPlaceholder(returns)
        ? []
        : [finding(`functions[${index}].returns`, `${name} does not say what it returns.`)],
    ),
    ...repeated(
      functions.map(({ name }) => name),
      'functions',
    ),
    ...ofErrorBody(statedShape(errorBody), endpoints.length > 0),
    ...ofEnvelope(statedShape(envelope)),
    ...Object.entries(events).flatMap(([name, shape]) => ofShape(shape, `events.${name}`, `The event “${name}”`)),
    ...Object.entries(concerns).flatMap(([name, decision]) =>
      isPlaceholder(decision) ? [finding(`concerns.${name}`, `The concern “${name}” is not decided.`)] : [],
    ),
  ].slice(0, MAX_FINDINGS);
}

function finding(path: string, message: string): ContractFinding {
  return { path, message };
}

const PLACEHOLDERS = new Set(['', 'tbd', 'tba', 'todo', 'to be decided', 'to be defined', 'unknown', 'any', 'object']);

function isPlaceholder(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return PLACEHOLDERS.has(words.join(' '));
}

function ofEndpoint(endpoint: ContractEndpoint, path: string): readonly ContractFinding[] {
  const name = describeEndpoint(endpoint);
  const found: ContractFinding[] = [];
  if (!METHODS.has(methodKey(endpoint))) {
    found.push(finding(`${path}.method`, `${name} needs one explicit method, such as GET.`));
  }
  if (!endpoint.path.startsWith('/')) {
    found.push(finding(`${path}.path`, `The path of ${name} does not begin with “/”.`));
  }
  if (endpoint.path.includes('?')) {
    found.push(finding(`${path}.path`, `The query of ${name} belongs under “query”, each parameter with its type.`));
  }
  for (const [parameter, type] of Object.entries(endpoint.query ?? {})) {
    found.push(...ofShape(type, `${path}.query.${parameter}`, `The query of ${name}`));
  }
  if (endpoint.request !== undefined)
    found.push(...ofShape(endpoint.request, `${path}.request`, `The request of ${name}`));
  return [...found, ...ofStatuses(endpoint, path, name)];
}

function ofStatuses(
  { responses, path: address }: ContractEndpoint,
  path: string,
  name: string,
): readonly ContractFinding[] {
  const statuses = Object.keys(responses);
  const found: ContractFinding[] = [];
  const needs = (status: string, when: string): void => {
    found.push(finding(`${path}.responses`, `${name} does not name ${status}, its answer ${when}.`));
  };
  if (!statuses.some((status) => status.startsWith('2')))
    needs('a status from 200 to 299', 'to a request that succeeds');
  if (!statuses.includes('400')) needs('400', 'to a request that is not valid');
  if (!statuses.includes('404') && hasParameter(address)) needs('404', 'where its parameter leads to nothing');
  if (!statuses.includes('500')) needs('500', 'when the server fails');
  for (const [status, body] of Object.entries(responses)) {
    if (body !== null) found.push(...ofShape(body, `${path}.responses.${status}`, `The body of ${name} → ${status}`));
  }
  return found;
}

/** Both forms in one contract are nobody's decision. A file name at the end takes no slash. */
function ofSlashes(endpoints: readonly ContractEndpoint[]): readonly ContractFinding[] {
  const paths = endpoints
    .map(({ path }) => pathKey(path))
    .filter((path) => path.length > 1 && !/\.\w+$/.test(path))
    .toSorted(compareTexts);
  const withSlash = paths.find((path) => path.endsWith('/'));
  const without = paths.find((path) => !path.endsWith('/'));
  if (withSlash === undefined || without === undefined) return [];
  const message = `Some paths end with a slash (${withSlash}) and some do not (${without}); decide on one form.`;
  return [finding('endpoints', message)];
}

function repeated(keys: readonly string[], path: string): readonly ContractFinding[] {
  const seen = new Set<string>();
  return keys.flatMap((key, index) => {
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated ? [finding(`${path}[${index}]`, `“${key}” is there more than once.`)] : [];
  });
}

function ofErrorBody(errorBody: ContractShape | null, isNeeded: boolean): readonly ContractFinding[] {
  if (errorBody !== null) return ofShape(errorBody, 'errorBody', 'The error body');
  return isNeeded ? [finding('errorBody', 'The contract does not give the body of an error.')] : [];
}

function ofEnvelope(envelope: ContractShape | null): readonly ContractFinding[] {
  if (envelope === null || envelope === 'none') return [];
  const found = ofShape(envelope, 'envelope', 'The envelope');
  if (hasDataPlace(envelope)) return found;
  return [...found, finding('envelope', `The envelope does not say with ${DATA_PLACE} where the body stands.`)];
}

function hasDataPlace(shape: ContractShape): boolean {
  const view = viewOfShape(shape);
  if (view.kind === 'words') return view.words.includes(DATA_PLACE);
  if (view.kind === 'list') return hasDataPlace(view.item);
  return [...view.fields.values()].some((field) => hasDataPlace(field.shape));
}

/** Vague words in a shape, each at its place. */
function ofShape(shape: ContractShape, path: string, owner: string): readonly ContractFinding[] {
  const view = viewOfShape(shape);
  if (view.kind === 'list') return ofShape(view.item, `${path}[]`, owner);
  if (view.kind === 'object') {
    if (view.fields.size === 0) return [finding(path, `${owner} is an object without fields.`)];
    return [...view.fields].flatMap(([name, field]) => ofShape(field.shape, `${path}.${name}`, owner));
  }
  const isEnvelope = path.startsWith('envelope');
  const vague = view.words.find((word) => !isExactWord(word) && !(isEnvelope && word === DATA_PLACE));
  if (vague === undefined && view.words.length > 0) return [];
  return [finding(path, `${owner} is vague: “${(vague ?? '').slice(0, 100)}” is no type that a program can check.`)];
}
