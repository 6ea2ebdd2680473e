import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { Contract } from '#schemas/document/contract.ts';
import { checkContract } from '../../../../server/language/contracts/check-contract.ts';
import { readContracts } from '../../../../server/language/contracts/read-contracts.ts';
import { renderContract } from '../../../../server/language/contracts/render-contract.ts';
import { oddContract, users } from './sample-contracts.ts';

const block = (body: string, info = 'contract'): string => `\`\`\`${info}\n${body}\n\`\`\`\n`;
const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
const named = (text: string): readonly (readonly [string, number])[] =>
  readContracts(text).contracts.map(({ name, line }) => [name, line]);
const messages = (text: string): readonly string[] => readContracts(text).findings.map(({ message }) => message);

/** Endpoints and functions have no order of their own. */
const inOrder = (contract: Contract): Contract => ({
  ...contract,
  ...(contract.endpoints && { endpoints: contract.endpoints.toSorted(byText) }),
  ...(contract.functions && { functions: contract.functions.toSorted(byText) }),
});
const byText = (one: object, other: object): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

const YAML = `name: users
endpoints:
  - method: GET
    path: /users/
    responses:
      200: [{ id: integer, nick?: string | null, gone: null }]
      204:
errorBody: { error: string }`;

describe('a contract block', () => {
  it('is read with the words of its author and its line', () => {
    const { contracts, findings } = readContracts(`# Report\n\n${block(YAML)}`);
    assert.deepEqual(findings, []);
    assert.deepEqual(contracts, [
      {
        name: 'users',
        line: 2,
        text: `${YAML}\n`,
        contract: {
          name: 'users',
          endpoints: [
            {
              method: 'GET',
              path: '/users/',
              responses: { 200: [{ id: 'integer', 'nick?': 'string | null', gone: 'null' }], 204: null },
            },
          ],
          errorBody: { error: 'string' },
        },
      },
    ]);
  });

  it('may be marked in each of its ways, and holds YAML or JSON', () => {
    for (const info of ['contract', 'yaml contract', 'contract yaml', 'json contract', 'Contract', 'yml contract']) {
      assert.deepEqual(named(block('name: a', info)), [['a', 0]], info);
      assert.deepEqual(named(block('{\n\t"name": "a"\n}', info)), [['a', 0]], info);
    }
  });

  it('is nothing else that mentions a contract', () => {
    for (const info of ['yaml', '', 'contracts', 'text contract', 'contract-test', 'js contract yaml']) {
      assert.deepEqual(readContracts(`contract\n${block('name: a', info)}`), { contracts: [], findings: [] }, info);
    }
  });

  it('may stand in a quote and in a list, and with longer marks', () => {
    assert.deepEqual(named('> ```contract\n> name: a\n> concerns:\n>   x: y\n> ```\n'), [['a', 0]]);
    assert.deepEqual(named('- point\n\n  ```contract\n  name: a\n  concerns:\n    x: y\n  ```\n'), [['a', 2]]);
    assert.deepEqual(named('~~~~contract\nname: a\n~~~~\n'), [['a', 0]]);
  });

  it('corrects what was said of the same name before', () => {
    const text = [
      block('name: a\nconcerns: { x: first }'),
      block('name: b'),
      block('name: a\nconcerns: { x: last }'),
    ].join('\n');
    const { contracts } = readContracts(text);
    assert.deepEqual(
      contracts.map(({ name, contract }) => [name, contract.concerns]),
      [
        ['b', undefined],
        ['a', { x: 'last' }],
      ],
    );
  });

  it('takes back the findings of the one before, and is not replaced by it when it cannot be read itself', () => {
    const good = block('name: a');
    for (const bad of ['name: a\nfunctions: 5', 'name: a\nevents: [', '{ "name": "a", "events": [ }']) {
      assert.deepEqual(messages(block(bad) + good), [], bad);
      const { contracts, findings } = readContracts(good + block(bad));
      assert.deepEqual([contracts, findings.length], [[], 1], bad);
    }
    assert.deepEqual(readContracts(`${good}\`\`\`contract\nname: a\nendpoints:\n  - meth`).contracts, []);
  });

  it('says which line and field cannot be read', () => {
    const text = `Words.\n\n${block(`name: a
endpoint: []
endpoints:
  - path: /x
    responses:
      2xx: {}
      200:
        a: [string, number]
        b:
          c: 5
functions: none`)}`;
    assert.deepEqual(messages(text), [
      'Line 5, endpoint: a contract has no such field; “endpoints” may be meant.',
      'Line 7, endpoints[0].method: this field is missing.',
      'Line 9, endpoints[0].responses.2xx: expected a status code, such as 200.',
      'Line 11, endpoints[0].responses.200.a: expected a list of exactly one shape.',
      'Line 13, endpoints[0].responses.200.b.c: expected a shape: a type word, a list of one shape, or an object.',
      'Line 14, functions: expected array, received string.',
    ]);
    assert.deepEqual(
      readContracts(text).findings.map(({ path, line }) => `${path} ${line}`)[1],
      'endpoints[0].method 7',
    );
  });

  it('says what is wrong with text that is no contract at all', () => {
    assert.match(messages(block('just words'))[0] ?? '', /^Line 2: expected a contract/);
    assert.match(messages(block('- a\n- b'))[0] ?? '', /^Line 2: expected a contract/);
    assert.match(messages(block(''))[0] ?? '', /^Line 2: expected a contract/);
    assert.match(messages(block('name: a\nname: b'))[0] ?? '', /^Line 3: Map keys must be unique\.$/);
    assert.match(messages(block('name: !!js/function x'))[0] ?? '', /^Line 2: Unresolved tag/);
    assert.deepEqual(messages('```contract\nname: a\n'), ['Line 1: the contract block is not closed.']);
  });

  it('is bounded in length, number of entries and depth', () => {
    const depth = (levels: number): string =>
      block(`name: a\nerrorBody: ${'{ a: '.repeat(levels)}string${' }'.repeat(levels)}`);
    assert.deepEqual(messages(depth(11)), []);
    assert.match(messages(depth(12))[0] ?? '', /^Line 3, errorBody(?:\.a){12}: expected|^Line 3, errorBody/);
    assert.match(messages(block(`name: a\n# ${'x'.repeat(65_536)}`))[0] ?? '', /longer than 65536 characters/);
    const functions = (count: number): string =>
      block(`name: a\nfunctions:\n${many(count, (index) => `  - { name: f${index}, parameters: [] }`)}`);
    assert.deepEqual([messages(functions(200)), messages(functions(201)).length], [[], 1]);
    const fields = (count: number): string =>
      block(`name: a\nerrorBody:\n${many(count, (index) => `  f${index}: string`)}`);
    assert.deepEqual(messages(fields(200)), []);
    assert.deepEqual(messages(fields(201)), ['Line 3, errorBody: expected at most 200 entries.']);
  });

  it('takes numbers and yes or no for decisions', () => {
    const { contracts } = readContracts(block('name: a\nconcerns: { Page size: 50, Soft delete: false }'));
    assert.deepEqual(contracts[0]?.contract.concerns, { 'Page size': '50', 'Soft delete': 'false' });
  });

  it('may name a shape once and use it again', () => {
    const { contracts } = readContracts(
      block('name: a\nerrorBody: &error { error: string }\nevents: { failed: *error }'),
    );
    assert.deepEqual(contracts[0]?.contract.events, { failed: { error: 'string' } });
  });
});

describe('reading contracts', () => {
  it('gives back every contract that was rendered, whatever its names are', () => {
    fc.assert(
      fc.property(oddContract, (contract) => {
        const { contracts, findings } = readContracts(block(renderContract(contract).trimEnd()));
        assert.deepEqual(findings, []);
        assert.deepEqual(
          contracts.map((one) => inOrder(one.contract)),
          [inOrder(contract)],
        );
        const [read = contract] = contracts.map((one) => one.contract);
        assert.equal(renderContract(read), renderContract(contract));
      }),
      { numRuns: 300 },
    );
  });

  it('never throws, whatever stands in the block', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '\n',
        '```',
        '```contract\n',
        'name: a\n',
        'endpoints:\n  - ',
        '{',
        '[',
        '&a ',
        '*a',
        ': ',
        '? ',
        '!!',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        readContracts(pieces.join(''));
        readContracts(block(pieces.join('')));
      }),
      { numRuns: 500 },
    );
  });

  it('takes any value for a contract or says why not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { contracts, findings } = readContracts(block(JSON.stringify({ name: 'a', endpoints: value })));
        assert.equal(contracts.length === 0, findings.length > 0);
      }),
    );
  });

  const hostile: Readonly<Record<string, string>> = {
    'one line of 5 MB': `contract ${'word '.repeat(1_000_000)}`,
    'a block of one line of 900 KB': block(`name: ${'x'.repeat(900_000)}`),
    'a bomb of aliases': block(
      `name: a\nb: &b ["x"]\n${many(60, (index) => `b${index}: &b${index} [${'*b,'.repeat(9)}*b]`)}`,
    ),
    'few aliases of much': block(`name: a\nb: &b [${'x,'.repeat(20_000)}]\nc: [${'*b,'.repeat(90)}]`),
    'depth 1000 in brackets': block(`name: a\nerrorBody: ${'['.repeat(1000)}${']'.repeat(1000)}`),
    'depth 1000 of braces': block(`{"name":"a","errorBody":${'{"a":'.repeat(1000)}"string"${'}'.repeat(1000)}}`),
    'depth by indentation': block(many(340, (index) => `${' '.repeat(index)}a:`)),
    'depth by dashes': block('- '.repeat(30_000)),
    'brackets that never close': block('['.repeat(60_000)),
    'quotes that never match': block('"'.repeat(60_000)),
    'tags and tags': block('! '.repeat(30_000)),
    'an alias of itself': block('name: a\nerrorBody: &a { b: *a }'),
    '10,000 blocks': many(10_000, (index) => block(`name: a${index}`)),
    '50,000 blocks that never close': many(50_000, () => '```contract'),
  };
  for (const [name, text] of Object.entries(hostile)) {
    it(`ends in time for ${name}`, () => {
      const startedAt = performance.now();
      const { contracts, findings } = readContracts(text);
      const milliseconds = performance.now() - startedAt;
      assert.ok(contracts.length <= 200 && findings.length <= 400);
      assert.ok(findings.every(({ message }) => message.length < 1_000));
      assert.ok(milliseconds < 5_000, `${milliseconds} ms`);
    });
  }

  it('has a page for people whose example leaves nothing open', () => {
    const page = readFileSync(new URL('../../../../docs/contracts.md', import.meta.url), 'utf8');
    const [, example = ''] = /^````markdown\n(.*?)^````$/msu.exec(page) ?? [];
    const { contracts, findings } = readContracts(example);
    assert.deepEqual(findings, []);
    assert.deepEqual(
      contracts.map(({ contract }) => checkContract(contract)),
      [[]],
    );
  });

  it('has a sample to go by that its own shape accepts', () => assert.deepEqual(Contract.parse(users), users));
});
