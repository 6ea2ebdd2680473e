import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareContracts } from '../../../../server/runs/effects/compare-contracts.ts';
import { context } from '../repository.ts';

const block = (name: string, path: string, returns = 'string'): string =>
  [
    '```contract',
    `name: ${name}`,
    'endpoints:',
    '  - method: GET',
    `    path: ${path}`,
    '    responses:',
    `      200: { id: ${returns} }`,
    '```',
  ].join('\n');

const agreed = block('users', '/users/');

async function compare(implemented: string | null, consumed: string | null, published = agreed) {
  const pair = { from: 'api', to: 'ui', published, implemented, consumed };
  const outcome = await compareContracts({ id: 'e', type: 'compare-contracts', phase: '1', pairs: [pair] }, context);
  assert.ok(outcome.type === 'contracts-compared');
  return outcome.comparisons[0] ?? assert.fail('no comparison');
}

const blamed = ({ differences }: Awaited<ReturnType<typeof compare>>): string[] => [
  ...new Set(differences.map(({ workstream }) => workstream)),
];

describe('both sides of a contract', () => {
  test('that did as agreed differ in nothing', async () => {
    const same = await compare(`Done.\n\n${agreed}`, agreed);
    assert.deepEqual(same.differences, []);
    assert.equal(same.published, same.consumed);
  });

  test('that say nothing of it are taken at what was agreed', async () => {
    const { differences, published, consumed } = await compare(null, null);
    assert.deepEqual([differences, consumed], [[], published]);
  });

  test('are told apart: whoever left it hears of it', async () => {
    const upstream = await compare(block('users', '/users'), agreed);
    assert.deepEqual(blamed(upstream), ['api']);
    assert.match(upstream.differences[0]?.message ?? '', /^implemented, but not as agreed: .*\/users/);
    const downstream = await compare(agreed, block('users', '/users'));
    assert.deepEqual(blamed(downstream), ['ui']);
    assert.deepEqual(blamed(await compare(block('users', '/u/'), block('users', '/v/'))), ['api', 'ui']);
  });

  test('are shown for a comparison side by side', async () => {
    const { published, consumed } = await compare(agreed, block('users', '/users/', 'integer'));
    assert.match(published, /\/users\/[^]*string/);
    assert.match(consumed, /integer/);
  });

  test('may call the only contract by another name', async () => {
    assert.deepEqual((await compare(block('people', '/users/'), block('members', '/users/'))).differences, []);
  });

  test('may not leave out one of several', async () => {
    const two = `${agreed}\n\n${block('orders', '/orders/')}`;
    const missing = await compare(agreed, null, two);
    assert.deepEqual(missing.differences, [
      { workstream: 'api', message: 'implemented, but not as agreed: the contract orders is missing' },
    ]);
    assert.deepEqual((await compare(two, agreed, two)).differences, [], 'nobody has to use all of them');
  });
});
