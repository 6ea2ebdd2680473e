import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Contract, ContractEndpoint, ContractShape } from '#schemas/document/contract.ts';
import { checkContract } from '../../../../server/language/contracts/check-contract.ts';
import { contract, users, usersWith, usersWithEndpoint } from './sample-contracts.ts';

const found = (one: Contract): readonly string[] =>
  checkContract(one).map(({ path, message }) => `${path}: ${message}`);
const paths = (one: Contract): readonly string[] => checkContract(one).map(({ path }) => path);
const endpoint = (fields: Partial<ContractEndpoint>, index = 0): readonly string[] =>
  found(usersWithEndpoint(index, fields));
const body = (shape: ContractShape): readonly string[] => paths(usersWith({ errorBody: shape }));

describe('the check of a contract', () => {
  it('finds nothing to ask where all is said', () => assert.deepEqual(found(users), []));

  it('asks for anything at all', () => {
    assert.deepEqual(found({ name: 'users' }), [': The contract names no endpoint, function, event or concern.']);
    assert.deepEqual(found({ name: 'users', endpoints: [], concerns: {} }).length, 1);
  });

  it('asks for one method and a path from the root', () => {
    assert.deepEqual(endpoint({ method: 'ANY' }), [
      'endpoints[0].method: ANY /users/ needs one explicit method, such as GET.',
    ]);
    assert.deepEqual(endpoint({ method: 'post' }), []);
    assert.deepEqual(endpoint({ path: 'users/' }), [
      'endpoints[0].path: The path of GET users/ does not begin with “/”.',
    ]);
    assert.deepEqual(endpoint({ path: '/users/?page=1' }), [
      'endpoints[0].path: The query of GET /users/?page=1 belongs under “query”, each parameter with its type.',
    ]);
  });

  it('asks for one decision about the slash at the end of paths', () => {
    const ending = (...written: readonly string[]): readonly string[] =>
      paths(usersWith({ endpoints: users.endpoints?.map((one, index) => ({ ...one, path: written[index] ?? '/x' })) }));
    assert.deepEqual(ending('/a/', '/b/', '/c'), ['endpoints']);
    assert.deepEqual(
      [...ending('/a', '/b', '/c'), ...ending('/a/', '/b/', '/'), ...ending('/a/', '/b/', '/c.csv')],
      [],
    );
  });

  it('asks for an answer that succeeds, 400, 500, and 404 where there is a parameter', () => {
    assert.deepEqual(endpoint({ responses: {} }), [
      'endpoints[0].responses: GET /users/ does not name a status from 200 to 299, its answer to a request that succeeds.',
      'endpoints[0].responses: GET /users/ does not name 400, its answer to a request that is not valid.',
      'endpoints[0].responses: GET /users/ does not name 500, its answer when the server fails.',
    ]);
    assert.deepEqual(endpoint({ responses: { 204: null, 400: null, 500: null } }), []);
    for (const path of ['/users/{id}/', '/users/:id/', '/users/<id>/']) {
      assert.deepEqual(endpoint({ path, responses: { 200: null, 400: null, 500: null } }), [
        `endpoints[0].responses: GET ${path} does not name 404, its answer where its parameter leads to nothing.`,
      ]);
    }
  });

  it('asks for the body of errors where there are endpoints', () => {
    const { errorBody: _, ...without } = users;
    assert.deepEqual([paths(without), body('null')], [['errorBody'], ['errorBody']]);
    assert.deepEqual(paths({ name: 'a', events: { done: { id: 'string' } } }), []);
  });

  it('asks what vague words mean, wherever they stand', () => {
    for (const word of ['object', 'data', 'any', 'TBD', 'user data', '…', 'string | thing', ' ', '$data']) {
      assert.deepEqual(body({ list: [{ 'deep?': word }] }), ['errorBody.list[].deep'], word);
    }
    for (const word of ['string', 'integer | null', "'open' | 'closed'", 'number[]']) assert.deepEqual(body(word), []);
    assert.deepEqual(body({}), ['errorBody']);
    assert.deepEqual(
      endpoint({ query: { page: 'any' }, request: 'data', responses: { 200: 'any', 400: null, 500: null } }).length,
      3,
    );
    assert.deepEqual(paths(usersWith({ events: { done: 'payload' } })), ['events.done']);
  });

  it('asks where the body stands in an envelope', () => {
    assert.deepEqual(paths(usersWith({ envelope: { data: 'string' } })), ['envelope']);
    assert.deepEqual(paths(usersWith({ envelope: { data: ['$data'], more: 'boolean' } })), []);
    assert.deepEqual(paths(usersWith({ envelope: 'none' })), []);
  });

  it('asks what functions return, not what their parameters are', () => {
    const functions = [
      { name: 'a', parameters: [{ name: 'x' }] },
      { name: 'b', parameters: [], returns: 'TBD' },
      { name: 'c', parameters: [], returns: 'void' },
    ];
    assert.deepEqual(found({ name: 'a', functions }), [
      'functions[0].returns: a does not say what it returns.',
      'functions[1].returns: b does not say what it returns.',
    ]);
  });

  it('asks which one counts where one is there twice, and for decisions of concerns', () => {
    const [first, ...others] = users.endpoints ?? [];
    assert.ok(first);
    assert.deepEqual(paths(usersWith({ endpoints: [first, ...others, first] })), ['endpoints[3]']);
    assert.deepEqual(paths(usersWith({ concerns: { Dates: 'tbd', Ids: 'UUID' } })), ['concerns.Dates']);
  });

  it('never throws', () => {
    fc.assert(fc.property(contract(), (one) => void checkContract(one)));
  });
});
