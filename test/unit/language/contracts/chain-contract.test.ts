import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { Contract } from '#schemas/document/contract.ts';
import { readContractChain } from '../../../../server/language/contract-chain.ts';
import { contractFromChain } from '../../../../server/language/contracts/chain-contract.ts';
import { checkContract } from '../../../../server/language/contracts/check-contract.ts';
import { describeFunction } from '../../../../server/language/contracts/signatures.ts';
import { parseDocument } from '../../../../server/language/parse-document.ts';

const PLAN = new URL('../../../fixtures/sample-project/PRPs/PRP-PRD-waypoints-phase-2.md', import.meta.url);
const functions = (words: string): readonly string[] | undefined =>
  contractFromChain(words)?.functions?.map(describeFunction);
const endpoints = (words: string): Contract['endpoints'] => contractFromChain(words)?.endpoints;

describe('a line of a contract chain', () => {
  it('is a contract where it states signatures', () => {
    const words = 'readCsv(text): Point[], writeCsv(track): string';
    const contract = contractFromChain(words);
    assert.deepEqual(contract, {
      name: words,
      functions: [
        { name: 'readCsv', parameters: [{ name: 'text' }], returns: 'Point[]' },
        { name: 'writeCsv', parameters: [{ name: 'track' }], returns: 'string' },
      ],
    });
    assert.deepEqual(checkContract(contract), []);
  });

  it('is one in a plan as people write it', () => {
    const { hops } = readContractChain(parseDocument(readFileSync(PLAN, 'utf8'))) ?? { hops: [] };
    assert.deepEqual(
      hops.map(({ contract }) => functions(contract)),
      [
        ['readCsv(text): Point[]', 'writeCsv(track): string'],
        ['readJson(text): Point[]', 'writeJson(track): string'],
      ],
    );
  });

  it('keeps the arrows of its endpoints apart from those between workstreams', () => {
    const plan = [
      '# PRP: users\n\n## Workstreams\n\n### Workstream 1: api\n\n### Workstream 2: web\n\n## Contract Chain\n\n```',
      'api → publishes GET /users/ → 200 { id: integer }, 404 → web',
      '[api] → publishes [GET /users/ → 201, 400] → [web]',
      'api → publishes [the shape of a user] → web\n```\n',
    ];
    const { hops } = readContractChain(parseDocument(plan.join('\n'))) ?? { hops: [] };
    assert.deepEqual(
      hops.map(({ from, contract, to }) => [from.name, endpoints(contract)?.[0]?.responses, to.name]),
      [
        ['api', { 200: { id: 'integer' }, 404: null }, 'web'],
        ['api', { 201: null, 400: null }, 'web'],
        ['api', undefined, 'web'],
      ],
    );
  });

  it('takes signatures of several languages', () => {
    assert.deepEqual(functions('def load(path: str, limit: int = 10) -> list[Point]; `save(track) -> None`'), [
      'load(path: str, limit?: int): list[Point]',
      'save(track): None',
    ]);
    assert.deepEqual(functions('async map(items: T[], each: (one: T, index: number) => U): Promise<U[]>'), [
      'map(items: T[], each: (one: T, index: number) => U): Promise<U[]>',
    ]);
    assert.deepEqual(functions("find(kind: 'a' | 'b', ...rest: string[]): Map<string, number>, and stop(): void"), [
      "find(kind: 'a' | 'b', ...rest: string[]): Map<string, number>",
      'stop(): void',
    ]);
    assert.deepEqual(functions('read(options?: { deep: boolean, limit: number }): keyof Point'), [
      'read(options?: { deep: boolean, limit: number }): keyof Point',
    ]);
  });

  it('is a contract where its endpoints have statuses', () => {
    assert.deepEqual(endpoints('GET /users/ → 200 {…}'), [
      { method: 'GET', path: '/users/', responses: { 200: null } },
    ]);
    assert.deepEqual(
      endpoints('GET /users/{id} -> 200 { id: integer, tags: [string] }, 404, POST /users →201, 400 string'),
      [
        { method: 'GET', path: '/users/{id}', responses: { 200: { id: 'integer', tags: ['string'] }, 404: null } },
        { method: 'POST', path: '/users', responses: { 201: null, 400: 'string' } },
      ],
    );
    assert.deepEqual(endpoints('GET /me → 200 { name: string | null }')?.[0]?.responses, {
      200: { name: 'string | null' },
    });
  });

  it('is none where a piece is vague', () => {
    for (const words of [
      '',
      'the shape of a cart',
      'cart types',
      'readCsv',
      'readCsv(text)',
      'readCsv(text): the points of a track',
      'readCsv(text): TBD',
      'readCsv(...): Point[]',
      'readCsv(the text): Point[]',
      'readCsv(text): Point[], and the rest',
      'readCsv(text: string',
      'GET /users/',
      'GET /users/ → the users',
      'GET /users/ → 200 the users',
      'GET /users/ → 200 { id, name }',
      'GET /users/ → 200 { id: object }',
      'GET /users/ → 200 { id: ',
      'GET /users/ → 200 &a [*a]',
      'GET /users/ → 200, GET /orders/',
      'GET users → 200',
      '200 string',
      '404, GET /users/ → 200',
    ]) {
      assert.equal(contractFromChain(words), null, words);
    }
  });

  it('never throws, and what it makes is a contract', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('f(', ')', ': ', ', ', 'GET /a', ' → ', '200', '{', '}', '[', "'", '<', '=>', 'a: string', 'a?'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const contract = contractFromChain(pieces.join(''));
        if (contract) assert.ok(Contract.safeParse(contract).success);
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends in time for long lines of marks', () => {
    const startedAt = performance.now();
    for (const mark of ['(', '{', 'f(', '=>', 'a=', 'a ', "'", 'GET /a → 200 [', '.', 'a: string, ']) {
      contractFromChain(mark.repeat(4_000 / mark.length));
      contractFromChain(`f(${mark.repeat(900 / mark.length)}): ${mark.repeat(900 / mark.length)}`);
      contractFromChain(mark.repeat(1_000_000));
    }
    assert.ok(performance.now() - startedAt < 5_000);
  });
});
