import * as fc from 'fast-check';
import type { Contract, ContractEndpoint, ContractFunction, ContractShape } from '#schemas/document/contract.ts';

/** Users as a service would publish them: nothing is open in it. */
export const users: Contract = {
  name: 'users',
  endpoints: [
    {
      method: 'GET',
      path: '/users/',
      query: { 'page?': 'integer' },
      responses: { 200: [{ id: 'integer', name: 'string', 'nick?': 'string | null' }], 400: null, 500: null },
    },
    {
      method: 'POST',
      path: '/users/',
      request: { name: 'string', 'nick?': 'string' },
      responses: { 201: { id: 'integer', name: 'string' }, 400: null, 500: null },
    },
    {
      method: 'GET',
      path: '/users/{id}/',
      responses: {
        200: { id: 'integer', address: { city: 'string', zip: 'string' } },
        400: null,
        404: null,
        500: null,
      },
    },
  ],
  functions: [
    { name: 'readCsv', parameters: [{ name: 'text', type: 'string' }], returns: 'Point[]' },
    {
      name: 'writeCsv',
      parameters: [
        { name: 'track', type: 'Point[]' },
        { name: 'separator', type: 'string', optional: true },
      ],
      returns: 'string',
    },
  ],
  errorBody: { error: { code: 'string', message: 'string' } },
  envelope: { data: '$data', 'next?': 'string' },
  events: { delta: { text: 'string' }, done: { 'usage?': { tokens: 'integer' } } },
  concerns: { 'Date format': 'ISO 8601 in UTC', 'Page size': '50' },
};

/** A contract with some of its fields replaced. */
export const usersWith = (fields: Partial<Contract>): Contract => ({ ...users, ...fields });

/** The contract with one endpoint alone, which has some fields replaced. */
export function usersWithEndpoint(index: number, fields: Partial<ContractEndpoint>): Contract {
  const endpoint = users.endpoints?.[index];
  return endpoint ? { ...users, endpoints: [{ ...endpoint, ...fields }] } : users;
}

const word = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', "'open'", 'string | null');
const key = fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,8}$/);
/** Keys that a notation of data may trip over. */
const oddKey = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => /^\P{Cc}+$/u.test(text) && !/\?$|^__proto__$/.test(text));

const objectOf = (value: fc.Arbitrary<ContractShape>, keys: fc.Arbitrary<string>): fc.Arbitrary<ContractShape> =>
  fc
    .uniqueArray(fc.tuple(keys, fc.boolean(), value), { minLength: 1, maxLength: 5, selector: ([name]) => name })
    .map((fields) => Object.fromEntries(fields.map(([name, optional, one]) => [optional ? `${name}?` : name, one])));

export const shape = (keys: fc.Arbitrary<string> = key): fc.Arbitrary<ContractShape> =>
  fc.letrec<{ node: ContractShape }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      word,
      objectOf(tie('node'), keys),
      tie('node').map((item) => [item]),
    ),
  })).node;

const status = fc.constantFrom('200', '201', '204', '400', '404', '500');
const segment = fc.oneof(key, fc.constantFrom('{id}', ':name', '<key>'));
const path = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '/'))
  .map(([segments, end]) => `/${segments.join('/')}${end}`);

const endpoint: fc.Arbitrary<ContractEndpoint> = fc.record(
  {
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    path,
    query: fc.dictionary(key, word, { maxKeys: 3, noNullPrototype: true }),
    request: objectOf(shape(), key),
    responses: fc.dictionary(status, fc.option(shape()), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  },
  { requiredKeys: ['method', 'path', 'responses'], noNullPrototype: true },
);

const parameter = fc.record(
  { name: key, type: fc.constantFrom('string', 'Point[]', 'Map<string, number>'), optional: fc.boolean() },
  { requiredKeys: ['name'], noNullPrototype: true },
);

const callable: fc.Arbitrary<ContractFunction> = fc.record(
  {
    name: key,
    parameters: fc.uniqueArray(parameter, { maxLength: 4, selector: ({ name }) => name }),
    returns: fc.constantFrom('string', 'void', 'Promise<Point[]>'),
  },
  { requiredKeys: ['name', 'parameters'], noNullPrototype: true },
);

/** No two paths are alike but for their parameters' names or the slash at the end. */
const bare = ({ path: written }: ContractEndpoint): string =>
  written.replace(/\{id\}|:name|<key>/g, '{}').replace(/\/$/, '');

/** Contracts as they may be written; `keys` are the names in shapes, events and concerns. */
export const contract = (keys: fc.Arbitrary<string> = key): fc.Arbitrary<Contract> =>
  fc.record(
    {
      name: oddKey,
      endpoints: fc.uniqueArray(endpoint, { maxLength: 4, selector: bare }),
      functions: fc.uniqueArray(callable, { maxLength: 4, selector: ({ name }) => name }),
      errorBody: shape(keys),
      envelope: fc.constantFrom<ContractShape>('none', { data: '$data' }),
      events: fc.dictionary(keys, shape(keys), { maxKeys: 3, noNullPrototype: true }),
      concerns: fc.dictionary(keys, fc.string({ minLength: 1 }), { maxKeys: 3, noNullPrototype: true }),
    },
    { requiredKeys: ['name'], noNullPrototype: true },
  );

export const oddContract = contract(oddKey);
