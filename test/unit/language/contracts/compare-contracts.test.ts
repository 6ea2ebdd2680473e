import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Contract, ContractDifference, ContractEndpoint, ContractShape } from '#schemas/document/contract.ts';
import { compareContracts } from '../../../../server/language/contracts/compare-contracts.ts';
import { contract, shape, users, usersWith, usersWithEndpoint } from './sample-contracts.ts';

const brief = (differences: readonly ContractDifference[]): readonly string[] =>
  differences.map(({ aspect, where, published, consumed }) => `${aspect} | ${where} | ${published} | ${consumed}`);
const against = (consumed: Contract, published = users): readonly string[] =>
  brief(compareContracts(published, consumed));
const aspects = (published: Contract, consumed: Contract): readonly string[] =>
  compareContracts(published, consumed).map(({ aspect }) => aspect);
const called = (fields: Partial<ContractEndpoint>, index = 0): readonly string[] =>
  against(usersWithEndpoint(index, fields));
const answering = (body: ContractShape, published: ContractShape): readonly string[] => {
  const of = (one: ContractShape): Contract => ({
    name: 'a',
    endpoints: [{ method: 'GET', path: '/a', responses: { 200: one } }],
  });
  return against(of(body), of(published));
};

describe('a consumer', () => {
  it('may use less than is published', () => {
    assert.deepEqual(against({ name: 'users' }), []);
    assert.deepEqual(called({ responses: { 200: [{ id: 'integer' }] } }), []);
    assert.deepEqual(called({ query: {}, responses: {} }), []);
    assert.deepEqual(against({ name: 'users', functions: [{ name: 'readCsv', parameters: [{ name: 'text' }] }] }), []);
  });

  it('may take more than can come, as long as what comes is in it', () => {
    assert.deepEqual(answering({ id: 'number | null' }, { id: 'integer' }), []);
    assert.deepEqual(answering({ 'id?': 'integer' }, { id: 'integer' }), []);
    assert.deepEqual(answering({ kind: 'string' }, { kind: "'a' | 'b'" }), []);
    assert.deepEqual(answering({ tags: ['string'] }, { tags: 'string[]' }), []);
    assert.deepEqual(answering({ tags: 'string[] | null' }, { tags: ['string'] }), []);
    assert.deepEqual(answering({ id: 'any' }, { id: { deep: 'string' } }), []);
  });

  it('calls the same path whatever its parameters are called', () => {
    for (const path of ['/users/:id/', '/users/<int:pk>/', '/users/{user_id}/'])
      assert.deepEqual(called({ path }, 2), []);
  });

  it('misses the slash at the end, and that is all', () => {
    assert.deepEqual(called({ path: '/users' }), ['trailing-slash | GET /users | GET /users/ | GET /users']);
    assert.match(
      compareContracts(users, usersWithEndpoint(0, { path: '/users' }))[0]?.message ?? '',
      /^GET \/users is published as \/users\/: the slash at the end differs\.$/,
    );
  });

  it('calls with another method', () => {
    assert.deepEqual(called({ method: 'PATCH' }), ['method | PATCH /users/ | GET /users/ | PATCH /users/']);
    assert.deepEqual(called({ method: 'get' }), []);
  });

  it('calls a path that is nearly one', () => {
    for (const path of ['/user/', '/userss/', '/api/users/']) {
      assert.deepEqual(called({ path }), [`path | GET ${path} | GET /users/ | GET ${path}`]);
    }
    assert.deepEqual(called({ path: '/users/{id}/orders/' }, 2), [
      'path | GET /users/{id}/orders/ | GET /users/{id}/ | GET /users/{id}/orders/',
    ]);
  });

  it('calls what nobody publishes, however much is published beside it', () => {
    assert.deepEqual(called({ path: '/orders/' }), ['missing | GET /orders/ |  | GET /orders/']);
    const both = usersWith({
      endpoints: [...(users.endpoints ?? []), { method: 'GET', path: '/users/me/', responses: {} }],
    });
    assert.deepEqual(against(both), ['missing | GET /users/me/ |  | GET /users/me/']);
  });

  it('waits for a status that is never sent', () => {
    assert.deepEqual(called({ responses: { 200: null, 304: null } }), [
      'status | GET /users/ → 304 | 200, 400, 500 | 304',
    ]);
  });

  it('sends a query of other names and types, or leaves out what is needed', () => {
    assert.deepEqual(called({ query: { page: 'string', size: 'integer' } }), [
      'query | GET /users/ → query.page | integer | string',
      'query | GET /users/ → query.size |  | integer',
    ]);
    assert.deepEqual(called({ path: '/users/?page=5&limit=5', query: {} }), [
      'query | GET /users/?page=5&limit=5 → query.limit |  | any',
    ]);
    assert.deepEqual(
      against(
        users,
        usersWith({ endpoints: users.endpoints?.map((one) => ({ ...one, query: {}, path: `${one.path}?page=1` })) }),
      ),
      [],
    );
    const needing = usersWithEndpoint(0, { query: { page: 'integer' } });
    assert.deepEqual(against(usersWithEndpoint(0, { query: {} }), needing), [
      'query | GET /users/ → query.page | integer | ',
    ]);
  });

  it('sends a body without what is required, with other types or with fields that nobody takes', () => {
    assert.deepEqual(called({ request: { name: 'integer', age: 'integer' } }, 1), [
      'request | POST /users/ → request.name | string | integer',
      'request | POST /users/ → request.age |  | integer',
    ]);
    assert.deepEqual(called({ request: { 'name?': 'string' } }, 1), [
      'request | POST /users/ → request.name | string (required) | string (optional)',
    ]);
    assert.deepEqual(called({ request: { 'nick?': 'string' } }, 1), [
      'request | POST /users/ → request.name | string | ',
    ]);
    assert.deepEqual(called({ request: { name: 'string' } }, 0), [
      'request | GET /users/ → request |  | { name: string }',
    ]);
  });

  it('says with null, an empty field and none at all that there is no body', () => {
    const bodiless = usersWithEndpoint(0, { request: 'null', responses: { 204: 'null' } });
    assert.deepEqual(aspects(bodiless, usersWithEndpoint(0, { responses: { 204: null } })), []);
    assert.deepEqual(aspects(usersWithEndpoint(0, { responses: { 204: null } }), bodiless), []);
    assert.deepEqual(aspects(usersWith({ envelope: 'null' }), usersWith({ envelope: 'none', errorBody: 'null' })), []);
  });

  it('reads fields that are not there, may be left out or have another type', () => {
    assert.deepEqual(called({ responses: { 200: [{ id: 'string', nick: 'string | null', mail: 'string' }] } }), [
      'shape | GET /users/ → 200 → body[].id | integer | string',
      'shape | GET /users/ → 200 → body[].mail |  | string',
      'shape | GET /users/ → 200 → body[].nick | null | string (optional) | null | string (required)',
    ]);
    assert.deepEqual(answering({ id: 'string' }, { id: 'string | null' }), [
      'shape | GET /a → 200 → body.id | null | string | string',
    ]);
    assert.deepEqual(answering({ id: 'integer' }, { id: 'number' }).length, 1);
    assert.deepEqual(answering({ id: 'integer' }, { id: 'any' }).length, 1);
    assert.deepEqual(answering(['string'], { items: ['string'] }).length, 1);
    assert.deepEqual(called({ responses: { 400: { error: 'string' } } }), [
      'shape | GET /users/ → 400 |  | { error: string }',
    ]);
  });

  it('takes for flat what is nested, and for nested what is flat', () => {
    assert.deepEqual(answering({ id: 'integer', name: 'string' }, { user: { id: 'integer', name: 'string' } }), [
      'shape | GET /a → 200 → body | user.id, user.name | id, name',
    ]);
    assert.deepEqual(answering({ user: { id: 'integer', name: 'string' } }, { id: 'integer', name: 'string' }), [
      'shape | GET /a → 200 → body.user | id, name | user.id, user.name',
    ]);
    assert.deepEqual(answering({ id: 'string', name: 'string' }, { id: 'integer', user: { name: 'string' } }), [
      'shape | GET /a → 200 → body | user.name | name',
      'shape | GET /a → 200 → body.id | integer | string',
    ]);
  });

  it('reads errors of another form', () => {
    assert.deepEqual(against(usersWith({ errorBody: { message: 'string' } })), [
      'error | errorBody | error.message | message',
    ]);
    const { errorBody: _, ...without } = users;
    assert.deepEqual(aspects(without, users), ['error']);
  });

  it('takes bodies out of an envelope that is another, or not there', () => {
    assert.deepEqual(against(usersWith({ envelope: { result: '$data' } })), [
      'envelope | envelope | { data: $data, next?: string } | { result: $data }',
    ]);
    assert.deepEqual(against(usersWith({ envelope: 'none' })), [
      'envelope | envelope | { data: $data, next?: string } | none',
    ]);
    const { envelope: _, ...flat } = users;
    assert.deepEqual([aspects(flat, users), aspects(users, flat)], [['envelope'], ['envelope']]);
    assert.deepEqual(aspects(flat, usersWith({ envelope: 'none' })), []);
    assert.deepEqual(aspects(users, { name: 'users', functions: users.functions }), []);
  });

  it('waits for events that are not sent, or not so', () => {
    assert.deepEqual(against(usersWith({ events: { delta: { text: 'integer' }, deltas: { text: 'string' } } })), [
      'event | event delta → body.text | string | integer',
      'event | event deltas |  | { text: string }',
    ]);
  });

  it('takes a concern to be decided otherwise', () => {
    assert.deepEqual(
      against(usersWith({ concerns: { 'date format': 'iso 8601 in  UTC.', 'Page size': '20', Ids: 'UUID' } })),
      ['concern | concern Ids |  | UUID', 'concern | concern Page size | 50 | 20'],
    );
  });
});

describe('a caller of a function', () => {
  const calling = (
    name: string,
    parameters: readonly (readonly [string, string?, boolean?])[],
    returns?: string,
  ): readonly string[] =>
    compareContracts(users, {
      name: 'users',
      functions: [
        {
          name,
          parameters: parameters.map(([parameter, type, optional]) => ({ name: parameter, type, optional })),
          ...(returns !== undefined && { returns }),
        },
      ],
    }).map(({ aspect, message }) => `${aspect}: ${message}`);

  it('may leave out what is optional, name parameters otherwise and write types with other blanks', () => {
    assert.deepEqual(calling('writeCsv', [['points', 'Point [ ]']], 'string'), []);
    assert.deepEqual(calling('writeCsv', [['track'], ['separator']], 'string'), []);
  });

  it('uses another name', () => {
    assert.deepEqual(calling('readCSVs', [['text', 'string']], 'Point[]'), [
      'signature: readCSVs is not published; readCsv may be meant.',
    ]);
    assert.deepEqual(calling('load', [['text', 'string']], 'Point[]'), [
      'signature: load is not published; readCsv may be meant.',
    ]);
    assert.deepEqual(calling('deleteEverything', []), [
      'missing: deleteEverything is consumed, but no function of this name is published.',
    ]);
  });

  it('gives too few parameters, too many, in another order or of another type', () => {
    assert.deepEqual(calling('readCsv', []), ['signature: readCsv is called without its parameter “text”.']);
    assert.deepEqual(calling('readCsv', [['text'], ['more']]), [
      'signature: readCsv is called with 2 parameters, but takes 1.',
    ]);
    assert.deepEqual(calling('writeCsv', [['separator'], ['track']]), [
      'signature: writeCsv takes its parameters in another order.',
    ]);
    assert.deepEqual(calling('readCsv', [['text', 'Buffer']]), [
      'signature: readCsv takes “text” as string, not as Buffer.',
    ]);
    assert.deepEqual(calling('readCsv', [['text', 'string', true]]), [
      'signature: readCsv needs its parameter “text”.',
    ]);
  });

  it('expects another result', () => {
    assert.deepEqual(calling('readCsv', [['text']], 'Track'), ['signature: readCsv returns Point[], not Track.']);
  });
});

/** The contract with its endpoint replaced by one that holds the body. */
const withBody = (body: ContractShape): Contract =>
  usersWith({ endpoints: [{ method: 'GET', path: '/users/', responses: { 200: body } }], envelope: 'none' });

describe('comparing contracts', () => {
  it('finds no difference between a contract and itself', () => {
    fc.assert(
      fc.property(contract(), (one) => assert.deepEqual(compareContracts(one, one), [])),
      { numRuns: 300 },
    );
  });

  it('finds the same in whatever order the contracts are written', () => {
    const reversed = (one: Contract): Contract => ({
      ...one,
      ...(one.endpoints && { endpoints: one.endpoints.toReversed() }),
      ...(one.functions && { functions: one.functions.toReversed() }),
      ...(one.events && { events: Object.fromEntries(Object.entries(one.events).toReversed()) }),
    });
    fc.assert(
      fc.property(contract(), contract(), (published, consumed) => {
        assert.deepEqual(
          compareContracts(reversed(published), reversed(consumed)),
          compareContracts(published, consumed),
        );
      }),
    );
  });

  it('finds a field that is read and not published, at any depth', () => {
    fc.assert(
      fc.property(shape(), (inner) => {
        const published = withBody({ kept: 'string', inner: { kept: inner } });
        const consumed = withBody({ kept: 'string', inner: { kept: inner, dropped: 'string' } });
        assert.deepEqual(against(consumed, published), ['shape | GET /users/ → 200 → body.inner.dropped |  | string']);
      }),
    );
  });

  it('finds a type that changed, at any depth', () => {
    const types = ['string', 'number', 'boolean', 'null'];
    const place = fc.array(fc.constantFrom('list', 'a', 'b'), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.constantFrom(...types), place, (one, other, steps) => {
        const at = (word: string): ContractShape =>
          steps.reduce<ContractShape>((inner, step) => (step === 'list' ? [inner] : { [step]: inner }), word);
        assert.deepEqual(aspects(withBody(at(one)), withBody(at(other))), one === other ? [] : ['shape']);
      }),
    );
  });

  it('finds each single change of a body that is read, wherever it is made', () => {
    fc.assert(
      fc.property(shape(), (body) => {
        const consumed = withBody(body);
        for (const changed of variants(body)) {
          const found = aspects(withBody(changed), consumed);
          assert.ok(found.length > 0 && found.every((aspect) => aspect === 'shape'), JSON.stringify(changed));
        }
      }),
    );
  });

  it('names each single change of an endpoint for what it is', () => {
    fc.assert(
      fc.property(contract(), fc.nat(), (published, choice) => {
        const endpoints = published.endpoints ?? [];
        const index = choice % Math.max(1, endpoints.length);
        const endpoint = endpoints[index];
        fc.pre(endpoint !== undefined);
        const changed = (fields: Partial<ContractEndpoint>): readonly string[] =>
          aspects(published, { ...published, endpoints: endpoints.with(index, { ...endpoint, ...fields }) });
        const path = endpoint.path.endsWith('/') ? endpoint.path.slice(0, -1) : `${endpoint.path}/`;
        assert.deepEqual(changed({ path }), ['trailing-slash']);
        assert.deepEqual(changed({ method: 'OPTIONS' }), ['method']);
        assert.deepEqual(changed({ responses: { ...endpoint.responses, 418: null } }), ['status']);
        assert.deepEqual(changed({ query: { ...endpoint.query, unknownOne: 'string' } }), ['query']);
        assert.deepEqual(changed({ path: '/wholly/unlike/all/of/them' }), ['missing']);
        assert.deepEqual(changed({ request: { ...asObject(endpoint.request), unknownOne: 'string' } }), ['request']);
      }),
    );
  });

  it('names each single change of a function for what it is', () => {
    fc.assert(
      fc.property(contract(), fc.nat(), (published, choice) => {
        const functions = published.functions ?? [];
        const index = choice % Math.max(1, functions.length);
        const one = functions[index];
        fc.pre(one !== undefined);
        const changed = (fields: object): readonly string[] =>
          aspects(published, { ...published, functions: functions.with(index, { ...one, ...fields }) });
        assert.deepEqual(changed({ name: `${one.name}_renamed` }), ['signature']);
        assert.deepEqual(changed({ returns: 'SomethingElse' }), ['signature']);
        assert.deepEqual(changed({ parameters: [...one.parameters, { name: 'one_more' }] }), ['signature']);
      }),
    );
  });

  it('ends in time for contracts as large as they may be', () => {
    const wide = (seed: string): Contract => ({
      name: 'wide',
      endpoints: Array.from({ length: 200 }, (_, index) => ({
        method: 'GET',
        path: `/${'a/'.repeat(200)}${seed}${index}`,
        responses: { 200: { id: 'integer' } },
      })),
      functions: Array.from({ length: 200 }, (_, index) => ({
        name: `${seed.repeat(60)}${index}`,
        parameters: [{ name: 'x' }],
      })),
    });
    const startedAt = performance.now();
    compareContracts(wide('x'), wide('y'));
    const milliseconds = performance.now() - startedAt;
    assert.ok(milliseconds < 10_000, `${milliseconds} ms`);
  });
});

function asObject(one: ContractShape | undefined): Readonly<Record<string, ContractShape>> {
  return Object.fromEntries(Object.entries(one ?? {}));
}

/** The shape with one type changed, one field dropped or one field made optional, in every place where that can be done. */
function variants(one: ContractShape): readonly ContractShape[] {
  if (typeof one === 'string') return ['boolean[]'];
  if (Array.isArray(one)) return ['string', ...one.flatMap(variants).map((inner) => [inner])];
  return Object.entries(one).flatMap(([key, value]): readonly ContractShape[] => {
    const { [key]: _, ...others } = asObject(one);
    return [
      others,
      ...(key.endsWith('?') ? [] : [{ ...others, [`${key}?`]: value }]),
      ...variants(value).map((inner) => ({ ...others, [key]: inner })),
    ];
  });
}
